"""What would be is what comes of doing it, and asking changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.trace.edits import Confirmed, Exposed, Joined, Withdrawn
from bluezone.trace.errors import EditError
from bluezone.trace.levels import NO_LEVEL, Moved, Tracing
from bluezone.trace.outbreak import undated
from bluezone.trace.supposing import suppose, together
from tests.support.trace import oracle
from tests.support.trace.outbreaks import edits, everything, outbreaks


def test_if_this_contact_were_positive_those_behind_would_come_nearer() -> None:
    tracing = Tracing(undated(bytes([1, 0, 0]), [0, 1], [1, 2]))

    foreseen = suppose(tracing, [Confirmed(1)])

    assert (Moved(1, 1, 0), Moved(2, 2, 1)) == foreseen
    assert [0, 1, 2] == list(tracing.levels)


def test_what_several_would_do_together_is_told_once_a_person() -> None:
    tracing = Tracing(undated(bytes([1, 0, 0]), [0, 1], [1, 2]))

    foreseen = suppose(tracing, [Withdrawn(0), Confirmed(1)])

    assert (Moved(1, 1, 0), Moved(2, 2, 1)) == foreseen


def test_what_comes_back_to_where_it_was_did_not_move() -> None:
    assert () == together([Moved(1, 2, NO_LEVEL), Moved(1, NO_LEVEL, 2)])


@pytest.mark.parametrize("nobody", [Confirmed(9), Withdrawn(9), Confirmed(-1)])
def test_one_that_does_not_fit_leaves_everything_as_it_was(nobody) -> None:
    tracing = Tracing(undated(bytes([1, 0, 0]), [0, 1], [1, 2]))
    before = everything(tracing)

    with pytest.raises(EditError):
        suppose(tracing, [Confirmed(2), nobody])

    assert before == everything(tracing)


@given(st.data())
def test_what_is_foreseen_is_what_networkx_finds_done(data: st.DataObject) -> None:
    tracing = Tracing(data.draw(outbreaks()))
    drawn = [data.draw(edits(tracing)) for _ in range(data.draw(st.integers(1, 4)))]
    supposed = [edit for edit in drawn if not isinstance(edit, Joined | Exposed)]
    before, levels = everything(tracing), bytes(tracing.levels)

    foreseen = suppose(tracing, supposed)

    assert before == everything(tracing)
    for edit in supposed:
        tracing.apply(edit)
    done = oracle.levels(tracing.as_outbreak())
    differing = [(person, was, done[person]) for person, was in enumerate(levels) if was != done[person]]
    assert differing == [(move.person, move.before, move.after) for move in foreseen]
