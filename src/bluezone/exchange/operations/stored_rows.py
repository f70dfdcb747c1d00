"""The store as rows, a thousand at a time, each table in the order of its key; and a store made of them again.

A copy of SQLite's file would hold its pages, in which rows lie as they came, and has to be whole in memory to be laid
anew (store/mingling.py). Rows in the order of their keys tell nothing of it, and any number of them goes by in little
memory. All of them are of one moment: a reader of SQLite sees the store as it was when it began, while others write.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

_ROWS = 1_000
_OF_ROWS = "store/rows/"
_MADE_BY = "store/made-by"


def parts_of(database: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each part: what makes the tables and their indexes, and then the rows."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as source:
        source.execute("BEGIN")
        yield _MADE_BY, msgspec.msgpack.encode([*_made_by(source, "table"), *_made_by(source, "index")])
        for table in _names(source):
            key = ", ".join(f'"{name}"' for name in _key_of(source, table))
            rows = source.execute(" ".join(["SELECT * FROM", f'"{table}"', *(["ORDER BY", key] if key else [])]))
            while some := rows.fetchmany(_ROWS):
                yield _OF_ROWS + table, msgspec.msgpack.encode(some)
        source.execute("COMMIT")


class StoreOfParts:
    """Makes a store of its parts, in their order."""

    def __init__(self, database: Path) -> None:
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        self._connection = sqlite3.connect(database, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=OFF")  # half of it is thrown away as a whole
        self._connection.execute("PRAGMA synchronous=OFF")  # whoever restores has everything put on disk at the end
        self._connection.execute("BEGIN")

    def take(self, name: str, data: bytes) -> None:
        if name == _MADE_BY:  # indexes before their rows: made of what is there they would be sorted on another disk
            for statement in msgspec.msgpack.decode(data, type=list[str]):
                self._connection.execute(statement)
            return
        rows: list[list[Any]] = msgspec.msgpack.decode(data)
        table, places = name.removeprefix(_OF_ROWS), ", ".join("?" * len(rows[0]))
        self._connection.executemany(" ".join(["INSERT INTO", f'"{table}"', "VALUES (", places, ")"]), rows)

    def close(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()


def is_part(name: str) -> bool:
    """Whether a part of a backup is one of these."""
    return name == _MADE_BY or name.startswith(_OF_ROWS)


def _made_by(source: sqlite3.Connection, kind: str) -> list[str]:
    made = source.execute("SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY name", (kind,))
    return [statement for (statement,) in made]


def _names(source: sqlite3.Connection) -> list[str]:
    return [name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def _key_of(source: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table's key, in their order."""
    told = source.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return [name for (name,) in told]
