"""The story that everything is for: two phones meet, one person is confirmed and consents, the other is warned."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bluezone.device.core.disclosing import Stage
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.own_power import OwnPower
from bluezone.device.runtime import Device
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from bluezone.protocol.hidden_power import open_power
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import Sighting
from bluezone.radio.base import Address, HeardFrame
from tests.support.device.living import Town, living, settle
from tests.support.device.phones import START_MS, TODAY

pytestmark = pytest.mark.in_turn(of=3)
CODE = short_code(b"0123456789abcdef")
NEAR_FOR_40_MINUTES = ((5 * MINUTE_MS, 45 * MINUTE_MS, 0, 1, 1.0), (10 * MINUTE_MS, 15 * MINUTE_MS, 0, 2, 1.0))


@pytest.mark.slow
@pytest.mark.every_run
def test_who_was_near_is_warned_and_who_passed_by_is_not(tmp_path: Path) -> None:
    asyncio.run(the_story(Town(tmp_path, NEAR_FOR_40_MINUTES)))


async def the_story(town: Town) -> None:
    ill, near, passing = [await town.start(phone) for phone in range(3)]
    async with living(ill, near, passing):
        await town.pass_time(HOUR_MS)
        town.exchange.codes[CODE] = (Level.F0, TODAY)

        draft = await town.disclosed(ill, CODE, [TODAY])

        assert Stage.DONE is draft.stage
        await hours_pass(town, 26)
        assert {0: 0, 1: 1, 2: 0} == {phone: len(told) for phone, told in town.told.items()}
        (warning,) = town.told[1]
        assert (WarningLevel.F1, dt.date(2020, 8, 10)) == (warning.level, warning.date)
        assert 25 <= warning.minutes <= 50
        assert [warning] == [told.warning for told in near.store.judged.warnings()]
        assert passing.store.judged.encounters()


A_TABLE_AWAY = ((5 * MINUTE_MS, 45 * MINUTE_MS, 0, 1, 3.0), (5 * MINUTE_MS, 45 * MINUTE_MS, 0, 2, 3.0))


@pytest.mark.every_run
@pytest.mark.slow
def test_who_said_its_power_and_is_confirmed_is_judged_by_it_and_nobody_else_reads_it(tmp_path: Path) -> None:
    """A phone that sends faintly is nearer than it sounds. Of three around a table one is confirmed: only then, and of
    that one alone, can the others read what it said."""
    by_power = {dbm: asyncio.run(around_a_table(Town(tmp_path / str(dbm), A_TABLE_AWAY), dbm)) for dbm in (None, -31)}

    assert by_power[-31] > 1.2 * by_power[None]


async def around_a_table(town: Town, says_dbm: int | None) -> float:
    """Close minutes beside the confirmed one."""
    town.folder.mkdir()
    ill, near, stranger = [await town.start(phone, own_power=OwnPower(says_dbm)) for phone in range(3)]
    async with living(ill, near, stranger):
        await town.pass_time(HOUR_MS)
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        heard = [one for one in stranger.store.sightings() if one.rolling_id in ids_of(ill)]
        assert len(heard) > 20
        assert read_with_keys_of(ill, heard) == {says_dbm}
        assert read_with_keys_of(stranger, heard) != {says_dbm}
        await town.disclosed(ill, CODE, [TODAY])
        await hours_pass(town, 26)
        (met,) = near.store.judged.encounters()
        return sum(spell.expected_close_minutes for spell in met.spells)


def ids_of(phone: Device) -> set[RollingId]:
    return {one for own in phone.store.identity().seeds for one in own.seed.ids_for(own.day)}


def read_with_keys_of(phone: Device, heard: list[Sighting]) -> set[int | None]:
    """What somebody makes of these bytes who has this phone's keys."""
    keys = [own.seed.key_for(own.day) for own in phone.store.identity().seeds]
    return {open_power(one.hidden_power or 0, key, one.rolling_id) for key in keys for one in heard}


