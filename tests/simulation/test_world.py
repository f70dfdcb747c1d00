"""Phones of one world: they listen sooner while they hear each other, and say for how much time it stands."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.hidden_power import open_power
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


@pytest.mark.parametrize("said", [True, False])
def test_phones_say_how_strongly_they_send_where_they_are_said_to_know_it(tmp_path: Path, said: bool) -> None:
    """Else that they do not: all of them say it hidden, and the key of the other's day opens it."""

    async def play() -> tuple[set[int | None], float]:
        scenario = Scenario(TRACE, first_case=1, confirm_day=1, said=said)
        world = World(scenario, tmp_path, read_radio_profiles()[DEFAULT_PROFILE])
        await world.start()
        try:
            await world.live_until(ORIGIN_MS + 12 * HOUR_MS)
            heard = world.devices[1].store.sightings()
            keys = [(own, own.seed.key_for(own.day)) for own in world.devices[2].store.identity().seeds]
            by_id = {one: key for own, key in keys for one in own.seed.ids_for(own.day)}
            opened = {open_power(one.hidden_power or 0, by_id[one.rolling_id], one.rolling_id) for one in heard}
            return opened, world.air.louder_db(2)
        finally:
            await world.close()

    opened, louder_db = asyncio.run(play())

    assert {round(-25 + louder_db) if said else None} == opened
