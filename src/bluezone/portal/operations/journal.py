"""SQLite's write-ahead log, emptied: what was erased stands in it until then, whatever the tables say.

Nobody waits for this. Each try either succeeds at once or finds a reader or a writer in its way and says so; whoever
tries goes on trying, and tells the operator when that has gone on for long (`Patience`).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

TOLD_AFTER_S = 15 * 60
"""No page and no command of ours reads for so long."""


def journal_of(store: Path) -> Path:
    """The file of the log."""
    return store.with_name(store.name + "-wal")


def empty_journal(store: Path) -> bool:
    """Whether the log is empty now. Waits for nobody."""
    if not store.exists() or not _size(store):
        return True
    connection = sqlite3.connect(store, timeout=0, isolation_level=None)
    try:
        is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return not is_busy and not _size(store)


def _size(store: Path) -> int:
    try:
        return journal_of(store).stat().st_size
    except FileNotFoundError:
        return 0


class Patience:
    """Knows for how long the log could not be emptied, and when that is to be told: once, until it was."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._was_told = False

    def should_tell(self, *, is_empty: bool, now_s: float) -> bool:
        """Told after each try; whether the operator should hear of it now."""
        if is_empty:
            self._since, self._was_told = None, False
            return False
        self._since = now_s if self._since is None else self._since
        if self._was_told or now_s - self._since < TOLD_AFTER_S:
            return False
        self._was_told = True
        return True
