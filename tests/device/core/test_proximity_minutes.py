"""From sightings of one other phone to expected close minutes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.proximity import Listening, Observation, close_minutes
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles

PROFILE = read_radio_profiles()[DEFAULT_PROFILE]
LISTENING = Listening()
NEAR_DBM, FAR_DBM = -62, -92
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
    """One sighting in one scan is a fraction of the time for which the scan stands."""
    assert total(scans(1, NEAR_DBM, sightings=1)) < 2 < total(scans(1, NEAR_DBM, sightings=4))


def test_each_scan_becomes_one_spell_of_the_time_it_stands_for() -> None:
    spells = close_minutes(scans(3, NEAR_DBM), LISTENING, PROFILE)

    assert [(s.start_ms, s.end_ms) for s in spells] == [(0, 300_000), (300_000, 600_000), (600_000, 900_000)]


def test_a_faint_scan_amid_loud_ones_is_taken_for_a_body_in_the_way() -> None:
    """The other sat there before and after; alone, the same level would say much less."""
    amid = scans(3, NEAR_DBM) + scans(1, -80, first_ms=900_000) + scans(3, NEAR_DBM, first_ms=1_200_000)

    smoothed = close_minutes(amid, LISTENING, PROFILE)[3].expected_close_minutes
    alone = close_minutes(scans(1, -80), LISTENING, PROFILE)[0].expected_close_minutes

    assert smoothed > alone


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
