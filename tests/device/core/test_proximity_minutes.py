"""From sightings of one other phone to expected close minutes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from math import isclose

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bluezone.device.core.proximity import Listening, Observation, close_minutes
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from tests.support.device.plain_nearness import plain_close_minutes

PROFILE = read_radio_profiles()[DEFAULT_PROFILE]
LISTENING = Listening()
NEAR_DBM, FAR_DBM, USUAL_DBM = -62, -92, -25
OBSERVATIONS = st.builds(
    Observation,
    time_ms=st.integers(0, 86_400_000),
    rssi_dbm=st.integers(-127, 20),
    tx_power_dbm=st.one_of(st.none(), st.integers(-127, 20)),
)


def scans(number: int, rssi_dbm: int, sightings: int = 4, first_ms: int = 0) -> list[Observation]:
    """One full scan each five minutes."""
    return [
        Observation(first_ms + scan * LISTENING.period_ms + sighting * 5_000, rssi_dbm)
        for scan in range(number)
        for sighting in range(sightings)
    ]


def total(observations: list[Observation]) -> float:
    return sum(spell.expected_close_minutes for spell in close_minutes(observations, LISTENING, PROFILE))


def test_nothing_heard_is_no_time_near() -> None:
    assert close_minutes([], LISTENING, PROFILE) == ()


def test_an_hour_heard_loudly_is_most_of_an_hour_near() -> None:
    minutes = total(scans(12, NEAR_DBM))

    assert 45 < minutes <= 60


def test_an_hour_heard_faintly_is_little_time_near() -> None:
    assert total(scans(12, FAR_DBM)) < 20


def test_a_brush_past_does_not_count_five_minutes() -> None:
    """One sighting is a fraction of the time for which the scan stands; half of what can be heard is all of it."""
    assert total(scans(1, NEAR_DBM, sightings=1)) < 2.5 < total(scans(1, NEAR_DBM, sightings=2))


def test_each_scan_becomes_one_spell_of_the_time_it_stands_for() -> None:
    spells = close_minutes(scans(3, NEAR_DBM), LISTENING, PROFILE)

    assert [(s.start_ms, s.end_ms) for s in spells] == [(0, 300_000), (300_000, 600_000), (600_000, 900_000)]


def test_a_fainter_scan_amid_loud_ones_is_taken_for_a_body_in_the_way() -> None:
    """The other sat there just before and just after; hours later, the same level says less."""
    loud = scans(3, NEAR_DBM) + scans(3, NEAR_DBM, first_ms=1_200_000)
    amid = loud + scans(1, -74, first_ms=900_000)
    later = loud + scans(1, -74, first_ms=36_000_000)

    smoothed = close_minutes(amid, LISTENING, PROFILE)[3].expected_close_minutes
    on_its_own = close_minutes(later, LISTENING, PROFILE)[-1].expected_close_minutes

    assert smoothed > on_its_own


def test_a_scan_a_minute_does_not_make_the_distance_surer_than_one_in_four() -> None:
    """The same body stands in the way in all of them: four minutes are one opinion, of their stronger half."""
    seldom = [Observation(minute * 60_000, -78, period_ms=240_000) for minute in range(0, 20, 4)]
    often = [Observation(minute * 60_000, -78, period_ms=60_000) for minute in range(20)]
    company = Listening(on_ms=20_000)

    said = [close_minutes(heard, company, replace(PROFILE, packet_sd_db=0.0)) for heard in (seldom, often)]

    assert [5, 20] == [len(spells) for spells in said]
    assert isclose(*(sum(spell.expected_close_minutes for spell in spells) for spells in said))


def test_a_faint_scan_beside_loud_ones_of_the_same_minutes_counts_as_they_do() -> None:
    loud = [Observation(minute * 60_000, -60, period_ms=60_000) for minute in (0, 1, 3)]
    faint = Observation(120_000, -90, period_ms=60_000)

    spells = close_minutes([*loud, faint], Listening(on_ms=20_000), PROFILE)

    assert 1 == len({spell.expected_close_minutes for spell in spells})


def saying(observations: list[Observation], *powers_dbm: int | None) -> list[Observation]:
    """The same, with these powers said in turn."""
    said = itertools.cycle(powers_dbm)
    return [msgspec.structs.replace(one, tx_power_dbm=next(said)) for one in observations]


def test_who_sends_more_strongly_and_says_so_is_judged_as_who_is_heard_less_loudly() -> None:
    assert total(saying(scans(6, -74), -21)) == total(saying(scans(6, -78), USUAL_DBM)) < total(scans(6, -74))


def test_who_sends_weakly_and_says_so_is_found() -> None:
    assert total(saying(scans(6, -84), -30)) > total(scans(6, -84))


@pytest.mark.parametrize(("said", "believed"), [(20, USUAL_DBM + 6), (-127, USUAL_DBM - 6)])
def test_more_than_six_decibels_are_believed_of_nobody(said: int, believed: int) -> None:
    assert total(saying(scans(6, -78), believed)) == total(saying(scans(6, -78), said))


def test_a_pair_of_which_one_model_is_known_is_less_in_doubt() -> None:
    """What is left of the pair's offset is less, and it is what adds up over the day."""
    unsaid, said = scans(48, -78), saying(scans(48, -78), USUAL_DBM)

    doubt = [sum(spell.variance for spell in close_minutes(heard, LISTENING, PROFILE)) for heard in (unsaid, said)]

    assert doubt[1] < 0.9 * doubt[0]


