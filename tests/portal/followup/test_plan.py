"""What a regime asks of one person, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.followup.plan import Met, Plan, days_missed, last_of, plan_of
from bluezone.portal.world import VIET_NAM
from bluezone.trace.regimes.regime import Kind
from bluezone.trace.regimes.shipped import REGIMES, shipped_regime

DAY = dt.date(2021, 8, 10)
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2021, 12, 31))


def at(days: int, hour: int = 0) -> dt.datetime:
    return dt.datetime.combine(DAY + dt.timedelta(days=days), dt.time(hour), VIET_NAM)


def plan(name: str = "2022-02", level: int | None = 1, *, vaccinated: bool | None = None) -> Plan | None:
    return plan_of(level=level, last_met=DAY, regime=shipped_regime(name), vaccinated=vaccinated)


def days_of(made: Plan) -> tuple[int, int, int]:
    ends = (made.first_day, made.apart_until, made.last_day)
    return tuple((end - DAY).days for end in ends)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("name", "vaccinated", "days", "tests"),
    [
        ("2020-08", None, (1, 14, 28), (1, 14)),
        ("2021-05-hcmc", None, (1, 21, 35), (1, 7, 14, 20)),
        ("2021-07-3638", True, (1, 14, 28), (1, 7, 14)),
        ("2021-12", False, (1, 14, 28), (1, 14)),
        ("2021-12", True, (1, 7, 14), (1, 7)),
        ("2022-02", None, (1, 7, 10), (7,)),
        ("2022-02", True, (1, 5, 10), (5,)),
    ],
)
def test_an_f1_stays_apart_and_is_then_watched(name, vaccinated, days, tests):
    made = plan(name, vaccinated=vaccinated)

    assert made is not None
    assert days == days_of(made)
    assert tests == tuple((day - DAY).days for day in made.tests)


def test_an_f2_is_asked_until_the_test_that_it_waits_for():
    made = plan("2021-07-3638", level=2)

    assert made is not None
    assert ((1, 1, 1), Kind.HOME, ()) == (days_of(made), made.kind, made.tests)


@pytest.mark.parametrize("level", [None, 0, 3, 4])
def test_nobody_else_is_asked(level):
    assert plan(level=level) is None


def test_in_2020_somebody_apart_is_asked_in_the_morning_and_in_the_afternoon_and_once_a_day_afterwards():
    made = plan("2020-08")

    assert made is not None
    assert [at(1), at(1, 12)] == list(made.slots_on(DAY + dt.timedelta(days=1)))
    assert [at(15)] == list(made.slots_on(DAY + dt.timedelta(days=15)))
    assert [] == list(made.slots_on(DAY + dt.timedelta(days=29)))


@pytest.mark.parametrize(
    ("answered", "due"),
    [
        (None, at(1)),
        (at(-3), at(1)),
        (at(1, 9), at(1, 12)),
        (at(1, 15), at(2)),
        (at(14, 13), at(15)),
        (at(15, 8), at(16)),
        (at(28, 8), None),
        (at(40), None),
    ],
)
def test_the_next_answer_is_due_in_the_slot_after_the_last_one(answered, due):
    made = plan("2020-08")

    assert made is not None
    assert due == made.due_after(answered)


@given(
    name=st.sampled_from(REGIMES),
    level=st.sampled_from([1, 2]),
    minutes=st.integers(min_value=-3_000, max_value=60_000),
    vaccinated=st.sampled_from([None, True, False]),
)
def test_what_is_due_comes_after_the_answer_within_the_days_and_skips_no_slot(name, level, minutes, vaccinated):
    made = plan(name, level, vaccinated=vaccinated)
    assert made is not None
    answered = at(0) + dt.timedelta(minutes=minutes)
    days = (made.last_day - made.first_day).days + 1
    slots = [one for day in range(days) for one in made.slots_on(made.first_day + dt.timedelta(days=day))]

    due = made.due_after(answered)

    assert next((slot for slot in slots if slot > answered), None) == due


def test_days_that_are_over_without_an_answer_are_counted():
    assert 0 == days_missed(at(3), DAY + dt.timedelta(days=3))
    assert 2 == days_missed(at(3, 12), DAY + dt.timedelta(days=5))


def test_the_days_begin_after_the_meeting_that_ended_last():
    early, late = Met(DAY, DAY, DAY), Met(DAY, DAY + dt.timedelta(days=3), DAY)

    assert late == last_of([late, early]) == last_of([early, late])


def test_a_meeting_before_the_other_could_infect_or_after_they_were_set_apart_begins_nothing():
    counts = Met(DAY, DAY, DAY, source_from=DAY)
    before = Met(DAY, DAY, DAY, source_from=DAY + dt.timedelta(days=1))
    after = Met(DAY + dt.timedelta(days=9), DAY + dt.timedelta(days=9), DAY, source_apart_on=DAY)

    assert counts == last_of([before, counts, after])


@pytest.mark.parametrize(
    ("met", "last", "is_estimated"),
    [
        (Met(DAY, DAY + dt.timedelta(days=5), DAY, source_apart_on=DAY + dt.timedelta(days=2)), 2, False),
        (Met(DAY, None, DAY, source_apart_on=DAY + dt.timedelta(days=4)), 4, True),
        (Met(DAY, None, DAY + dt.timedelta(days=9)), 0, True),
        (Met(None, None, DAY + dt.timedelta(days=9)), 9, True),
    ],
)
def test_where_the_last_day_is_not_known_the_latest_that_is_likely_is_taken_and_said_so(met, last, is_estimated):
    assert (DAY + dt.timedelta(days=last), is_estimated) == (met.last, met.is_estimated)


@given(st.permutations(range(4)), DAYS, DAYS, DAYS)
def test_the_order_in_which_meetings_became_known_changes_nothing(order, one, two, three):
    meetings = [Met(one, one, DAY), Met(None, two, DAY), Met(three, None, DAY), Met(None, None, two)]

    assert last_of(meetings).last == last_of([meetings[number] for number in order]).last


@pytest.mark.parametrize("ends", [(DAY, DAY - dt.timedelta(days=1), DAY), (DAY, DAY, DAY - dt.timedelta(days=1))])
def test_a_plan_that_ends_before_it_begins_is_none(ends):
    with pytest.raises(ValueError, match="begins before it ends"):
        Plan(*ends, Kind.HOME, 1, 1)


def test_a_plan_without_a_question_is_none():
    with pytest.raises(ValueError, match="asked on each day"):
        Plan(DAY, DAY, DAY, Kind.HOME, 0, 1)


def test_whoever_was_entered_after_their_first_day_is_first_asked_on_that_day_and_not_late_at_once():
    made = plan()
    assert made is not None
    entered = DAY + dt.timedelta(days=4)

    due = made.due_after(None, entered)

    assert (DAY + dt.timedelta(days=1), entered) == (made.first_day, due.astimezone(VIET_NAM).date())
    assert 0 == days_missed(due, entered)
    assert made.due_after(None) == made.due_after(None, DAY - dt.timedelta(days=9))
    assert made.last_day == made.due_after(None, made.last_day + dt.timedelta(days=9)).astimezone(VIET_NAM).date()


def test_whoever_answered_was_known_whenever_what_is_known_of_them_today_was_entered():
    """The meeting by which they were known is no more; days missed since their answer stay missed."""
    made = plan()
    assert made is not None
    answered = dt.datetime.combine(DAY + dt.timedelta(days=2), dt.time(9), VIET_NAM)

    assert made.due_after(answered) == made.due_after(answered, DAY + dt.timedelta(days=5))
