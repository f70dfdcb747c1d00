"""What is read over two lines at once is of one moment; in a transaction, and on SQLite, one comes before the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection

from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.second_line import read_beside

postgresql_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is read in our own process")
NEW = "Xã Vừa Viết"
PATIENCE_S = 20


def count_new() -> int:
    return Unit.objects.filter(name=NEW).count()


def test_in_a_transaction_it_is_read_before_and_with_what_was_written_there(db):
    unit = Unit.objects.order_by("pk")[0]
    Unit.objects.filter(pk=unit.pk).update(name=NEW)

    with read_beside(count_new) as counted:
        Unit.objects.filter(pk=unit.pk).update(name=unit.name)
        assert (1, 0) == (counted(), count_new())


@pytest.fixture
def outside(django_db_setup, django_db_blocker) -> Iterator[Callable[[str], None]]:
    """Outside every transaction: names the first unit over a line of its own. Its own name is put back."""
    with django_db_blocker.unblock():
        unit = Unit.objects.order_by("pk")[0]

        def name(said: str) -> None:
            try:
                Unit.objects.filter(pk=unit.pk).update(name=said)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as elsewhere:
            try:
                yield lambda said: elsewhere.submit(name, said).result()
            finally:
                elsewhere.submit(name, unit.name).result()


@postgresql_only
def test_both_lines_see_one_moment_whatever_is_written_meanwhile(outside):
    lines = list[int]()

    def reading() -> int:
        outside(NEW)
        lines.append(connection.connection.info.backend_pid)
        return count_new()

    with read_beside(reading) as counted:
        lines.append(connection.connection.info.backend_pid)
        beside = counted()
        assert (0, 0) == (beside, count_new())

    assert 2 == len(set(lines))
    assert 1 == count_new()


@postgresql_only
def test_what_the_second_line_is_refused_is_raised_where_it_is_waited_for_and_the_line_is_closed(outside):
    before = _lines()

    with pytest.raises(DatabaseError), read_beside(lambda: list(Unit.objects.extra(where=["no_such = 1"]))) as found:
        found()

    assert not connection.in_atomic_block
    until = time.monotonic() + PATIENCE_S
    while _lines() > before:  # a server lets go of one a moment after it was closed
        assert time.monotonic() < until


def _lines() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state IS NOT NULL")
        (count,) = cursor.fetchone()
    return int(count)
