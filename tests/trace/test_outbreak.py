"""Arrays that describe no outbreak are refused at birth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.trace.edits import Confirmed, Exposed, SetApart
from bluezone.trace.errors import EditError, OutbreakError
from bluezone.trace.outbreak import OPEN, days, undated

SOUND = undated(bytes([1, 0]), [0], [1])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"infectious_from": days()}, "persons differ"),
        ({"infectious_until": days([1])}, "persons differ"),
        ({"targets": days()}, "exposures differ"),
        ({"withdrawn": b""}, "exposures differ"),
        ({"confirmed": b"\2\0"}, "0 or 1"),
        ({"withdrawn": b"x"}, "0 or 1"),
        ({"sources": days([2])}, "not there"),
        ({"targets": days([-1])}, "not there"),
        ({"targets": days([0])}, "themselves"),
        ({"first_days": days([5]), "last_days": days([4])}, "before it begins"),
        ({"last_days": days([OPEN + 1])}, "calendar"),
        ({"infectious_from": days([-1, 0])}, "calendar"),
    ],
)
def test_what_does_not_fit_together_is_refused(wrong, said: str) -> None:
    with pytest.raises(OutbreakError, match=said):
        replace(SOUND, **wrong)


@pytest.mark.parametrize(
    ("edit", "arguments", "said"),
    [
        (Exposed, (0, 0), "themselves"),
        (Exposed, (0, 1, 5, 4), "before it begins"),
        (Exposed, (0, 1, -1, 4), "calendar"),
        (Exposed, (0, 1, 1, OPEN + 1), "calendar"),
        (Confirmed, (0, -1), "calendar"),
        (SetApart, (0, OPEN + 1), "calendar"),
    ],
)
def test_an_edit_that_can_fit_nowhere_is_refused(edit, arguments, said: str) -> None:
    with pytest.raises(EditError, match=said):
        edit(*arguments)


def test_it_counts_its_persons_and_exposures() -> None:
    assert (2, 1) == (SOUND.persons, SOUND.exposures)
