"""Two readings of PostgreSQL at once, of one moment: a server gives each of its lines one processor.

The second line sees the store as the first does, by the snapshot that this one hands on. Within a transaction of the
caller it would not see what the caller wrote, so there, and on SQLite, which is read in our own process, one reading
comes before the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

from bluezone.portal.tracing.columns import numbers_from_indexes

T = TypeVar("T")
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


@contextmanager
def read_beside(reading: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Has something read meanwhile; what is handed over waits for it. What the block reads is of the same moment, or of
    a later one where it was read before."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        found = reading()
        yield lambda: found
        return
    with transaction.atomic(), connection.cursor() as cursor, ThreadPoolExecutor(1) as beside:
        cursor.execute(_ONE_MOMENT)
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
        yield beside.submit(_read_as_of, moment, reading).result


def _read_as_of(moment: str, reading: Callable[[], T]) -> T:
    """Reads over a line of this thread's own, which is closed behind it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ONE_MOMENT)
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [moment])
            with numbers_from_indexes():
                return reading()
    finally:
        connection.close()
