"""What an owner who is not looking is told, when, and never twice."""

from __future__ import annotations

import pytest

from bluezone.citizen.condition import Trouble
from bluezone.citizen.noticing import NEWS, STANDS_FOR_MS, Matter, Memory, matters_of
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS

NOON_MS = 1_600_000_000_000
OFF = Trouble.BLUETOOTH_OFF


class Day:
    """A phone at which somebody looks every minute; tells on one way what is due there."""

    def __init__(self) -> None:
        self.memory, self.now_ms, self.told, self.boot = Memory(), NOON_MS, [], ""

    def boots(self, boot: str) -> None:
        """The phone was switched off and on, under a mark of its own, or none."""
        self.boot = boot

    def passes(self, length_ms: int, matters: list[Matter], hour: int = 12) -> list[str]:
        """What was told in that time while these matters stood."""
        told: list[str] = []
        for _ in range(length_ms // MINUTE_MS):
            self.now_ms += MINUTE_MS
            self.memory = self.memory.looked(matters, self.now_ms, self.boot)
            for matter in matters:
                if self.memory.is_due("screen", matter, self.now_ms, hour):
                    told.append(matter.name)
                    self.memory = self.memory.with_told("screen", matter, self.now_ms)
        return told


def test_a_warning_is_told_at_once_by_night_too_and_once():
    day = Day()

    told = day.passes(2 * DAY_MS, matters_of([], ["met 1 2020-08-11"]), hour=3)

    assert [NEWS] == told


def test_a_warning_of_another_day_is_told_although_the_first_is_not_read():
    day = Day()
    day.passes(HOUR_MS, matters_of([], ["met 1 2020-08-11"]))

    assert [NEWS] == day.passes(HOUR_MS, matters_of([], ["met 1 2020-08-11", "met 1 2020-08-12"]))
    assert [] == day.passes(HOUR_MS, matters_of([], ["met 1 2020-08-12"]))


def test_after_each_boot_what_is_not_read_is_told_once_more_and_nothing_else():
    """A phone that is switched off takes the notices from its screen; a trouble that stands is on the pages."""
    day, unread = Day(), ["met 1 2020-08-11", "place 00"]
    standing = matters_of([OFF], unread)
    day.boots("one")
    assert [NEWS, OFF.value] == day.passes(HOUR_MS, standing)
    day.boots("one")
    assert [] == day.passes(HOUR_MS, standing)

    day.boots("two")
    assert [NEWS] == day.passes(5 * HOUR_MS, standing)
    day.boots("two")
    assert [] == day.passes(HOUR_MS, standing)
    day.boots("three")
    assert [] == day.passes(HOUR_MS, matters_of([OFF], []))


def test_a_system_that_does_not_say_when_it_was_started_has_nothing_told_again():
    day, standing = Day(), matters_of([], ["met 1 2020-08-11"])
    day.boots("")
    assert [NEWS] == day.passes(HOUR_MS, standing)

    for boot in ("", "", "one", "", "one"):  # known late, and after an update of ours
        day.boots(boot)
        assert [] == day.passes(HOUR_MS, standing)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_trouble_is_told_once_it_has_stood_for_a_while_and_once(trouble):
    day, matters = Day(), matters_of([trouble], [])

    assert [] == day.passes(STANDS_FOR_MS[trouble], matters) or trouble is Trouble.ENDED
    assert [trouble.value] == day.passes(5 * DAY_MS, matters) or trouble is Trouble.ENDED
    assert [] == day.passes(5 * DAY_MS, matters)


def test_by_night_a_trouble_waits_for_the_morning():
    day, matters = Day(), matters_of([OFF], [])

    assert [] == [told for hour in (21, 23, 0, 6) for told in day.passes(HOUR_MS, matters, hour=hour)]
    assert [OFF.value] == day.passes(HOUR_MS, matters, hour=7)


def test_what_ends_and_comes_back_within_a_day_is_not_told_again():
    day, off = Day(), matters_of([OFF], [])
    day.passes(2 * DAY_MS, off)

    again = [told for _ in range(6) for told in (*day.passes(20 * HOUR_MS, []), *day.passes(2 * HOUR_MS, off))]

    assert [] == again


def test_what_comes_back_after_a_day_is_told_again():
    day, off = Day(), matters_of([OFF], [])
    day.passes(2 * DAY_MS, off)
    day.passes(DAY_MS + HOUR_MS, [])

    assert [OFF.value] == day.passes(HOUR_MS, off)


def test_what_flickers_never_stands_for_long_enough():
    day = Day()

    told = [
        one
        for _ in range(50)
        for one in (*day.passes(10 * MINUTE_MS, matters_of([OFF], [])), *day.passes(MINUTE_MS, []))
    ]

    assert [] == told


def test_each_way_remembers_for_itself():
    memory = Memory().looked(matters_of([], ["met"]), NOON_MS)
    (news,) = matters_of([], ["met"])
    memory = memory.with_told("desktop", news, NOON_MS)

    assert not memory.is_due("desktop", news, NOON_MS, 12)
    assert memory.is_due("browser", news, NOON_MS, 12)


def test_a_clock_that_is_set_back_holds_no_trouble_back():
    day, off = Day(), matters_of([OFF], [])
    day.passes(MINUTE_MS, off)
    day.now_ms -= 30 * DAY_MS

    assert [OFF.value] == day.passes(HOUR_MS, off)


def test_what_is_remembered_does_not_grow():
    day = Day()
    for number in range(500):
        day.passes(10 * MINUTE_MS, matters_of([], [f"met {number}"]))

    assert len(day.memory.told_ms["screen"]) <= DAY_MS // (10 * MINUTE_MS) + 1
