"""What is done on the machine itself, by its own Python and nothing of ours: codes are issued at the internal
listener of the exchange, what is due is published, both stores are read, and the exchange's is made an earlier
version's. `power.py`, `hanging.py` and `upgrades.py` put this file there and run it.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

_INTERNAL = "http://127.0.0.1:8701/internal/v1"
_SEEDS = "SELECT lower(hex(entry)), count(*) FROM entries GROUP BY entry"
_ROWS = "SELECT lower(hex(number)), count(*) FROM posts_doorrow GROUP BY number"
_COUNTED = """SELECT total(helped + no_smartphone + refused), total(entries),
    (SELECT count(*) FROM field_takenentry) FROM field_teamday"""

_SINCE_FIRST = ("leader", "cosignatures")
"""Tables of an exchange that its first release did not make."""


def codes(data: Path, count: int) -> list[str]:
    """Long codes for a case whose symptoms began two days ago."""
    onset = (dt.datetime.now(dt.timezone.utc).date() - dt.timedelta(days=2)).isoformat()  # noqa: UP017
    order = {"level": "F0", "onset": onset, "form": "long", "count": count}
    return [one["code"] for one in json.loads(_asked(data, "codes", json.dumps(order).encode()))]


def publish(data: Path) -> None:
    """Closes every window that is due."""
    _asked(data, "publish", b"")


def stored(exchange: Path, portal: Path) -> dict[str, object]:
    """How often each seed and each row of a door is there; of field teams what they counted: the sums, how many entries
    the sums say they are of, and how many digests of entries there are."""
    return {
        "seeds": dict(_read(exchange / "exchange.db", _SEEDS)),
        "rows": dict(_read(portal / "portal.db", _ROWS)),
        "counted": list(_read(portal / "portal.db", _COUNTED)[0]),
        "whole": [_read(path, "PRAGMA quick_check")[0][0] for path in (exchange / "exchange.db", portal / "portal.db")],
    }


def issued(exchange: Path) -> int:
    """How many codes there are."""
    return int(_read(exchange / "exchange.db", "SELECT count(*) FROM codes")[0][0])


def be_of_version(exchange: Path, last_change: str) -> str:
    """Has the exchange's store say that this was its last change; what it said before."""
    with closing(sqlite3.connect(exchange / "exchange.db")) as store, store:
        (before,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
        store.execute("UPDATE alembic_version SET version_num = ?", (last_change,))
    return str(before)


def take_exchange_back(exchange: Path) -> None:
    """Takes the exchange's store back to the tables of its first release, with all that stands in the others."""
    be_of_version(exchange, "0001")
    with closing(sqlite3.connect(exchange / "exchange.db")) as store, store:
        for table in _SINCE_FIRST:
            store.execute(f"DROP TABLE {table}")


def ready() -> dict[str, int]:
    """What each service answers to a monitor; 0 where nobody does."""
    return {name: _status(f"http://127.0.0.1:{port}/ready") for name, port in (("exchange", 8701), ("portal", 8791))}


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - of this machine, see above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _asked(data: Path, what: str, body: bytes) -> bytes:
    headers = {"authorization": f"Bearer {(data / 'internal.key').read_text().strip()}"}
    headers |= {"content-type": "application/json"} if body else {}
    asked = urllib.request.Request(f"{_INTERNAL}/{what}", body, headers)  # noqa: S310 - of this machine, see above
    with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
        return bytes(answer.read())


def _read(path: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)) as store:
        return store.execute(statement).fetchall()


def main(act: str, *words: str) -> None:
    """Prints what came of one act."""
    exchange, portal = Path("/var/lib/bluezone-exchange"), Path("/var/lib/bluezone-portal")
    acts: dict[str, Callable[[], object]] = {
        "codes": lambda: codes(exchange, int(words[0])),
        "publish": lambda: publish(exchange),
        "issued": lambda: issued(exchange),
        "be_of_version": lambda: be_of_version(exchange, words[0]),
        "take_exchange_back": lambda: take_exchange_back(exchange),
        "ready": ready,
        "stored": lambda: stored(exchange, portal),
    }
    print(json.dumps(acts[act]()))


if __name__ == "__main__":
    main(*sys.argv[1:])
