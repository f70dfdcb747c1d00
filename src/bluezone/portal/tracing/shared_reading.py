"""Whole tables read by several of PostgreSQL's workers: they make the bytes of the rows, and whoever asked joins them.

Its planner takes a row that a worker hands over to be dear, so it has one process read hundreds of thousands that are
wanted in order, while the other cores stand idle. Within the block it is told otherwise. SQLite has no workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_CHEAP = "SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0"
_USUAL = "SET LOCAL parallel_setup_cost TO DEFAULT; SET LOCAL parallel_tuple_cost TO DEFAULT"


@contextmanager
def read_by_several() -> Iterator[None]:
    """Has questions within the block shared among workers, in a transaction; a few rows are not worth the words."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CHEAP)
        yield
        cursor.execute(_USUAL)  # within somebody's transaction they would hold to its end; an error takes them back
