"""A write that means nothing, for whoever wants to see that writes get through: it reaches the disk and no table."""

from __future__ import annotations

from django.db import connection, transaction

_NUMBERS = 1 << 16
"""SQLite has 31 bits in its file's head for a number of the application's own; we read it nowhere else."""


def beat() -> None:
    """Writes once, on a line of its own; for threads. Raises what the database says."""
    try:
        write_nothing()
    finally:
        connection.close()


def write_nothing() -> None:
    """Writes once; over when it is on disk. Raises what the database says."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_logical_emit_message(true, 'bluezone', '')")
            return
        cursor.execute("PRAGMA user_version")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA user_version = {(before + 1) % _NUMBERS}")
