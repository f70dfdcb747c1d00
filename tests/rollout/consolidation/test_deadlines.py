"""Reminders, lateness and extensions follow from now alone."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.consolidation.deadlines import (
    Extension,
    Reminder,
    Reminding,
    Standing,
    due_of,
    late,
    reminders_due,
    reminding_moment,
    standing_of,
)
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.report import State, Step, take_step
from tests.support.rollout.reporting import COMMUNES, DISTRICT, DUE, SENT, ZONE, expected_of, report, three_levels

EXPECTED = expected_of(DISTRICT)
FEW = expected_of(three_levels())
START = DUE - dt.timedelta(days=10)
AFTER = DUE + dt.timedelta(days=2)


def extension(organisation: str, days: int, at: dt.datetime = SENT) -> Extension:
    return Extension(organisation, DUE + dt.timedelta(days=days), "lũ quét", "culture-office", at)


def test_the_last_day_is_the_25th_and_reminders_come_at_eight_in_the_morning() -> None:
    moments = [reminding_moment(DUE, kind) for kind in Reminding]

    assert ["22/08 08:00", "24/08 08:00", "25/08 08:00"] == [f"{moment:%d/%m %H:%M}" for moment in moments]


def test_everybody_who_has_sent_nothing_is_reminded_and_nobody_else() -> None:
    reports = {c: report(c, {"staff": 1}) for c in COMMUNES[:30]}
    reports[COMMUNES[30]] = report(COMMUNES[30], {"staff": 1}, State.DRAFT)
    now = dt.datetime(2020, 8, 25, 8, 0, tzinfo=ZONE)

    reminded = reminders_due(EXPECTED, reports, since=now - dt.timedelta(hours=1), now=now)

    offices = {o.id for o in DISTRICT if o.kind not in {"commune-committee", "committee"}}
    assert {COMMUNES[30], *offices} == {reminder.organisation for reminder in reminded}
    assert {Reminding.LAST_DAY} == {reminder.kind for reminder in reminded}


@given(st.lists(st.integers(0, 14 * 24 * 60), max_size=30))
def test_however_often_one_looks_each_reminder_comes_exactly_once(minutes: list[int]) -> None:
    moments = sorted({START, AFTER, *(START + dt.timedelta(minutes=m) for m in minutes if m < 12 * 24 * 60)})

    seen: list[Reminder] = []
    for since, now in pairwise(moments):
        seen += reminders_due(FEW, {}, since=since, now=now)

    assert 3 * len(FEW.reports) == len(seen) == len(set(seen))


def test_an_extension_moves_the_deadline_and_its_reminders_for_one_organisation() -> None:
    given_more = [extension("a", 3)]
    now = DUE + dt.timedelta(hours=1)

    late_ids = [expected.organisation.id for expected in late(FEW, {}, given_more, now)]

    assert ["office", "b", "c"] == late_ids
    moments = {r.moment for r in reminders_due(FEW, {}, given_more, since=START, now=AFTER) if r.organisation == "a"}
    assert dt.datetime(2020, 8, 25, 8, tzinfo=ZONE) in moments
    assert dt.datetime(2020, 8, 22, 8, tzinfo=ZONE) not in moments


def test_the_latest_of_several_extensions_holds_and_none_shortens() -> None:
    expected = FEW.of("a")
    assert expected is not None

    assert DUE + dt.timedelta(days=3) == due_of(expected, [extension("a", 3), extension("a", 1), extension("b", 9)])
    assert DUE == due_of(expected, [extension("a", -1)])


def test_an_extension_needs_a_reason_and_a_future() -> None:
    with pytest.raises(ReportError, match="reason"):
        Extension("a", DUE, " ", "culture-office", SENT)
    with pytest.raises(ReportError, match="past"):
        extension("a", 1, at=AFTER)


@pytest.mark.parametrize(
    ("sent", "now", "standing"),
    [
        (None, DUE - dt.timedelta(seconds=1), Standing.OPEN),
        (None, DUE, Standing.LATE),
        (DUE - dt.timedelta(seconds=1), AFTER, Standing.ON_TIME),
        (DUE, AFTER, Standing.SENT_LATE),
    ],
)
def test_before_the_26th_is_a_matter_of_one_second(
    sent: dt.datetime | None, now: dt.datetime, standing: Standing
) -> None:
    answered = report("a", {"staff": 1}, State.SUBMITTED, at=sent) if sent else None

    assert standing is standing_of(DUE, answered, now)


def test_a_returned_report_is_missing_again() -> None:
    returned = take_step(report("a", {"staff": 1}, State.SUBMITTED), Step.RETURN, by="office", at=SENT, note="thiếu")

    assert Standing.LATE is standing_of(DUE, returned, AFTER)
