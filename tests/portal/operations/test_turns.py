"""One portal after another makes itself ready on one database."""

from __future__ import annotations

import pytest
from django.db import connection

from bluezone.portal.operations.tables import one_portal_at_a_time

_HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


def locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        return int(cursor.fetchone()[0])


def test_whoever_is_ready_lets_the_next_one_begin(db):
    """A service keeps its connection, and with it would keep every other portal waiting."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite whoever makes ready has the folder to themselves")
    with one_portal_at_a_time():
        assert 1 == locks()

    assert 0 == locks()
