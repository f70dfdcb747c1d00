"""Rows read as whole numbers are the rows that Django reads, on whichever database."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.columns import day_number, number, numbers_of

pytestmark = pytest.mark.django_db
DAYS = [dt.date(1, 1, 1), dt.date(1582, 10, 15), dt.date(2000, 2, 29), dt.date(2026, 11, 27), dt.date(9999, 12, 31)]


def the_units() -> list[Unit]:
    return list(Unit.objects.order_by("pk")[: len(DAYS) + 1])


def test_days_are_their_ordinals_and_what_is_not_known_is_as_said():
    units = the_units()
    for unit, day in zip(units, [*DAYS, None], strict=True):
        Unit.objects.filter(pk=unit.pk).update(valid_from=day, valid_to=None)

    read = numbers_of(
        Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("-pk"),
        "pk",
        day_number("valid_from", 7),
        number("parent_id", -1),
    )

    ordinals = [*(day.toordinal() for day in DAYS), 7]
    expected = [(unit.pk, day, unit.parent_id or -1) for unit, day in zip(units, ordinals, strict=True)]
    assert expected[::-1] == read
    assert {-1} < {parent for _, _, parent in read}


def test_where_there_is_no_row_there_is_none():
    for nobody in (Unit.objects.filter(code="nobody's"), Unit.objects.filter(pk__in=[])):
        assert [] == numbers_of(nobody, "pk", number("parent_id", -1))
