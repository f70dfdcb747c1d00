"""A stay is what its decisions amount to, in whatever order these come and go."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bluezone.portal.errors import RefusedError
from bluezone.portal.isolation.course import MOST_DAYS, Act, Course, Standing, State, Told, What, course_of, moved

DAY = dt.date(2026, 11, 24)


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def told(what: What, standing: Standing, last: int, first: int = 0) -> Told:
    return Told(what, standing, day(first), day(last))


ORDER = told(What.ORDER, Standing.IN_FORCE, 13)


def test_a_stay_is_proposed_then_apart_then_ended():
    longer, end = told(What.EXTENSION, Standing.IN_FORCE, 20, 14), told(What.RELEASE, Standing.IN_FORCE, 21, 21)

    assert Course(State.PROPOSED, day(13)) == course_of([told(What.ORDER, Standing.DRAWN_UP, 13)])
    assert Course(State.APART, day(13)) == course_of([ORDER])
    assert Course(State.APART, day(20)) == course_of([ORDER, longer])
    assert Course(State.ENDED, day(20), day(21)) == course_of([ORDER, longer, end])


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.IN_FORCE])
def test_what_is_not_in_force_changes_nothing(standing):
    others = [told(What.EXTENSION, standing, 20, 14), told(What.RELEASE, standing, 5, 5)]

    assert course_of([ORDER]) == course_of([ORDER, *others])


@pytest.mark.parametrize("standing", [Standing.PUT_ASIDE, Standing.RECALLED])
def test_without_its_order_a_stay_never_began_whatever_came_after_it(standing):
    assert State.VOID == course_of([told(What.ORDER, standing, 13), told(What.RELEASE, Standing.IN_FORCE, 9, 9)]).state


@given(st.lists(st.sampled_from(Act), max_size=8))
@example([Act.DRAW_UP, Act.FREE, Act.DRAW_UP, Act.ISSUE])
def test_a_decision_counts_only_after_it_was_written_and_issued_and_never_again_once_it_is_over(acts):
    standing, done = Standing.PROPOSED, []
    for act in acts:
        try:
            standing = moved(standing, act)
        except RefusedError:
            continue
        done = [] if act is Act.FREE else [*done, act]  # whose paper was put aside is as it was proposed

    assert len(done) <= 3
    assert (standing is Standing.IN_FORCE) == (done == [Act.DRAW_UP, Act.ISSUE])
    assert (standing is Standing.RECALLED) == (done == [Act.DRAW_UP, Act.ISSUE, Act.RECALL])


@pytest.mark.parametrize("last", [-1, MOST_DAYS])
def test_no_decision_ends_before_it_begins_or_lasts_for_ever(last):
    with pytest.raises(RefusedError):
        told(What.ORDER, Standing.PROPOSED, last)
