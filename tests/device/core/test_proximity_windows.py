"""What is read off a window of packets."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.proximity.windows import FEATURES, UNKNOWN, Window, contact_features


def window(start_s: float = 0.0, rssi: tuple[float, ...] = (-80.0, -70.0), **more: object) -> Window:
    """Five minutes of packets, half a minute apart."""
    fields = {
        "length_s": 300.0,
        "packets": len(rssi),
        "times_s": tuple(30.0 * number for number in range(len(rssi))),
        "tx_power_dbm": None,
        "offset_db": 0.0,
        "iphone_hears": False,
        "iphone_heard": False,
    }
    return Window(start_s=start_s, rssi_dbm=rssi, **{**fields, **more})


def feature(rows: list[list[float]], name: str, place: int = 0) -> float:
    return rows[place][FEATURES.index(name)]


def test_the_level_is_the_mean_of_the_stronger_half() -> None:
    assert -65.0 == window(rssi=(-90.0, -60.0, -80.0, -70.0)).level_dbm


def test_offsets_of_the_models_are_taken_off_the_level() -> None:
    assert -74.0 == window(rssi=(-70.0,), offset_db=4.0).corrected_dbm


def test_attenuation_is_power_less_level_and_unknown_without_a_power() -> None:
    assert 50.0 == feature(contact_features([window(rssi=(-70.0,), tx_power_dbm=-20.0)]), "attenuation")
    assert UNKNOWN == feature(contact_features([window(rssi=(-70.0,))]), "attenuation")


def test_quantiles_lie_between_ranks_in_proportion() -> None:
    rows = contact_features([window(rssi=(-90.0, -80.0, -70.0))])

    assert -85.0 == feature(rows, "quantile 25")


def test_a_level_that_falls_a_decibel_a_minute_has_that_slope() -> None:
    rows = contact_features([window(rssi=(-70.0, -70.5, -71.0, -71.5, -72.0))])

    assert math.isclose(-1.0, feature(rows, "slope"))


def test_neighbours_are_those_without_a_hole_between() -> None:
    rows = contact_features([window(0.0, (-70.0,)), window(300.0, (-80.0,)), window(1200.0, (-90.0,))])

    assert -80.0 == feature(rows, "level +1", 0)
    assert UNKNOWN == feature(rows, "level +1", 1)
    assert -80.0 == feature(rows, "level mean", 2)


def test_a_window_without_packets_is_refused() -> None:
    with pytest.raises(ValueError, match="packets"):
        window(rssi=())


@given(st.lists(st.lists(st.integers(-110, -30), min_size=1, max_size=8), min_size=1, max_size=6))
def test_every_window_gives_one_finite_row_of_the_named_length(levels: list[list[int]]) -> None:
    windows = [window(300.0 * place, tuple(map(float, rssi))) for place, rssi in enumerate(levels)]

    rows = contact_features(windows)

    assert [len(FEATURES)] * len(windows) == [len(row) for row in rows]
    assert all(math.isfinite(number) for row in rows for number in row)
