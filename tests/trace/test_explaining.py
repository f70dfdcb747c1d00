"""Who has no level is told why."""

from __future__ import annotations

from hypothesis import given

from bluezone.trace.edits import SetApart, Withdrawn
from bluezone.trace.explaining import WhyNone, why_no_level
from bluezone.trace.levels import NO_LEVEL, Tracing
from bluezone.trace.outbreak import undated
from tests.support.trace.outbreaks import august, outbreak, outbreaks


def test_whom_nobody_named_is_not_named() -> None:
    tracing = Tracing(undated(bytes([1, 0]), [0], [1]))

    assert why_no_level(tracing, 1) is None
    tracing.apply(Withdrawn(0))
    assert WhyNone.NOT_NAMED is why_no_level(tracing, 1)


def test_whoever_met_only_people_without_a_level_has_no_case_behind() -> None:
    assert WhyNone.NO_CASE_BEHIND is why_no_level(Tracing(undated(bytes([1, 0, 0]), [1], [2])), 2)


def test_the_fifth_step_is_too_far() -> None:
    tracing = Tracing(undated(bytes([1, 0, 0, 0, 0, 0]), range(5), range(1, 6)))

    assert WhyNone.TOO_FAR is why_no_level(tracing, 5)


def test_a_meeting_outside_the_window_is_told_as_such() -> None:
    early = Tracing(outbreak({0: 5}, 2, (0, 1, 1, 4)))
    late = Tracing(outbreak({0: 5}, 2, (0, 1, 7, 7)))
    late.apply(SetApart(0, august(6)))

    assert WhyNone.OUT_OF_WINDOW is why_no_level(early, 1)
    assert WhyNone.OUT_OF_WINDOW is why_no_level(late, 1)


@given(outbreaks())
def test_there_is_a_reason_for_exactly_those_without_a_level(drawn) -> None:
    tracing = Tracing(drawn)

    without = [person for person, level in enumerate(tracing.levels) if level == NO_LEVEL]

    assert without == [person for person in range(drawn.persons) if why_no_level(tracing, person) is not None]
