"""When minutes near become a warning, and what the owner is told."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.exposure import (
    ExposureRule,
    Level,
    Meeting,
    explain,
    exposures_above,
    minutes_within,
)
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word

HOUR_MS = 3_600_000
VIETNAM = dt.timezone(dt.timedelta(hours=7))
PLAIN = ExposureRule(caution=0.0)
NEAR_AT_ALL = ExposureRule(close_minutes=1.0, caution=0.0)
TUESDAY_10_UTC_MS = int(dt.datetime(2020, 8, 11, 10, tzinfo=dt.UTC).timestamp() * 1000)


def spell(hours: float, minutes: float, variance: float = 0.0) -> CloseSpell:
    """A spell this many hours after Tuesday 11 August 2020, 10:00 UTC."""
    start_ms = TUESDAY_10_UTC_MS + int(hours * HOUR_MS)
    return CloseSpell(start_ms, start_ms + 300_000, minutes, variance)


def meeting(*spells: CloseSpell, level: Level = Level.F1, weight: float = 1.0) -> Meeting:
    return Meeting(level, weight, spells)


def test_nobody_near_is_no_exposure_and_no_warning() -> None:
    assert [] == exposures_above([], PLAIN)


def test_fifteen_minutes_in_pieces_within_a_day_warn() -> None:
    assert exposures_above([meeting(spell(0, 5), spell(8, 5), spell(23, 5))], PLAIN)


def test_fifteen_minutes_spread_over_more_than_a_day_do_not() -> None:
    assert not exposures_above([meeting(spell(0, 5), spell(8, 5), spell(24.5, 5))], PLAIN)


def test_the_window_slides_over_midnight_and_over_the_seeds_of_two_days() -> None:
    """A protocol day ends at 07:00 in Viet Nam; whoever works nights is near two seeds of one person."""
    assert exposures_above([meeting(spell(13.5, 8)), meeting(spell(14.5, 8))], PLAIN)


def test_a_lighter_class_counts_its_minutes_less() -> None:
    spells = (spell(0, 5), spell(1, 5), spell(2, 5))

    assert exposures_above([meeting(*spells)], PLAIN)
    assert not exposures_above([meeting(*spells, weight=0.5)], PLAIN)


def test_f1_and_f2_are_never_added_up() -> None:
    meetings = [meeting(spell(0, 10)), meeting(spell(1, 10), level=Level.F2)]

    assert not exposures_above(meetings, PLAIN, Level.F1)
    assert not exposures_above(meetings, PLAIN, Level.F2)


def test_caution_warns_when_the_threshold_lies_within_the_doubt() -> None:
    meetings = [meeting(spell(0, 5, variance=18), spell(1, 5, variance=18))]

    assert not exposures_above(meetings, PLAIN)
    assert exposures_above(meetings, ExposureRule(caution=1.64))


def test_the_owner_is_told_minutes_and_the_local_day() -> None:
    (exposure,) = exposures_above([meeting(*(spell(number / 12, 4.8) for number in range(5)))], NEAR_AT_ALL)

    assert str(explain(exposure, VIETNAM)) == "10 to 40 minutes near, on Tuesday 11/8"


@given(st.floats(0, 1_440), st.floats(0, 10_000))
def test_the_minutes_expected_lie_between_the_least_and_the_most(minutes: float, variance: float) -> None:
    least, most = minutes_within(minutes, variance)

    assert 0 <= least <= minutes < most
    assert (0, 0) == (least % 5, most % 5)


def test_more_doubt_is_a_wider_range() -> None:
    assert [(20, 55), (15, 60), (10, 65)] == [minutes_within(40, variance) for variance in (0, 16, 400)]


@pytest.mark.parametrize(("least", "most"), [(-5, 30), (25, 30), (10, 15)])
def test_a_warning_whose_range_does_not_hold_its_minutes_is_none(least: int, most: int) -> None:
    with pytest.raises(ValueError, match="between the least and the most"):
        Warning(Level.F1, dt.date(2020, 8, 11), 20, 1, (1,), least, most)


def test_the_day_told_is_the_one_of_the_longest_time_near() -> None:
    (exposure,) = exposures_above([meeting(spell(0, 2), spell(9, 5), spell(9.1, 5))], NEAR_AT_ALL)

    assert dt.date(2020, 8, 12) == explain(exposure, VIETNAM).date


def test_encounters_are_counted_apart_when_a_quarter_hour_lies_between() -> None:
    (exposure,) = exposures_above([meeting(spell(0, 5), spell(0.1, 5), spell(0.5, 5))], NEAR_AT_ALL)

    assert exposure.encounters == 2


@pytest.mark.parametrize("weight", [0.0, -1.0, 11.0])
def test_an_impossible_class_weight_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        meeting(weight=weight)
