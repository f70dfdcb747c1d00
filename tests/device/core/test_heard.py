"""Sightings in columns: what is asked for is what was put in."""

from __future__ import annotations

import pytest

from bluezone.device.core.heard import Heard
from bluezone.protocol.sighting import BootId, HeardBy, Sighting
from tests.support.device.phones import sighting

SIGHTINGS = [
    sighting(1),
    sighting(2, 5_000, rssi_dbm=-127, tx_power_dbm=-8, stands_for_s=60),
    sighting(3, 10_000, rssi_dbm=20, heard_by=HeardBy.GATT, boot=BootId(b"another!"), stands_for_s=900),
    sighting(3, 15_000, hidden_power=0),
    sighting(3, 20_000, hidden_power=255),
    sighting(4, boot=BootId(b"another!"), wall_ms=65_535 * 86_400_000, monotonic_ms=1 << 53),
]


def test_every_sighting_comes_back_as_it_was() -> None:
    heard = Heard(SIGHTINGS)

    assert len(SIGHTINGS) == len(heard)
    assert list(heard) == [heard[number] for number in range(len(heard))] == SIGHTINGS
    assert (SIGHTINGS[-1], SIGHTINGS[1:3]) == (heard[-1], heard[1:3])


def test_there_is_none_behind_the_last() -> None:
    with pytest.raises(IndexError):
        Heard(iter(list[Sighting]()))[0]
