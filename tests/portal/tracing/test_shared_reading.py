"""Everybody in an outbreak is read by several of PostgreSQL's workers; nothing else is asked otherwise than before."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.columns import Packed
from bluezone.portal.tracing.shared_reading import read_by_several

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.each_example,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no workers"),
]


def shown(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        return str(cursor.fetchone()[0])


def test_rows_in_order_are_made_into_bytes_by_workers():
    rows = Unit.objects.order_by("pk").values_list(Packed("pk"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL min_parallel_table_scan_size = 0; SET LOCAL min_parallel_index_scan_size = 0")

    alone = rows.explain(verbose=True)
    with read_by_several():
        shared = rows.explain(verbose=True)

    assert "Gather" not in alone
    merged, _, beneath = shared.partition("Gather Merge")
    assert "int4send" in beneath
    assert "Sort" not in merged


def test_afterwards_it_is_asked_as_before_also_where_a_question_failed():
    before = shown("parallel_tuple_cost")

    with read_by_several():
        within = shown("parallel_tuple_cost")
    after = shown("parallel_tuple_cost")
    with pytest.raises(DatabaseError), transaction.atomic(), read_by_several():
        Unit.objects.extra(where=["no_such_column = 1"]).exists()

    assert ("0", before, before) == (within, after, shown("parallel_tuple_cost"))
