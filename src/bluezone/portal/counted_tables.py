"""Tables that PostgreSQL is to count as soon as many rows stand in them.

It plans by what it counted last, and counts by itself only what was committed, within a minute. An act that fills
tables and then asks of its own rows is planned as if there were none: it walks a whole table for each of thousands of
rows. So whoever writes many at once has the tables counted, within their transaction, before anything is asked of
them. SQLite plans without counting, and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Model

MANY = 1_000
"""New rows from which on counting is the smaller cost: 5 ms for a table of 1,000 rows, a quarter of a second for one of
300,000 (load 2, 2026-11-29)."""


def count_anew(rows: int, *tables: type[Model]) -> None:
    """Has PostgreSQL count these tables now, where an act wrote this many rows and they are many; what the caller's
    transaction wrote counts, too. A table that another transaction has counted and not ended yet is passed over: two
    that count in different orders would wait for each other."""
    if rows >= MANY:
        _do_with("ANALYZE", tables)


def look_through(rows: int, *tables: type[Model]) -> None:
    """Has PostgreSQL look through these tables once the transaction stands, where it wrote many rows: until then it
    reads each of them again where an index holds all that is asked (`tracing/columns.py`)."""
    if rows >= MANY:
        transaction.on_commit(lambda: _do_with("VACUUM", tables), robust=True)


def _do_with(verb: str, tables: tuple[type[Model], ...]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in _names(tables):
                cursor.execute(f"{verb} (SKIP_LOCKED) {name}")


def _names(tables: tuple[type[Model], ...]) -> Iterator[str]:
    return (connection.ops.quote_name(table._meta.db_table) for table in tables)  # noqa: SLF001 - Django's own way to it
