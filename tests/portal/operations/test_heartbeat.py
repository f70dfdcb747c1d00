"""The write that means nothing reaches the disk: on SQLite by its file's head, on PostgreSQL by its journal."""

from __future__ import annotations

from django.db import connection

from bluezone.portal.operations.heartbeat import write_nothing


def written() -> object:
    """How far this database has written."""
    asked = "SELECT pg_current_wal_insert_lsn()" if connection.vendor == "postgresql" else "PRAGMA user_version"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return cursor.fetchone()[0]


def test_each_beat_is_a_write_of_its_own(office):
    found = [written()]
    for _ in range(2):
        write_nothing()
        found.append(written())

    assert 3 == len(set(found))


def test_a_number_at_its_end_begins_anew(office):
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version = 65535")

    write_nothing()

    assert 0 == written()
