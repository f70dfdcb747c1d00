"""Phones of one world: they listen sooner while they hear each other, and say for how much time it stands."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.config import RadioDuty
from bluezone.simulation.scenario import ORIGIN_MS, Scenario
from bluezone.simulation.world import World
from tests.support.simulation.traces import together, trace_of

AS_THE_ORIGINAL = RadioDuty(scan_on_s=40, company_hours=0)
TRACE = trace_of(together(1, 2, 30))


def lived(folder: Path, duty: RadioDuty) -> tuple[set[int | None], int, float]:
    """For how much time what phone 1 heard stands, in how many scans, and the share of time that phones listened."""

    async def play() -> tuple[set[int | None], int, float]:
        scenario = Scenario(TRACE, first_case=1, confirm_day=1, duty=duty)
        world = World(scenario, folder, read_radio_profiles()[DEFAULT_PROFILE])
        await world.start()
        try:
            await world.live_until(ORIGIN_MS + 12 * HOUR_MS)
            heard = world.devices[1].store.sightings()
            scans = {one.wall_ms // 60_000 for one in heard}
            return {one.stands_for_s for one in heard}, len(scans), world.listened_ms / world.lived_ms
        finally:
            await world.close()

    return asyncio.run(play())


def test_phones_that_meet_listen_sooner_and_then_as_before(tmp_path: Path) -> None:
    stood_for, scans, listened = lived(tmp_path, RadioDuty())

    assert {180, 60} == stood_for
    assert 20 <= scans <= 45
    alone, half_an_hour = 20 / 300, 0.5 / 12
    assert alone + half_an_hour * 0.2 < listened < alone + 0.1 * half_an_hour * 10


def test_phones_that_are_told_to_listen_as_the_original_do(tmp_path: Path) -> None:
    stood_for, scans, listened = lived(tmp_path, AS_THE_ORIGINAL)

    assert {300} == stood_for
    assert 5 <= scans <= 12
    assert listened == pytest.approx(40 / 300)
