"""From encounters to what the owner is told."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.battery import BatteryChoices, BatteryMode, Choice
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.matching import Encounter
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.warnings import (
    KeptEncounter,
    Warning,  # noqa: A004 - the product's own word
    is_replaced,
    judge,
    raised,
    warnings_from,
)
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.config import Configuration, PathogenProfile, RadioDuty, RiskParameters
from bluezone.protocol.disclosure import Level
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import Sighting
from tests.support.device.phones import BOOT, START_MS, TODAY, sighting

CONFIGURATION = Configuration(sequence=1, issued_s=0)
SEED = DaySeed(b"a published seed")


def met(
    minutes: float,
    *,
    level: Level = Level.F0,
    batch: int = 1,
    hour: float = 3,
    infectivity: Infectivity = Infectivity.STANDARD,
) -> KeptEncounter:
    """Near for so many minutes, in spells of five, from this UTC hour on."""
    start_ms = TODAY.start_ms + int(hour * HOUR_MS)
    spells = tuple(
        CloseSpell(start_ms + at * 5 * MINUTE_MS, start_ms + (at + 1) * 5 * MINUTE_MS, 5.0, 0.0)
        for at in range(int(minutes / 5))
    )
    return KeptEncounter(SEED, TODAY, level, infectivity, batch, spells)


def test_near_an_f0_for_a_quarter_of_an_hour_makes_an_f1() -> None:
    (warning,) = warnings_from([met(15)], CONFIGURATION)

    assert (WarningLevel.F1, 15, 1, (1,)) == (
        warning.level,
        warning.minutes,
        warning.encounters,
        warning.batch_sequences,
    )


def test_near_an_f1_makes_an_f2() -> None:
    (warning,) = warnings_from([met(15, level=Level.F1)], CONFIGURATION)

    assert WarningLevel.F2 is warning.level


def test_minutes_near_an_f0_and_near_an_f1_never_make_one_sum() -> None:
    assert [] == warnings_from([met(10), met(10, hour=5, level=Level.F1)], CONFIGURATION)

    assert 1 == len(warnings_from([met(10), met(10, hour=5)], CONFIGURATION))


def test_both_are_told_the_nearer_first() -> None:
    warnings = warnings_from([met(20, level=Level.F1, batch=2), met(20)], CONFIGURATION)

    assert [WarningLevel.F1, WarningLevel.F2] == [warning.level for warning in warnings]


def test_too_short_is_no_warning() -> None:
    assert [] == warnings_from([met(10)], CONFIGURATION)
    assert [] == warnings_from([], CONFIGURATION)


def test_several_people_add_up_and_all_their_batches_are_named() -> None:
    (warning,) = warnings_from([met(10, batch=4), met(10, batch=2, hour=8)], CONFIGURATION)

    assert (20, 2, (2, 4)) == (warning.minutes, warning.encounters, warning.batch_sequences)


def test_a_batch_that_adds_nothing_to_the_warning_is_not_named() -> None:
    elsewhere = replace(met(5, batch=9), spells=met(5, hour=-30).spells)

    (warning,) = warnings_from([met(20), elsewhere], CONFIGURATION)

    assert (1,) == warning.batch_sequences


def test_a_later_day_is_told_too_although_the_first_was_worse():
    """Else whoever has sat out a quarantine would not learn that another one is due."""
    first, later = met(60, batch=1, hour=3 - 24 * 8), met(20, batch=2)

    warnings = warnings_from([first, later], CONFIGURATION)

    assert [(dt.date(2020, 8, 10), 20, (2,)), (dt.date(2020, 8, 2), 60, (1,))] == [
        (warning.date, warning.minutes, warning.batch_sequences) for warning in warnings
    ]


def test_a_day_is_told_once_and_with_its_worst():
    """Sixteen hours near somebody, from six in the evening on: more than one window of 24 hours has enough of it."""
    long = [met(60, hour=hour, batch=hour) for hour in (-13, 3, 8, 14)]

    warnings = warnings_from(long, CONFIGURATION)

    days = [warning.date for warning in warnings]
    assert sorted(set(days), reverse=True) == days


@given(st.lists(st.tuples(st.integers(0, 20 * 24), st.integers(5, 40)), max_size=12))
def test_several_days_warn_nobody_whom_the_worst_would_not_warn(meetings: list[tuple[int, int]]) -> None:
    encounters = [met(minutes, hour=-hour) for hour, minutes in meetings]
    minutes_near, variance = worst_day([spell for kept in encounters for spell in kept.spells])
    enough = CONFIGURATION.profile.close_minutes

    warnings = warnings_from(encounters, CONFIGURATION)

    assert (minutes_near + CONFIGURATION.risk.caution * math.sqrt(variance) >= enough) == bool(warnings)
    if warnings:
        assert max(5, round(minutes_near / 5) * 5) == max(warning.minutes for warning in warnings)


def worst_day(spells: list[CloseSpell]) -> tuple[float, float]:
    """Minutes near and their variance in the worst 24 hours, every start tried."""
    windows = [
        [spell for spell in spells if 0 <= spell.start_ms - first.start_ms < DAY_MS]
        for first in sorted(spells, key=lambda spell: spell.start_ms)
    ]
    sums = [(sum(s.expected_close_minutes for s in window), sum(s.variance for s in window)) for window in windows]
    return max(sums, key=lambda both: both[0], default=(0.0, 0.0))


@pytest.mark.parametrize(
    ("level", "day", "replaced"),
    [("F2", 10, True), ("F2", 11, True), ("F2", 9, True), ("F2", 12, False), ("F2", 8, False), ("F1", 10, False)],
)
def test_a_warning_is_replaced_by_one_of_about_its_day_and_of_no_farther_person(level: str, day: int, replaced: bool):
    standing = Warning(WarningLevel.F2, dt.date(2020, 8, 10), 20, 1, (1,), 10, 35)
    before = Warning(WarningLevel[level], dt.date(2020, 8, day), 20, 1, (2,), 10, 35)

    assert replaced is is_replaced(before, [standing])


@pytest.mark.parametrize(("utc_hour", "day"), [(16.5, 10), (17.5, 11), (0, 10)])
def test_the_date_told_is_that_of_viet_nam(utc_hour: float, day: int) -> None:
    (warning,) = warnings_from([met(15, hour=utc_hour)], CONFIGURATION)

    assert dt.date(2020, 8, day) == warning.date


def test_the_threshold_and_the_weights_are_the_configurations() -> None:
    stricter = Configuration(sequence=2, issued_s=0, profile=PathogenProfile(close_minutes=30))
    heavier = Configuration(sequence=2, issued_s=0, profile=PathogenProfile(high_weight=2.0))
    high = met(10, infectivity=Infectivity.HIGH)

    assert [] == warnings_from([met(20)], stricter)
    assert [] == warnings_from([high], CONFIGURATION)
    assert 1 == len(warnings_from([high], heavier))


ranks = st.tuples(st.sampled_from(Level), st.sampled_from(Infectivity))


@given(first=ranks, later=st.lists(ranks, max_size=5))
def test_whatever_the_order_of_publication_the_highest_level_and_class_stand(
    first: tuple[Level, Infectivity], later: list[tuple[Level, Infectivity]]
) -> None:
    known = met(15, level=first[0], infectivity=first[1])
    highest = min([first, *later], key=lambda rank: (rank[0], -rank[1]))

    for level, infectivity in later:
        known = raised(known, level, infectivity)

    assert highest == (known.level, known.infectivity)
    assert met(15).spells == known.spells


def test_an_encounter_is_judged_by_what_was_heard() -> None:
    heard = tuple(
        sighting(1, scan * 5 * MINUTE_MS + packet * 5_000, rssi_dbm=-55) for scan in range(6) for packet in range(4)
    )
    encounter = Encounter(SEED, TODAY, Level.F0, Infectivity.HIGH, 3, heard)

    kept = judge(encounter, CONFIGURATION, read_radio_profiles()[DEFAULT_PROFILE])

    assert (SEED, TODAY, Level.F0, Infectivity.HIGH, 3) == (
        kept.seed,
        kept.day,
        kept.level,
        kept.infectivity,
        kept.batch_sequence,
    )
    assert 6 == len(kept.spells)
    assert heard[0].wall_ms == kept.spells[0].start_ms
    assert 15 < sum(spell.expected_close_minutes for spell in kept.spells) <= 30
    assert {BOOT} == {one.boot for one in heard}


def scans(period_s: int, number: int, first_ms: int = 0) -> tuple[Sighting, ...]:
    """A phone on the same table, as heard in so many scans, one in each period."""
    starts = (first_ms + scan * period_s * 1_000 for scan in range(number))
    return tuple(sighting(0, start + ms, rssi_dbm=-55) for start in starts for ms in range(0, 40_000, 10_000))


def minutes_of(heard: tuple[Sighting, ...], battery: BatteryChoices) -> float:
    encounter = Encounter(SEED, TODAY, Level.F0, Infectivity.HIGH, 3, heard)
    kept = judge(encounter, CONFIGURATION, read_radio_profiles()[DEFAULT_PROFILE], battery)
    assert sorted(kept.spells, key=lambda spell: spell.start_ms) == list(kept.spells)
    return sum(spell.expected_close_minutes for spell in kept.spells)


@pytest.mark.parametrize(("mode", "period_s"), [(BatteryMode.SAVING, 600), (BatteryMode.THOROUGH, 150)])
def test_an_hour_is_an_hour_however_often_the_phone_listened(mode: BatteryMode, period_s: int) -> None:
    usual = minutes_of(scans(300, 12), BatteryChoices())

    counted = minutes_of(scans(period_s, 3_600 // period_s), BatteryChoices((Choice(0, mode),)))

    assert counted == pytest.approx(usual, rel=0.1)
    assert 45 < usual <= 60


def test_each_stretch_is_counted_by_the_choice_that_held_then() -> None:
    """Half an hour of six scans, then another, after the owner's choice, of three."""
    heard = scans(300, 6) + scans(600, 3, 30 * MINUTE_MS)
    chosen = BatteryChoices((Choice(START_MS + 30 * MINUTE_MS, BatteryMode.SAVING),))

    assert minutes_of(heard, chosen) == pytest.approx(minutes_of(scans(300, 12), BatteryChoices()), rel=0.1)
    assert minutes_of(heard, BatteryChoices()) < 0.8 * minutes_of(heard, chosen)


