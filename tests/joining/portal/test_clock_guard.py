"""What a portal erases waits while its clock is in doubt: beside a steady clock, at a start, and by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.exchange.errors import ClockError
from bluezone.exchange.leaps import Doubt
from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.portal.clock_guard import APART_S, ClockGuard, waits_for_its_clock
from bluezone.portal.configuration import Configuration

NOON_S = 1_795_539_600
DAY_S = 86_400


class Machine:
    """A machine that was switched on days ago, a portal's folder on it, and when the portal erased last."""

    def __init__(self, folder: Path, last_s: int | None) -> None:
        self.now_s, self.steady_s, self.last_s = NOON_S, 1e6, last_s
        self.notes = FolderNotes(folder, "portal")

    def starts(self) -> ClockGuard:
        return ClockGuard(self.notes, lambda: self.last_s, clock_s=lambda: self.now_s, steady=lambda: self.steady_s)

    def goes_on(self, seconds: int) -> None:
        self.now_s += seconds
        self.steady_s += seconds


@pytest.mark.parametrize("leap_s", [61, 7 * DAY_S, 1_200 * DAY_S])
def test_a_portal_whose_clock_leaps_doubts_it_until_it_is_set_right(tmp_path: Path, leap_s: int) -> None:
    machine = Machine(tmp_path, NOON_S - 60)
    guard, told = (machine.starts(), [])
    for seconds in (0, leap_s, 0, -leap_s):
        machine.goes_on(3_600)
        machine.now_s += seconds
        told.append(guard.doubts())

    assert [False, True, True, False] == told
    assert machine.notes.doubt() is None


@pytest.mark.parametrize(
    ("last_s", "is_doubted"),
    [(None, False), (NOON_S - APART_S, False), (NOON_S - APART_S - 1, True), (NOON_S - 1_200 * DAY_S, True)],
)
def test_a_start_days_after_the_last_erasing_is_doubted_until_a_person_gives_their_word(
    tmp_path: Path, last_s: int | None, is_doubted: bool
) -> None:
    machine = Machine(tmp_path, last_s)
    guard = machine.starts()
    before = guard.doubts()
    doubt = machine.notes.doubt()
    machine.goes_on(60)
    machine.notes.give_word(machine.now_s)

    assert is_doubted is before
    assert doubt == (Doubt(NOON_S, last_s or 0) if is_doubted else None)
    assert not guard.doubts()
    assert machine.notes.doubt() is None


def test_a_start_by_a_wrong_clock_is_judged_anew_once_it_is_set_right(tmp_path: Path) -> None:
    machine = Machine(tmp_path, NOON_S)
    machine.now_s = NOON_S + 1_200 * DAY_S
    guard = machine.starts()
    before = guard.doubts()
    machine.now_s = NOON_S + 7_200

    assert (True, False) == (before, guard.doubts())


def test_a_clock_that_leapt_is_doubted_by_the_next_start_and_by_a_command_beside_it(tmp_path: Path) -> None:
    machine = Machine(tmp_path, NOON_S)
    guard = machine.starts()
    guard.doubts()
    machine.now_s += 7_200
    guard.doubts()

    assert machine.starts().doubts()
    with pytest.raises(ClockError, match="the clock leapt 2 h ahead; set it, or, if it is right, type bluezone"):
        machine.starts().require(machine.now_s)
    machine.now_s -= 7_200
    machine.starts().require(machine.now_s)
    assert not machine.starts().doubts()


def test_a_command_is_refused_days_after_the_last_erasing_and_notes_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, NOON_S - 1_200 * DAY_S)

    with pytest.raises(ClockError, match="the clock is 28800 h ahead of what this portal erased last; set it"):
        machine.starts().require(machine.now_s)
    assert [] == list(tmp_path.iterdir())
    machine.notes.give_word(NOON_S - 60)
    machine.starts().require(machine.now_s)


@pytest.mark.parametrize(
    ("is_training", "drill_clock", "waits"), [(False, None, True), (True, None, False), (False, Path("clock"), False)]
)
def test_a_training_and_a_drill_wait_for_no_clock(
    tmp_path: Path, settings, is_training: bool, drill_clock: Path | None, waits: bool
) -> None:
    settings.TRAINING = is_training

    assert waits is waits_for_its_clock(Configuration(data=tmp_path, clock=drill_clock))