async def hours_pass(town: Town, hours: int) -> None:
    """Each hour a batch; every phone looks for news about once an hour."""
    for _ in range(hours):
        await town.pass_time(HOUR_MS)
        town.world.publish_batch()
    await town.pass_time(2 * HOUR_MS)


def test_a_warning_is_told_once_and_survives_a_restart(tmp_path: Path) -> None:
    asyncio.run(told_once(Town(tmp_path, NEAR_FOR_40_MINUTES)))


async def told_once(town: Town) -> None:
    ill, near = [await town.start(phone) for phone in range(2)]
    async with living(ill, near):
        await town.pass_time(HOUR_MS)
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        await town.disclosed(ill, CODE, [TODAY])
        await hours_pass(town, 26)
    again = await town.start(1, radio=town.air.radio(7))
    async with living(again):
        await hours_pass(town, 2)

        assert 1 == len(town.told[1])
        assert 1 == len(again.store.judged.warnings())


def test_an_offline_phone_is_warned_when_it_comes_back(tmp_path: Path) -> None:
    asyncio.run(back_after_days(Town(tmp_path, NEAR_FOR_40_MINUTES)))


async def back_after_days(town: Town) -> None:
    ill, near = [await town.start(phone) for phone in range(2)]
    town.exchange.is_reachable = False
    async with living(ill, near):
        await town.pass_time(HOUR_MS)
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        town.exchange.is_reachable = True
        await ill.update()
        await town.disclosed(ill, CODE, [TODAY])
        town.exchange.is_reachable = False
        town.world.publish_empty_batches(48)
        await town.pass_time(2 * DAY_MS)
        assert [] == town.told[1]

        town.exchange.is_reachable = True
        await near.update()

        assert 1 == len(town.told[1])


def test_a_phone_that_was_confirmed_does_not_warn_its_owner_of_an_echo(tmp_path: Path) -> None:
    """Somebody records our ids and plays them back to us within the tolerance."""
    asyncio.run(an_echo(Town(tmp_path)))


async def an_echo(town: Town) -> None:
    ill = await town.start(0)
    await ill.tick()
    before = town.air.radio(0).on_air
    assert before is not None
    town.clock.now_ms = 15 * MINUTE_MS
    await ill.tick()
    hearing = town.air.radio(0).hearing
    assert hearing is not None
    for number in range(400):
        town.clock.now_ms += 5_000
        hearing.listener(_frame(before.frame, town.clock.now_ms))
        assert number + 1 == ill.store.count_sightings()
    town.world.now_s = town.clock.wall_ms() // 1000
    town.exchange.codes[CODE] = (Level.F0, TODAY)
    await town.disclosed(ill, CODE, [TODAY])
    town.world.publish_empty_batches(26)
    town.clock.now_ms = 27 * HOUR_MS

    report = await ill.update()

    assert ("", 26, 0) == (report.problem, report.batches, report.encounters)
    assert [] == town.told[0]
    await ill.close()


def _frame(data: bytes, monotonic_ms: int):

    return HeardFrame(data, Address(bytes([7] * 6)), -55, monotonic_ms)


@pytest.mark.every_run
def test_the_retired_seed_is_off_the_air_with_the_next_slot(tmp_path: Path) -> None:
    asyncio.run(off_the_air(Town(tmp_path)))


async def off_the_air(town: Town) -> None:
    ill = await town.start(0)
    async with living(ill):
        await town.pass_time(MINUTE_MS)
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        await town.disclosed(ill, CODE, [TODAY])
        (retired,) = [own for own in ill.machine.identity.seeds if own.retired]
        await town.pass_time(15 * MINUTE_MS)
        await settle()

        on_air = town.air.radio(0).on_air
        assert on_air is not None
        assert not any(rolling_id.value in on_air.frame for rolling_id in retired.seed.ids_for(TODAY))
        assert START_MS + 16 * MINUTE_MS <= town.clock.wall_ms()
