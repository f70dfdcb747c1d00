"""What stands in the stores of a machine beside what stood there before, read by its own Python and nothing of ours,
from a copy: `upgrades.py` puts this file there and runs it. Prints for each service whether its data are the old ones
or the new ones, how many rows of before are missing, and what SQLite says of the file.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

_STORES = {
    "portal": ("portal.db", "SELECT count(*) FROM django_migrations"),
    "exchange": ("exchange.db", "SELECT version_num FROM alembic_version"),
}
_NOTED = {"django_migrations", "django_content_type", "auth_permission", "alembic_version"}
"""Tables in which a program notes what it consists of itself."""
_LIVE, _COPIES = Path("/var/lib"), Path("/run/look")
Rows = Counter[str]


def main(before: str, *new: str) -> None:
    """Compares both with their copies in this folder; `new` says by which number each is the new one."""
    print(json.dumps({name: _compared(name, Path(before), dict(one.split("=") for one in new)) for name in _STORES}))


def _compared(name: str, before: Path, new: dict[str, str]) -> dict[str, Any]:
    file, numbered = _STORES[name]
    with (
        closing(_copied(before / f"bluezone-{name}" / file, f"{name}-before")) as old,
        closing(_copied(_LIVE / f"bluezone-{name}" / file, f"{name}-now")) as now,
    ):
        number = str(now.execute(numbered).fetchone()[0])
        whole = now.execute("PRAGMA integrity_check(1)").fetchone()[0]
        broken = len(now.execute("PRAGMA foreign_key_check").fetchall())
        lost = _lost(old, now)
        rows = _all_rows(old)
        is_old = rows == _all_rows(now)
        is_new = number == new.get(name) and not lost
        state = "old" if is_old else "new" if is_new else "between"
        return {"state": state if whole == "ok" and not broken else "between", "number": number, "lost": lost,
                "whole": whole, "rows": rows.total()}  # fmt: skip


def _copied(store: Path, name: str) -> sqlite3.Connection:
    """Where a log lies beside a store, what stands in it counts; and nobody of ours touches either."""
    folder = _COPIES / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for one in store.parent.glob(f"{store.name}*"):
        shutil.copy(one, folder)
    return sqlite3.connect(f"file:{folder / store.name}?mode=rw", uri=True)


def _lost(old: sqlite3.Connection, now: sqlite3.Connection) -> int:
    """Rows of before that are not there, in the columns that both have."""
    missing, there = 0, _tables(now)
    for table, columns in _tables(old).items():
        if table not in _NOTED:
            common = [name for name in columns if name in there.get(table, [])]
            missing += (_rows(old, table, common) - (_rows(now, table, common) if common else Counter())).total()
    return missing


def _all_rows(store: sqlite3.Connection) -> Rows:
    """Every row with its table and the names of its columns."""
    found: Rows = Counter()
    for table, columns in _tables(store).items():
        found.update({f"{table} {columns} {row}": count for row, count in _rows(store, table, columns).items()})
    return found


def _tables(store: sqlite3.Connection) -> dict[str, list[str]]:
    asked = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    tables: dict[str, list[str]] = {}
    for table, column in sorted(store.execute(asked).fetchall()):
        if not table.startswith("sqlite_"):
            tables.setdefault(table, []).append(column)
    return tables


def _rows(store: sqlite3.Connection, table: str, columns: list[str]) -> Rows:
    names = ", ".join(f'"{name}"' for name in columns) or "count(*)"
    return Counter(map(repr, store.execute(f'SELECT {names} FROM "{table}"')))  # noqa: S608 - names out of the store


if __name__ == "__main__":
    main(*sys.argv[1:])
