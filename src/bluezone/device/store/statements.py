"""Statements on the store's one connection: a transaction holds whole or not at all, and the library's errors are ours.

What the rows mean is `encrypted`'s and `judged`'s affair; opening the file is `opening`'s.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlcipher3 import dbapi2

from bluezone.device.errors import StoreError, StoreInUseError
from bluezone.device.store.opening import BUSY_MS, as_ours


class Statements:
    """Reads and writes on one open connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.is_stale = False
        """Older copies of pages stand in the journal, with what was erased since."""

    @property
    def is_closed(self) -> bool:
        return self._connection is None

    def close(self) -> None:
        with contextlib.suppress(StoreError):
            self.overwrite_journal()
        self._connection.close()
        self._connection = None

    @contextmanager
    def transaction(self, *, only_adds: bool = False) -> Iterator[Any]:
        """Yields `execute`; what ran is on disk when the block ends, and undone when it raises. Unless it only adds
        rows, the journal is to be overwritten afterwards."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("COMMIT")
                self.is_stale = self.is_stale or not only_adds
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except dbapi2.DatabaseError as error:
            raise as_ours(error) from error

    def write_rows(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """One statement for many rows, in one transaction."""
        with self.transaction(only_adds=True):
            self._connection.executemany(sql, rows)

    def one(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        """The first row, or None."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def all(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            return list(self._connection.execute(sql, values))
        except dbapi2.DatabaseError as error:
            raise as_ours(error) from error

    def overwrite_journal(self) -> None:
        """Folds the journal away: deleted rows were overwritten in their pages, and older copies of those pages still
        stand in it. Waits for nobody. Raises StoreInUseError while somebody else reads the store: then they stay."""
        self.is_stale = True
        self.all("PRAGMA busy_timeout = 0")
        try:
            ((busy, _, _),) = self.all("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.all(f"PRAGMA busy_timeout = {BUSY_MS}")
        if busy:
            raise StoreInUseError("what was erased still stands in the journal, since another process reads the store")
        self.is_stale = False