def test_a_power_that_is_missing_in_one_stretch_leaves_the_doubt_as_it_was() -> None:
    usual = saying(scans(6, -78), USUAL_DBM)

    assert total([*usual, *scans(1, -78, first_ms=1_800_000)]) == total(scans(7, -78))


def test_the_first_power_of_a_stretch_is_that_of_all_its_sightings() -> None:
    assert total(saying(scans(6, -78), None, -21, -33, -33)) == total(saying(scans(6, -78), -21))


def test_a_faint_pair_of_phones_shows_in_its_own_louder_scans() -> None:
    """Ten hours in one room at one level, and half an hour ten dB louder: that half hour stands out as near."""
    day = scans(60, -84) + scans(6, -74, first_ms=60 * LISTENING.period_ms)

    spells = close_minutes(day, LISTENING, PROFILE)

    assert sum(s.expected_close_minutes for s in spells[60:]) > 3 * sum(s.expected_close_minutes for s in spells[:6])


def test_doubt_about_the_pair_grows_with_the_whole_day() -> None:
    """Were each of 48 scans a coin toss of five minutes by itself, the variance would be 48 times 25 at most."""
    spells = close_minutes(scans(48, -78), LISTENING, PROFILE)

    assert sum(spell.variance for spell in spells) > 48 * 25


def test_a_phone_that_listens_all_the_time_counts_the_same_minutes() -> None:
    always = Listening(on_ms=300_000, period_ms=300_000, speaking_on_ms=30_000)
    observations = [Observation(second * 1000, NEAR_DBM) for second in range(0, 3600, 5)]

    spells = close_minutes(observations, always, PROFILE)

    assert 45 < sum(spell.expected_close_minutes for spell in spells) <= 60


@given(st.lists(OBSERVATIONS, max_size=60))
def test_whatever_was_heard_minutes_stay_within_the_time_heard(observations: list[Observation]) -> None:
    spells = close_minutes(observations, LISTENING, PROFILE)

    assert all(0 <= spell.expected_close_minutes <= 5 for spell in spells)
    assert all(spell.variance >= 0 for spell in spells)


DUTIES = st.sampled_from(
    [
        LISTENING,
        Listening(on_ms=20_000),
        Listening(on_ms=20_000, period_ms=60_000),
        Listening(on_ms=150_000, speaking_on_ms=30_000),
        Listening(on_ms=300_000),
    ]
)
IN_COMPANY = st.builds(
    Observation,
    time_ms=st.integers(-12, 720).map(lambda number: 5_000 * number),
    rssi_dbm=st.integers(-100, -40),
    tx_power_dbm=st.sampled_from([None, -30, -25, -19, 20]),
    period_ms=st.sampled_from([None, 60_000, 180_000, 300_000]),
)


@example([Observation(at, -70, None, 60_000) for at in range(0, 500_000, 20_000)], Listening(20_000, 60_000), 2.0)
@given(st.lists(st.one_of(OBSERVATIONS, IN_COMPANY), max_size=80), DUTIES, st.sampled_from([1.0, 2.0, 4.5]))
def test_minutes_are_the_same_to_the_last_bit_as_worked_out_step_by_step(
    observations: list[Observation], listening: Listening, close_m: float
) -> None:
    spells = close_minutes(observations, listening, PROFILE, close_m)

    assert plain_close_minutes(observations, listening, PROFILE, close_m) == [
        (one.start_ms, one.end_ms, one.expected_close_minutes, one.variance) for one in spells
    ]


@given(st.lists(OBSERVATIONS, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(observations: list[Observation], shuffler: object) -> None:
    """A store may give rows back in any order after a restart."""
    unique = list({o.time_ms: o for o in observations}.values())
    shuffled = list(unique)
    shuffler.shuffle(shuffled)

    assert close_minutes(unique, LISTENING, PROFILE) == close_minutes(shuffled, LISTENING, PROFILE)


@pytest.mark.parametrize(("on_ms", "period_ms"), [(0, 300_000), (300_001, 300_000)])
def test_an_impossible_duty_is_refused(on_ms: int, period_ms: int) -> None:
    with pytest.raises(ValueError, match="impossible"):
        Listening(on_ms=on_ms, period_ms=period_ms)
