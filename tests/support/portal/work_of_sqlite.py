"""How much work SQLite has with what is asked within a block: a measure that no load of the machine changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

_STEPS = 100
"""Instructions of SQLite's machine between two calls."""


@dataclass(slots=True)
class Work:
    """What was done so far."""

    instructions: int = 0

    def _more(self) -> int:
        self.instructions += _STEPS
        return 0


@contextmanager
def work_of_sqlite() -> Iterator[Work]:
    """Counts instructions within the block."""
    work = Work()
    connection.ensure_connection()
    connection.connection.set_progress_handler(work._more, _STEPS)
    try:
        yield work
    finally:
        connection.connection.set_progress_handler(None, 0)
