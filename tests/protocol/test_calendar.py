"""Days and slots of UTC, and when a day may be published."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS, SLOT_MS, Day, Slot
from bluezone.protocol.errors import InvalidValueError
from tests.support.protocol import vectors

MOMENTS = st.integers(0, 65_536 * DAY_MS - 1)


@pytest.mark.parametrize(
    "instant", [i for base in vectors.base_ids() for i in base["slot_of_time"] if i["ids_per_day"] == 96]
)
def test_a_moment_lies_in_the_slot_that_the_original_named(instant: dict[str, int]) -> None:
    slot = Slot.containing(instant["time_ms"])

    assert instant["slot"] == slot.index
    assert instant["day_start_utc_ms"] == slot.day.start_ms


@given(MOMENTS)
def test_every_moment_lies_in_the_slot_that_contains_it(time_ms: int) -> None:
    slot = Slot.containing(time_ms)

    assert slot.start_ms <= time_ms < slot.end_ms
    assert slot.day == Day.containing(time_ms)
    assert slot.end_ms - slot.start_ms == SLOT_MS


@given(st.integers(0, 65_534), st.integers(0, 95))
def test_slots_follow_each_other_without_a_gap_over_midnight(day: int, index: int) -> None:
    slot = Slot(Day(day), index)

    assert slot.end_ms == slot.next.start_ms


def test_a_day_begins_at_seven_in_viet_nam() -> None:
    hanoi = dt.timezone(dt.timedelta(hours=7))

    start = dt.datetime.fromtimestamp(Day.of(dt.date(2026, 11, 24)).start_ms / 1000, tz=hanoi)

    assert dt.datetime(2026, 11, 24, 7, tzinfo=hanoi) == start


def test_a_day_may_be_published_from_two_hours_after_its_end() -> None:
    day = Day.of(dt.date(2020, 8, 8))

    assert Day.of(dt.date(2020, 8, 9)).start_ms + 2 * HOUR_MS == day.embargo_end_ms
    assert 120 * MINUTE_MS == day.embargo_end_ms - day.end_ms


@given(st.integers(0, 0xFFFF))
def test_a_day_and_its_date_name_each_other(number: int) -> None:
    day = Day(number)

    assert day == Day.of(day.date)
    assert day.date.isoformat() == str(day)


@pytest.mark.parametrize("number", [-1, 65_536, 1 << 64])
def test_a_day_that_no_file_could_carry_cannot_exist(number: int) -> None:
    with pytest.raises(InvalidValueError):
        Day(number)


@pytest.mark.parametrize("index", [-1, 96])
def test_a_day_has_ninety_six_slots(index: int) -> None:
    with pytest.raises(InvalidValueError):
        Slot(Day(0), index)


def test_before_1970_there_is_no_day() -> None:
    with pytest.raises(InvalidValueError):
        Day.containing(-1)


def test_days_can_be_counted_from() -> None:
    assert Day(18_496) == Day(18_482).plus(14)
    assert Day(18_468) == Day(18_482).plus(-14)
    assert "2020-08-08 slot 5" == str(Slot(Day(18_482), 5))
