"""A sighting holds what a radio can report, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import BootId, HeardBy, Sighting

GOOD: dict[str, Any] = {
    "rolling_id": RollingId(bytes(12)),
    "boot": BootId(bytes(8)),
    "monotonic_ms": 0,
    "wall_ms": 0,
    "rssi_dbm": -70,
}


def test_a_sighting_is_by_advertisement_and_of_unknown_power_unless_said() -> None:
    sighting = Sighting(**GOOD)

    assert HeardBy.ADVERTISEMENT is sighting.heard_by
    assert sighting.tx_power_dbm is None
    assert sighting.hidden_power is None


@pytest.mark.parametrize(
    "change",
    [
        {"rssi_dbm": -128},
        {"rssi_dbm": 21},
        {"monotonic_ms": -1},
        {"wall_ms": -1},
        {"stands_for_s": 0},
        {"hidden_power": -1},
        {"hidden_power": 256},
    ],
)
def test_an_impossible_sighting_cannot_exist(change: dict[str, int]) -> None:
    with pytest.raises(InvalidValueError):
        Sighting(**{**GOOD, **change})


@pytest.mark.parametrize("size", [0, 7, 9])
def test_a_boot_is_named_by_eight_bytes(size: int) -> None:
    with pytest.raises(InvalidValueError):
        BootId(bytes(size))
