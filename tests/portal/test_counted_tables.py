"""Whoever writes many rows has PostgreSQL count them before it asks of them, and SQLite left alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluezone.portal.cases.models import Person
from bluezone.portal.counted_tables import MANY, count_anew, look_through
from bluezone.portal.places.models import Change, Succession, Unit
from tests.support.portal.counting import noted_counting

pytestmark = [pytest.mark.django_db, pytest.mark.each_example]
postgresql_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans without counting")


@pytest.fixture(autouse=True)
def _kept(kept) -> None:
    """Units, which are many."""


def counted_rows(table: str) -> float:
    """How many rows PostgreSQL thinks that there are, which it notes whatever becomes of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        (rows,) = cursor.fetchone()
    return rows


@postgresql_only
def test_rows_of_a_transaction_that_has_not_ended_are_counted():
    unit = Unit.objects.order_by("pk")[0]
    Person.objects.bulk_create(
        Person(full_name="An", unit=unit, path=unit.path, pseudonym=f"{at:08}") for at in range(MANY)
    )

    count_anew(MANY, Person)

    assert MANY == counted_rows(Person._meta.db_table)


@postgresql_only
def test_a_table_that_somebody_else_has_counted_and_holds_is_passed_over():
    """Whoever waited for it would, with two that count in different orders, wait for ever."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as holding, connection.cursor() as ours:
            holding.execute("ANALYZE places_unit")
            ours.execute("SET LOCAL lock_timeout = '2s'")
            count_anew(MANY, Unit, Change)
        other.rollback()
    finally:
        other.close()


@postgresql_only
def test_few_rows_are_left_to_its_own_counting():
    with CaptureQueriesContext(connection) as asked:
        count_anew(MANY - 1, Unit, Change)

    assert [] == asked.captured_queries


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is to count")
def test_sqlite_is_told_nothing(django_capture_on_commit_callbacks):
    with CaptureQueriesContext(connection) as asked, django_capture_on_commit_callbacks(execute=True):
        count_anew(MANY, Unit)
        look_through(MANY, Unit)

    assert [] == asked.captured_queries


def test_tables_are_looked_through_once_what_was_written_stands(monkeypatch, django_capture_on_commit_callbacks):
    noted = noted_counting(monkeypatch, many=10)

    with django_capture_on_commit_callbacks(execute=True):
        look_through(9, Change)
        look_through(10, Unit, Succession)
        assert [] == noted

    assert [("VACUUM", (Unit, Succession))] == noted
