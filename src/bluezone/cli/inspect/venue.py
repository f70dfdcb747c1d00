"""`bluezone inspect venue`: what a scanned text is, and whether the place's code holds."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.protocol.venue import Venue

_FOREIGN = (
    ("NZCOVIDTRACER:", "a poster of NZ COVID Tracer"),
    ("000201", "a code for payments (VietQR)"),
    ("HTTP", "a web address"),
    ("BZ", "another code of Bluezone"),
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print what a place's code says, or say in one line why it is none, or counts no more."
    parser = commands.add_parser("venue", help=sentence, description=sentence)
    parser.add_argument("text", metavar="TEXT", help="as it was scanned")
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help="the key list; without one the signature is not checked"
    )
    parser.add_argument("--root", metavar="HEX|FILE", help="the root's public key; unless told, a root beside the list")
    parser.add_argument("--at", type=dt.datetime.fromisoformat, metavar="ISO-TIME", help="the moment; default: now")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.protocol.venue import PREFIX, venue_on_poster

    if not arguments.text.strip().startswith(PREFIX):
        _refuse_foreign(arguments.text.strip())
    checked = arguments.keys is not None
    venue = _verified(arguments) if checked else venue_on_poster(arguments.text)
    print(json.dumps({**_described(venue), "signature": "valid" if checked else "not checked"}, ensure_ascii=False))
    return 0


def _refuse_foreign(text: str) -> None:
    from bluezone.joining.refusal import RefusedError

    what = next((name for begins, name in _FOREIGN if text.upper().startswith(begins)), "another text")
    raise RefusedError(f"this is no code of a place: {what}")


def _verified(arguments: argparse.Namespace) -> Venue:
    """Reads the code as a phone does at that moment. Raises MalformedError, VerificationError or ExpiredError."""
    from bluezone.cli.inspect.reading import read_keys
    from bluezone.joining.clocks import system_clock
    from bluezone.joining.reading import read_root
    from bluezone.protocol.venue import read_venue

    keys = read_keys(arguments.keys, read_root(arguments.root or _root_beside(arguments.keys)))
    at_s = system_clock() // 1000 if arguments.at is None else int(arguments.at.timestamp())
    return read_venue(arguments.text, keys, at_s)


def _root_beside(keys: Path) -> str:
    """Finds the root's public key where an exchange, or a mirror of what it publishes, keeps it."""
    from bluezone.joining.refusal import RefusedError

    found = (keys.parent / "root.pub", keys.parent / "root", keys.absolute().parent.parent / "root")
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        raise RefusedError("a key list proves nothing without --root")
    return str(path)


def _described(venue: Venue) -> dict[str, str]:
    return {
        "name": venue.name,
        "kind": venue.kind.value,
        "unit": venue.unit,
        "from": _iso(venue.valid_from_s),
        "until": _iso(venue.valid_until_s),
        "venue_id": venue.venue_id.hex(),
    }


def _iso(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
