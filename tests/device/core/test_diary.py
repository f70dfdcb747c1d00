"""People counted only as far as ids allow, and who is near just now."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.diary import (
    NEIGHBOUR_FOR_MS,
    Band,
    HeardId,
    band_of,
    count_day,
    day_bounds_ms,
    local_days,
    neighbours,
)
from bluezone.device.core.warnings import VIET_NAM
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.protocol.calendar import DAY_MS, MINUTE_MS, SLOT_MS
from bluezone.protocol.identifiers import RollingId

DATE = dt.date(2020, 8, 11)
PROFILE = read_radio_profiles()[DEFAULT_PROFILE]


def heard(number: int, first: float, last: float, dbm: int = -60) -> HeardId:
    """An id heard from one minute to another."""
    return HeardId(int(first * MINUTE_MS), int(last * MINUTE_MS), RollingId(number.to_bytes(12, "big")), 2, dbm)


def level_at(metres: float) -> int:
    """The usual level at this distance."""
    return round(PROFILE.rssi_at_1m_dbm - 10 * PROFILE.exponent * math.log10(metres))


def test_a_day_without_anybody_is_empty():
    assert (0, 0) == counts([])


def counts(spells: list[HeardId]) -> tuple[int, int]:
    day = count_day(DATE, spells)
    return day.ids, day.at_least


def test_one_colleague_under_four_ids_is_one_person():
    hour = [heard(1, 0, 14), heard(2, 16, 29), heard(3, 31, 44), heard(4, 46, 59)]

    assert (4, 1) == counts(hour)


def test_two_phones_heard_together_are_two_people():
    assert (2, 2) == counts([heard(1, 0, 14), heard(2, 5, 10)])


def test_people_who_come_one_after_another_cannot_be_told_apart():
    assert (2, 1) == counts([heard(1, 0, 3), heard(2, 8, 12)])


def test_two_colleagues_who_change_ids_together_stay_two():
    spells = [heard(1, 0, 14), heard(2, 1, 13), heard(3, 16, 29), heard(4, 16, 28)]

    assert (4, 2) == counts(spells)


@given(st.sampled_from([2.5, 5, 10]), st.floats(0, 0.9), st.integers(1, 5), st.randoms())
def test_however_many_scans_are_missed_nobody_becomes_more_people(period, missed, colleagues, chance):
    """Eight hours in one room, in every battery mode."""
    times: dict[tuple[int, int], list[float]] = {}
    for scan in range(int(480 / period)):
        minute = scan * period
        for colleague in range(colleagues):
            if chance.random() >= missed:
                times.setdefault((colleague, int(minute // 15)), []).append(minute)
    day = [heard(slot * 100 + colleague, min(at), max(at)) for (colleague, slot), at in times.items()]

    assert counts(day)[1] <= colleagues


spells = st.builds(
    lambda number, first, length: heard(number, first, first + length),
    st.integers(0, 10**6),
    st.floats(0, 1_400),
    st.floats(0, 14),
)


@given(st.lists(spells, max_size=40))
def test_never_more_people_than_ids_and_never_nobody_where_somebody_was_heard(day):
    ids, at_least = counts(day)

    assert min(ids, 1) <= at_least <= ids


@given(st.lists(spells, max_size=20), st.randoms())
def test_the_order_in_which_ids_are_told_does_not_matter(day, chance):
    shuffled = list(day)
    chance.shuffle(shuffled)

    assert counts(day) == counts(shuffled)


def test_a_neighbour_is_one_until_the_next_scan_would_have_heard_it():
    now_ms = SLOT_MS
    just = HeardId(0, now_ms - NEIGHBOUR_FOR_MS, RollingId(bytes(12)), 1, -60)
    gone = HeardId(0, now_ms - NEIGHBOUR_FOR_MS - 1, RollingId(b"x" * 12), 1, -60)

    assert [just.rolling_id] == [near.rolling_id for near in neighbours([just, gone], now_ms, PROFILE)]


@pytest.mark.parametrize(
    ("before", "since", "shown"), [(1, 1, "since"), (3, 2, "before"), (2, 3, "since"), (2, 0, "before")]
)
def test_a_phone_that_has_just_changed_its_id_is_not_two_neighbours(before, since, shown):
    """A quarter of an hour has ended a minute ago, and everybody was heard on either side of it."""
    old = [heard(number, 13, 14) for number in range(before)]
    new = [heard(100 + number, 15, 16) for number in range(since)]

    near = neighbours(old + new, 16 * MINUTE_MS, PROFILE)

    expected = {"before": old, "since": new}[shown]
    assert sorted(one.rolling_id.value for one in expected) == sorted(one.rolling_id.value for one in near)


def test_the_nearest_neighbour_comes_first():
    near, room, far = (heard(number, 0, 1, level_at(metres)) for number, metres in ((1, 1), (2, 4), (3, 20)))

    near = neighbours([far, near, room], 2 * MINUTE_MS, PROFILE)

    assert [Band.NEAR, Band.ROOM, Band.FAR] == [neighbour.band for neighbour in near]


@given(st.integers(-127, 20), st.integers(-127, 20))
def test_what_sounds_weaker_is_never_called_nearer(one, other):
    strong, weak = max(one, other), min(one, other)

    assert band_of(strong, PROFILE) <= band_of(weak, PROFILE)


def test_an_id_is_heard_at_least_once_and_forwards():
    with pytest.raises(ValueError, match="first before last"):
        heard(1, 2, 1)


def test_two_stretches_of_one_id_are_one():
    joined = heard(1, 0, 5, -70).joined(heard(1, 8, 9, -50))

    assert heard(1, 0, 9, -50) == HeardId(joined.first_ms, joined.last_ms, joined.rolling_id, 2, joined.strongest_dbm)
    assert 4 == joined.times


def test_a_local_day_in_viet_nam_begins_at_17_utc_the_day_before():
    start_ms, end_ms = day_bounds_ms(DATE, VIET_NAM)

    assert dt.datetime(2020, 8, 10, 17, tzinfo=dt.UTC).timestamp() * 1000 == start_ms
    assert DAY_MS == end_ms - start_ms


def test_days_are_listed_from_today_back():
    assert [DATE, dt.date(2020, 8, 10), dt.date(2020, 8, 9)] == list(local_days(DATE, 3))
