"""The yardstick: minutes face to face in the worst 24 hours, from the trace alone."""

from __future__ import annotations

import pytest

from bluezone.simulation.truth import close_minutes
from tests.support.simulation.traces import MORNING_S, together, trace_of

LATER = 10**9


def test_minutes_are_rows_times_twenty_seconds_for_each_person_met() -> None:
    trace = trace_of(together(1, 2, 15), together(1, 3, 4), together(2, 3, 60, day=1))

    assert {2: 15.0, 3: 4.0} == close_minutes(trace, 1, LATER)


def test_only_the_worst_twenty_four_hours_count() -> None:
    trace = trace_of(together(1, 2, 10), together(1, 2, 12, day=2), together(1, 2, 3, day=4))

    assert {2: 12.0} == close_minutes(trace, 1, LATER)


def test_a_day_may_straddle_midnight() -> None:
    evening = together(1, 2, 8, start_s=23 * 3600)
    morning = together(1, 2, 8, day=1, start_s=7 * 3600)

    assert {2: 16.0} == close_minutes(trace_of(evening, morning), 1, LATER)


@pytest.mark.parametrize(("gap_s", "minutes"), [(86_400, 1 / 3), (86_399, 2 / 3)])
def test_rows_a_whole_day_apart_are_not_within_a_day(gap_s: int, minutes: float) -> None:
    first = together(1, 2, 1 / 3)
    second = together(1, 2, 1 / 3, start_s=MORNING_S + gap_s)

    assert {2: pytest.approx(minutes)} == close_minutes(trace_of(first, second), 1, LATER)


def test_what_comes_after_the_confirmation_is_not_its_business() -> None:
    trace = trace_of(together(1, 2, 10), together(1, 2, 30, day=3))

    assert {2: 10.0} == close_minutes(trace, 1, 2 * 86_400)
