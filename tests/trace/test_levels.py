"""A level is the shortest way of meetings from a case, each while the one who was met could infect."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.trace.edits import Cleared, Confirmed, Edit, Exposed, Joined, Restored, SetApart, Withdrawn
from bluezone.trace.errors import EditError
from bluezone.trace.levels import NO_LEVEL, NOBODY, Moved, Tracing
from bluezone.trace.outbreak import EVER, NEVER, OPEN, undated
from tests.support.amounts import EDIT_SEQUENCES
from tests.support.trace import oracle
from tests.support.trace.outbreaks import august, edits, everything, outbreak, outbreaks


def test_who_met_a_case_is_f1_and_who_met_them_afterwards_f2() -> None:
    tracing = Tracing(outbreak({0: 3}, 4, (0, 1, 5, 5), (1, 2, 5, 7), (3, 0, 5, 5)))

    assert [0, 1, 2, NO_LEVEL] == list(tracing.levels)


def test_five_steps_away_there_is_no_level() -> None:
    tracing = Tracing(undated(bytes([1, 0, 0, 0, 0, 0]), range(5), range(1, 6)))

    assert [0, 1, 2, 3, 4, NO_LEVEL] == list(tracing.levels)


def test_a_meeting_before_the_case_could_infect_joins_nobody() -> None:
    before = Tracing(outbreak({0: 3}, 2, (0, 1, 1, 2)))
    at_the_edge = Tracing(outbreak({0: 3}, 2, (0, 1, 1, 3)))

    assert NO_LEVEL == before.levels[1]
    assert 1 == at_the_edge.levels[1]


def test_a_meeting_after_the_case_was_set_apart_joins_nobody() -> None:
    tracing = Tracing(outbreak({0: 3}, 2, (0, 1, 6, 7)))

    still = tracing.apply(SetApart(0, august(6)))
    no_more = tracing.apply(SetApart(0, august(5)))

    assert () == still
    assert (Moved(1, 1, NO_LEVEL),) == no_more


def test_who_met_an_f1_before_the_f1_met_the_case_is_no_f2() -> None:
    tracing = Tracing(outbreak({0: 3}, 3, (0, 1, 6, 6), (1, 2, 4, 5)))

    assert [0, 1, NO_LEVEL] == list(tracing.levels)


def test_a_longer_way_that_came_earlier_leads_on_where_the_shorter_came_too_late() -> None:
    """2 is F1 since the 8th and by way of 1 since the 4th; who met 2 on the 5th is F3, and on the 9th F2."""
    tracing = Tracing(outbreak({0: 3}, 5, (0, 2, 8, 8), (0, 1, 3, 3), (1, 2, 4, 4), (2, 3, 5, 5), (2, 4, 9, 9)))

    assert [0, 1, 1, 3, 2] == list(tracing.levels)
    assert [1, 2, 3] == [step.exposure for step in tracing.path(3)]
    assert [0] == [step.exposure for step in tracing.path(2)]
    assert [0, 4] == [step.exposure for step in tracing.path(4)]


def test_a_path_tells_each_meeting_and_since_when_it_can_have_infected() -> None:
    tracing = Tracing(outbreak({0: 3}, 3, (0, 1, 1, 9), (1, 2, 2, 9)))

    steps = tracing.path(2)

    assert [(0, 1, august(3)), (1, 2, august(3))] == [(one.source, one.target, one.possible_from) for one in steps]
    assert () == tracing.path(0)


def test_of_two_meetings_on_the_same_day_the_one_entered_first_is_told() -> None:
    tracing = Tracing(outbreak({0: 3, 1: 3}, 3, (1, 2, 5, 5), (0, 2, 5, 5)))

    assert 0 == tracing.path(2)[0].exposure
    tracing.apply(Withdrawn(0))
    assert 1 == tracing.path(2)[0].exposure
    tracing.apply(Restored(0))
    assert 0 == tracing.path(2)[0].exposure


def test_a_contact_who_turns_positive_moves_everybody_behind() -> None:
    tracing = Tracing(undated(bytes([1, 0, 0, 0]), [0, 1, 2], [1, 2, 3]))

    positive = tracing.apply(Confirmed(1))
    negative = tracing.apply(Cleared(1))

    assert (Moved(1, 1, 0), Moved(2, 2, 1), Moved(3, 3, 2)) == positive
    assert (Moved(1, 0, 1), Moved(2, 1, 2), Moved(3, 2, 3)) == negative


def test_a_corrected_onset_moves_the_window() -> None:
    tracing = Tracing(outbreak({0: 6}, 2, (0, 1, 4, 4)))

    assert (Moved(1, NO_LEVEL, 1),) == tracing.apply(Confirmed(0, august(4)))


def test_somebody_who_joins_is_named_afterwards() -> None:
    tracing = Tracing(undated(bytes([1]), [], []))

    joined = tracing.apply(Joined())
    exposed = tracing.apply(Exposed(0, 1))

    assert () == joined
    assert (Moved(1, NO_LEVEL, 1),) == exposed
    assert (0,) == tracing.exposures_to(1)
    assert [EVER, EVER] == [tracing.infected_from(0), tracing.infected_from(1)]


def test_a_circle_without_a_case_has_no_level_and_loses_it_with_its_case() -> None:
    tracing = Tracing(undated(bytes([1, 0, 0]), [0, 1, 2], [1, 2, 1]))

    assert [0, 1, 2] == list(tracing.levels)
    tracing.apply(Withdrawn(0))
    assert [0, NO_LEVEL, NO_LEVEL] == list(tracing.levels)
    assert NEVER == tracing.infected_from(2)


@pytest.mark.parametrize(
    "edit",
    [
        Confirmed(2),
        Cleared(-1),
        SetApart(2, OPEN),
        Exposed(0, 2),
        Exposed(2, 0),
        Withdrawn(1),
        Restored(-1),
    ],
    ids=repr,
)
def test_an_edit_of_somebody_who_is_not_there_changes_nothing(edit: Edit) -> None:
    tracing = Tracing(undated(bytes([1, 0]), [0], [1]))
    before = everything(tracing)

    with pytest.raises(EditError):
        tracing.apply(edit)

    assert before == everything(tracing)
    assert 1 == len(tracing.as_outbreak().sources)


def test_nobody_has_a_path_who_is_not_there() -> None:
    with pytest.raises(EditError, match="no such person"):
        Tracing(undated(b"\1", [], [])).path(1)


@given(outbreaks())
def test_levels_are_those_of_networkx(drawn) -> None:
    assert oracle.levels(drawn) == list(Tracing(drawn).levels)


@given(outbreaks())
def test_a_path_is_as_long_as_the_level_and_each_step_lies_in_its_window(drawn) -> None:
    tracing = Tracing(drawn)
    everybody = zip(*tracing.reached_by_all(), strict=True)
    assert [tracing.reached(person) for person in range(drawn.persons)] == list(everybody)
    for person in range(drawn.persons):
        steps = tracing.path(person)
        if tracing.levels[person] in {0, NO_LEVEL}:
            assert () == steps
            assert person == tracing.beginning(person)
            assert NOBODY == tracing.reached(person)[1]
            continue
        assert steps[0].source == tracing.beginning(person)
        assert (steps[-1].possible_from, steps[-1].exposure) == tracing.reached(person)
        assert tracing.levels[person] == len(steps)
        assert drawn.confirmed[steps[0].source]
        assert person == steps[-1].target
        since = drawn.infectious_from[steps[0].source]
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            assert (step.source, step.target) == (drawn.sources[step.exposure], drawn.targets[step.exposure])
            assert not drawn.withdrawn[step.exposure]
            since = max(since, drawn.first_days[step.exposure])
            assert since == step.possible_from
            assert since <= min(drawn.last_days[step.exposure], drawn.infectious_until[step.source])
            assert following is None or step.target == following.source


@pytest.mark.slow
@settings(max_examples=EDIT_SEQUENCES)
@given(st.data())
def test_after_any_edits_everything_is_as_if_begun_anew(data: st.DataObject) -> None:
    tracing = Tracing(data.draw(outbreaks()))
    for _ in range(data.draw(st.integers(1, 10))):
        before = bytes(tracing.levels)

        moved = tracing.apply(data.draw(edits(tracing)))

        anew = Tracing(tracing.as_outbreak())
        assert everything(anew) == everything(tracing)
        said = {one.person: (one.before, one.after) for one in moved}
        pairs = enumerate(zip(before, tracing.levels, strict=False))  # somebody who joined had none before
        assert said == {person: pair for person, pair in pairs if pair[0] != pair[1]}
    assert oracle.levels(tracing.as_outbreak()) == list(tracing.levels)
