"""What a database keeps of a row in an index is what stands in the row, whatever was written, taken back or deleted."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from bluezone.portal.tracing.columns import Numbered, columns_of
from bluezone.portal.tracing.models import (
    NUMBERS_OF_AN_EXPOSURE,
    NUMBERS_OF_AN_INVOLVEMENT,
    Exposure,
    Involvement,
)
from bluezone.trace.levels import NO_LEVEL
from bluezone.trace.outbreak import EVER, OPEN
from tests.support.portal.tracing import TracingOffice

pytestmark = pytest.mark.django_db
DAYS = [None, dt.date(1, 1, 1), dt.date(1969, 12, 31), dt.date(1970, 1, 1), dt.date(2026, 8, 1), dt.date(9999, 12, 31)]
REGIMES = ["", "one", "other"]
ACTS = 40


@pytest.fixture
def tracing(office) -> TracingOffice:
    made = TracingOffice(office, people=5)
    for at in range(5):
        made.node(at)
    return made


def test_numbers_are_those_of_the_rows_after_any_writing_taking_back_and_deleting(tracing):
    chance = random.Random(16)
    assert_numbers_are_the_rows(tracing)
    for _ in range(ACTS):
        act = chance.choice([write_exposure, write_exposure, change_exposure, delete_exposure, change_involvement])
        with transaction.atomic():
            act(tracing, chance)
            assert_numbers_are_the_rows(tracing)
            transaction.set_rollback(chance.random() < 0.3)
        assert_numbers_are_the_rows(tracing)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert [("ok",)] == cursor.fetchall()


def write_exposure(tracing: TracingOffice, chance: random.Random) -> None:
    source, target = chance.sample(list(Involvement.objects.filter(outbreak=tracing.outbreak)), 2)
    first, last = two_days(chance)
    Exposure.objects.create(
        number=f"EX-{chance.random()}"[:16],
        outbreak=tracing.outbreak,
        source=source,
        target=target,
        first_day=first,
        last_day=last,
        is_alive=chance.random() < 0.7,
        source_path=source.path,
        target_path=target.path,
        entered_by=tracing.officer,
        entered_at="2026-08-01T00:00:00Z",
    )


def change_exposure(tracing: TracingOffice, chance: random.Random) -> None:
    first, last = two_days(chance)
    changed = {"first_day": first, "last_day": last, "is_alive": chance.random() < 0.5}
    one_of(Exposure, tracing, chance)(lambda row: Exposure.objects.filter(pk=row.pk).update(**changed))


def delete_exposure(tracing: TracingOffice, chance: random.Random) -> None:
    one_of(Exposure, tracing, chance)(lambda row: row.delete())


def change_involvement(tracing: TracingOffice, chance: random.Random) -> None:
    through = one_of(Exposure, tracing, chance)
    changed = {
        "set_apart_on": chance.choice(DAYS),
        "level": chance.choice([None, 0, 1, 4]),
        "possible_from": chance.choice(DAYS),
        "regime": chance.choice([*REGIMES, "unknown"]),
        "through": through(lambda row: row) if chance.random() < 0.5 else None,
    }
    one_of(Involvement, tracing, chance)(lambda row: Involvement.objects.filter(pk=row.pk).update(**changed))


def one_of(model, tracing: TracingOffice, chance: random.Random) -> Callable:
    rows = list(model.objects.filter(outbreak=tracing.outbreak).order_by("pk"))
    return lambda act: act(chance.choice(rows)) if rows else None


def two_days(chance: random.Random) -> tuple[dt.date | None, dt.date | None]:
    one, other = chance.choice(DAYS), chance.choice(DAYS)
    return (other, one) if one and other and one > other else (one, other)


def assert_numbers_are_the_rows(tracing: TracingOffice) -> None:
    exposures = Exposure.objects.filter(outbreak=tracing.outbreak, is_alive=True).order_by("pk")
    people = Involvement.objects.filter(outbreak=tracing.outbreak).order_by("pk")

    met = columns_of(exposures, NUMBERS_OF_AN_EXPOSURE)
    involved = columns_of(people, NUMBERS_OF_AN_INVOLVEMENT, Numbered("regime", REGIMES))

    assert [
        (row.pk, row.source_id, row.target_id, day(row.first_day, EVER), day(row.last_day, OPEN)) for row in exposures
    ] == list(zip(*met, strict=True))
    assert [
        (
            row.pk,
            row.person_id,
            day(row.set_apart_on, OPEN),
            NO_LEVEL if row.level is None else row.level,
            row.through_id or 0,
            day(row.possible_from, EVER),
            REGIMES.index(row.regime) if row.regime in REGIMES else len(REGIMES),
        )
        for row in people
    ] == list(zip(*involved, strict=True))


def day(known: dt.date | None, otherwise: int) -> int:
    return otherwise if known is None else known.toordinal()
