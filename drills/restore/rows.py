"""Rows that a store acknowledged, and those that are found in it afterwards, each by the digest of what it holds.

A portal's are files under their hash, as photos and scans are; an exchange's are sealed reports. Nothing in them can be
compressed, and whoever counts them again reads all of each.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bluezone.protocol.calendar import Day

_AT_ONCE = 100
_FILES = "INSERT INTO rollout_desk_file (content, sha256, name, media_type, size, kept_at) VALUES ({})"
_REPORTS = "INSERT INTO reports (sealed, id, received_day) VALUES ({})"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows: where they lie, and how large each is."""

    table: str
    content: str
    bytes_each: int

    def row(self, content: bytes) -> tuple[Any, ...]:
        digest = hashlib.sha256(content)
        if self is FILES:
            return content, digest.hexdigest(), "anh.jpg", "image/jpeg", len(content), "2026-11-29 00:00:00+00:00"
        return content, digest.digest()[:16], Day.containing(time.time_ns() // 1_000_000).number


FILES = Kind("rollout_desk_file", "content", 200_000)
REPORTS = Kind("reports", "sealed", 16_000)


@dataclass(frozen=True, slots=True)
class Store:
    """One store: a file of SQLite, or the address of a database."""

    at: Path | str
    kind: Kind

    def add(self, count: int) -> list[str]:
        """Writes so many new rows, and gives the digests of those that were acknowledged."""
        told: list[str] = []
        with self._opened() as connection:
            for begin in range(0, count, _AT_ONCE):
                contents = [os.urandom(self.kind.bytes_each) for _ in range(min(_AT_ONCE, count - begin))]
                rows = [self.kind.row(content) for content in contents]
                connection.cursor().executemany(self._insert(len(rows[0])), rows)
                connection.commit()
                told += [hashlib.sha256(content).hexdigest() for content in contents]
        return told

    def fill(self, gigabytes: float) -> list[str]:
        """Writes rows of so many gigabytes in all."""
        return self.add(max(1, round(gigabytes * 1e9 / self.kind.bytes_each)))

    def found(self) -> Counter[str]:
        """Reads all rows whole."""
        with self._opened() as connection:
            return Counter(hashlib.sha256(content).hexdigest() for content in self._contents(connection))

    def erase_all(self) -> None:
        """Does what nobody should have done."""
        with self._opened() as connection:
            connection.cursor().execute(f"DELETE FROM {self.kind.table}")  # noqa: S608 - our own name
            connection.commit()

    def size(self) -> int:
        """Bytes on the disk."""
        if isinstance(self.at, Path):
            return self.at.stat().st_size
        with psycopg.connect(self.at) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            assert row is not None
            return int(row[0])

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Any]:
        connection = sqlite3.connect(self.at) if isinstance(self.at, Path) else psycopg.connect(self.at)
        with contextlib.closing(connection):
            yield connection

    def _insert(self, columns: int) -> str:
        sign = "?" if isinstance(self.at, Path) else "%b"
        first = _FILES if self.kind is FILES else _REPORTS
        others = sign if isinstance(self.at, Path) else "%s"
        return first.format(", ".join([sign, *[others] * (columns - 1)]))

    def _contents(self, connection: Any) -> Iterable[bytes]:
        question = f"SELECT {self.kind.content} FROM {self.kind.table}"  # noqa: S608 - our own names
        cursor = connection.cursor() if isinstance(self.at, Path) else connection.cursor("rows", binary=True)
        if not isinstance(self.at, Path):
            cursor.itersize = _AT_ONCE
        cursor.execute(question)
        return (bytes(content) for (content,) in cursor)


def compared(acknowledged: Iterable[str], found: Counter[str]) -> tuple[int, int]:
    """How many of those that were acknowledged are not there, and how many are there more than once."""
    return sum(1 for one in acknowledged if not found[one]), sum(1 for count in found.values() if count > 1)
