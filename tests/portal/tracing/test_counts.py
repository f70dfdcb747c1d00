"""What is counted for the check of all levels stands in the caller's transaction, each question for itself."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.counts import counts_of

pytestmark = pytest.mark.django_db


def test_each_question_is_counted_with_what_was_written_before():
    one, other = Unit.objects.order_by("pk")[:2]
    Unit.objects.filter(pk=one.pk).update(name="Xã Vừa Viết")

    counts = counts_of(Unit.objects.filter(name="Xã Vừa Viết"), Unit.objects.filter(pk__in=[one.pk, other.pk]))

    assert [1, 2] == counts


def test_what_the_store_refuses_is_raised():
    refused = Unit.objects.extra(where=["no_such_column = 1"])

    with pytest.raises(DatabaseError), transaction.atomic():
        counts_of(refused)

    assert Unit.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite counts in our own process")
def test_postgresql_counts_without_help_until_the_transaction_ends():
    """Its helpers would take the cores from whoever computes meanwhile."""
    with transaction.atomic():
        assert [Unit.objects.count()] == counts_of(Unit.objects.all())
        assert "0" == _setting("max_parallel_workers_per_gather")
        transaction.set_rollback(True)
    assert "0" != _setting("max_parallel_workers_per_gather")


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        (said,) = cursor.fetchone()
    return said
