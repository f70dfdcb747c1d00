"""The air behaves as the measurements that its numbers come from."""

from __future__ import annotations

from dataclasses import replace
from statistics import correlation, fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.radio.air import BODY_WINDOW_MS, NORMAL, PRESETS, SILENT, Air, AirParameters
from tests.support.radio.stages import CALM

SECONDS = range(0, 20_000, 1_000)


def level(air, sender, receiver, distance_m, moments=SECONDS):
    """The mean of what arrives."""
    return fmean(rssi for _, rssi in air.heard(air.path(sender, receiver), distance_m, moments))


def test_strength_falls_with_the_logarithm_of_the_distance():
    air = Air(CALM)

    levels = [level(air, 1, 2, distance_m) for distance_m in (1, 10, 100)]

    assert [-74, -84, -95] == levels  # -74.1 - 10.4 a decade


def test_a_frame_below_the_floor_does_not_arrive():
    air = Air(replace(CALM, floor_dbm=-80))

    assert level(air, 1, 2, 3) == -79
    assert air.heard(air.path(1, 2), 4, SECONDS) == []


def test_no_distance_is_too_small():
    air = Air(CALM)

    assert level(air, 1, 2, 0.1) == level(air, 1, 2, 0)


def test_the_same_seed_gives_the_same_air_in_any_order_and_in_any_portions():
    whole = Air(NORMAL, 7).heard(Air(NORMAL, 7).path(1, 2), 2, SECONDS)

    air = Air(NORMAL, 7)
    air.heard(air.path(2, 1), 5, SECONDS)
    portions = [frame for at in reversed(SECONDS) for frame in air.heard(air.path(1, 2), 2, [at])]

    assert whole == sorted(portions)


def test_another_seed_gives_another_air():
    one, other = Air(NORMAL, 1), Air(NORMAL, 2)

    assert one.heard(one.path(1, 2), 2, SECONDS) != other.heard(other.path(1, 2), 2, SECONDS)


def test_a_beacon_is_heard_in_both_directions_54_percent_of_the_time():
    air, moments = Air(NORMAL), range(0, 20_000_000, 1_000)
    there = {at for at, _ in air.heard(air.path(1, 2), 1, moments)}
    back = {at for at, _ in air.heard(air.path(2, 1), 1, moments)}

    both = len(there & back) / len(moments)

    assert 0.52 < both < 0.56


def test_frames_of_one_direction_spread_by_4_4_db():
    air = Air(replace(NORMAL, body_sd_db=0, floor_dbm=-127))
    heard = air.heard(air.path(1, 2), 1, range(0, 20_000_000, 1_000))

    spread = pstdev(rssi for _, rssi in heard)

    assert 4.2 < spread < 4.6


def test_pairs_of_equal_radios_spread_by_2_9_db_and_both_directions_agree():
    air = Air(replace(NORMAL, phone_sd_db=0))
    there = [air.path(n, n + 1).at_1_m_dbm for n in range(0, 8_000, 2)]
    back = [air.path(n + 1, n).at_1_m_dbm for n in range(0, 8_000, 2)]

    assert 2.8 < pstdev(there) < 3.0
    assert 0.91 < correlation(there, back) < 0.93


def test_the_two_phones_of_a_pair_spread_by_4_4_db():
    air = Air(replace(NORMAL, pair_sd_db=0, direction_sd_db=0))

    assert 4.2 < pstdev(air.path(n, n + 1).at_1_m_dbm for n in range(0, 8_000, 2)) < 4.6


def test_a_good_antenna_is_good_for_sending_and_for_hearing():
    air = Air(replace(NORMAL, pair_sd_db=0, direction_sd_db=0))

    assert air.path(1, 2).at_1_m_dbm == air.path(2, 1).at_1_m_dbm


def test_a_body_weakens_from_one_window_to_the_next_and_leaves_the_mean():
    air = Air(replace(CALM, body_sd_db=3.44))
    levels = [level(air, 1, 2, 1, [window * BODY_WINDOW_MS]) for window in range(4_000)]

    assert -74.5 < fmean(levels) < -73.7
    assert 3.2 < pstdev(levels) < 3.7
    assert max(levels) - fmean(levels) < fmean(levels) - min(levels)


def test_a_body_stands_in_the_way_of_both_directions():
    air = Air(replace(CALM, body_sd_db=3.44))
    moments = range(0, 20 * BODY_WINDOW_MS, BODY_WINDOW_MS)

    assert air.heard(air.path(1, 2), 1, moments) == air.heard(air.path(2, 1), 1, moments)


def test_in_the_silent_air_nothing_is_ever_heard():
    air = Air(SILENT)

    assert air.heard(air.path(1, 2), 0.5, range(100_000)) == []


def test_the_presets_have_names():
    assert {"normal": NORMAL, "silent": SILENT} == PRESETS


@given(
    distance_m=st.floats(0, 1e6), sender=st.integers(0, 2**64 - 1), receiver=st.integers(0, 2**64 - 1),
    seed=st.integers(0, 2**64 - 1), start_ms=st.integers(0, 2**50),
)  # fmt: skip
def test_whatever_arrives_is_a_strength_that_a_controller_could_report(distance_m, sender, receiver, seed, start_ms):
    air = Air(replace(NORMAL, floor_dbm=-127), seed)

    arrived = air.heard(air.path(sender, receiver), distance_m, range(start_ms, start_ms + 50))

    assert all(-127 <= rssi <= 20 for _, rssi in arrived)


@pytest.mark.parametrize(
    "wrong",
    [{"noise_sd_db": -1}, {"heard_share": 1.1}, {"exponent": 0}, {"at_1_m_dbm": 40}, {"phone_sd_db": float("nan")}],
)
def test_an_impossible_air_is_refused(wrong):
    with pytest.raises(ValueError, match=r"spread|share|path loss"):
        AirParameters(**wrong)
