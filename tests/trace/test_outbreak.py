"""Arrays that describe no outbreak are refused at birth."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from bluezone.trace.edits import Cleared, Confirmed, Exposed, Joined, Restored, SetApart, Withdrawn
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


@pytest.mark.parametrize(
    "value",
    [SOUND, Joined(), Confirmed(0), Cleared(0), SetApart(0, 1), Exposed(0, 1), Withdrawn(0), Restored(0)],
    ids=lambda value: type(value).__name__,
)
def test_a_value_stays_as_it_was_born(value) -> None:
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, 1)
    with pytest.raises((FrozenInstanceError, TypeError)):
        value.another = 1


def test_it_counts_its_persons_and_exposures() -> None:
    assert (2, 1) == (SOUND.persons, SOUND.exposures)