def in_company(first_ms: int, number: int, stands_for_s: int, apart_s: int) -> tuple[Sighting, ...]:
    """A phone on the same table, as a phone of today hears it: 20 s at a time."""
    return tuple(
        sighting(0, first_ms + scan * apart_s * 1_000 + ms, rssi_dbm=-55, stands_for_s=stands_for_s)
        for scan in range(number)
        for ms in (0, 5_000, 10_000)
    )


def test_what_is_heard_in_company_counts_by_how_often_the_phone_then_listened() -> None:
    """Half an hour: one time of listening after a long pause, then one in each minute."""
    heard = in_company(0, 1, 180, 0) + in_company(60_000, 27, 60, 60)

    assert minutes_of(heard, BatteryChoices()) == pytest.approx(30, abs=2)


def test_what_an_older_application_heard_is_counted_as_it_listened() -> None:
    assert 45 < minutes_of(scans(300, 12), BatteryChoices()) <= 60
    assert minutes_of(scans(300, 12), BatteryChoices()) == pytest.approx(
        minutes_of(in_company(0, 12, 300, 300), BatteryChoices()), rel=0.1
    )


def test_where_phones_listen_as_long_as_an_older_application_all_is_judged_as_one() -> None:
    longer = Configuration(sequence=1, issued_s=0, duty=RadioDuty(scan_on_s=40))
    noted = in_company(0, 12, 300, 300)
    mixed = tuple(replace(one, stands_for_s=None) if at % 2 else one for at, one in enumerate(noted))

    judged = [
        judge(
            Encounter(SEED, TODAY, Level.F0, Infectivity.HIGH, 1, heard),
            longer,
            read_radio_profiles()[DEFAULT_PROFILE],
        )
        for heard in (noted, mixed)
    ]

    assert judged[0] == judged[1]


def doubtful(minutes: float, variance: float) -> KeptEncounter:
    """Near for about so long."""
    spell = CloseSpell(TODAY.start_ms, TODAY.start_ms + 5 * MINUTE_MS, minutes, variance)
    return KeptEncounter(SEED, TODAY, Level.F0, Infectivity.HIGH, 1, (spell,))


@pytest.mark.parametrize(("caution", "warned"), [(0.0, False), (0.84, False), (1.64, True), (2.0, True)])
def test_how_much_doubt_warns_is_said_by_the_signed_configuration(caution: float, warned: bool) -> None:
    configuration = Configuration(sequence=1, issued_s=0, risk=RiskParameters(caution=caution))

    assert warned == bool(warnings_from([doubtful(8, 25)], configuration))


@given(caution=st.floats(0, 2), minutes=st.floats(15, 600), variance=st.floats(0, 400))
def test_no_configuration_keeps_a_likely_exposure_from_its_owner(caution, minutes, variance) -> None:
    configuration = Configuration(sequence=1, issued_s=0, risk=RiskParameters(caution=caution))

    assert 1 == len(warnings_from([doubtful(minutes, variance)], configuration))
