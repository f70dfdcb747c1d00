"""One key, or one exchange with a wrong clock, lies about the time: what phones lose by it, and how they recover."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bluezone.device.core.anchor import BootClock
from bluezone.device.runtime import Device
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import BootId
from bluezone.protocol.signature import Kind
from tests.device.test_runtime import Bench
from tests.support.device.living import Town
from tests.support.device.phones import START_MS, TODAY, heard_id
from tests.support.device.published import HOUR_S, Staged

YEAR_S = 365 * DAY_MS // 1000
START_S = START_MS // 1000
SEED = DaySeed(b"of somebody near")
MET_FOR_MS = HOUR_MS

Play = Callable[[Town, Bench, Device], Coroutine[Any, Any, None]]


def played(folder: Path, play: Play) -> None:
    async def run() -> None:
        town, radio = Town(folder), Bench()
        device = await town.start(0, radio=radio)
        await play(town, radio, device)
        device.store.close()

    asyncio.run(run())


def meets(town: Town, radio: Bench) -> None:
    """Somebody is near for an hour, now."""
    for later_ms in range(0, MET_FOR_MS, 5_000):
        at_ms = town.clock.wall_ms() + later_ms
        ids = SEED.ids_for(TODAY)
        frame = Advertisement(ids[at_ms % DAY_MS // (15 * MINUTE_MS)]).pack()
        town.clock.now_ms += 5_000
        radio.hears(frame, monotonic_ms=town.clock.now_ms, rssi_dbm=-50)


async def is_warned(town: Town, device: Device) -> bool:
    """Publishes the seed when its embargo has ended, and has the phone look for news."""
    while town.world.window_end_s * 1000 < TODAY.embargo_end_ms:
        town.world.publish_batch()
    town.world.publish_batch(Staged(TODAY, SEED))
    town.catch_up()
    report = await device.update()
    assert "" == report.problem
    return bool(device.store.judged.warnings())


async def covered(town: Town, device: Device) -> None:
    """One sequence of cover, which brings a time that answers the phone's own nonce."""
    calls = asyncio.ensure_future(device.send_cover())
    while not calls.done():
        await town.pass_time(1_000)
    calls.result()


def lies_by_the_index(town: Town, ahead_s: int) -> None:
    town.world.sign_index(
        issued_s=town.world.now_s + ahead_s,
        valid_until_s=town.world.now_s + ahead_s + HOUR_S,
        head=town.world.head_file(issued_s=town.world.now_s + ahead_s),
    )


@pytest.mark.parametrize("ahead_s", [YEAR_S, 5 * YEAR_S])
def test_an_index_of_the_future_ends_no_service_whose_end_two_persons_have_dated_a_year_ahead(
    tmp_path: Path, ahead_s: int
) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        town.world.publish_configuration(shutdown_s=START_S + YEAR_S)
        radio.hears(Advertisement(heard_id(1)).pack())
        await device.update()
        lies_by_the_index(town, ahead_s)

        report = await device.update()

        assert ("the index is dated far ahead of this phone's clock", True) == (report.problem, report.refused)
        assert (False, 1) == (device.ended, device.store.count_sightings())

    played(tmp_path, play)


def test_a_time_key_that_lies_ends_no_service_either(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        town.world.publish_configuration(shutdown_s=START_S + YEAR_S)
        radio.hears(Advertisement(heard_id(1)).pack())
        await device.update()
        town.world.now_s += YEAR_S

        await covered(town, device)

        assert (False, 1) == (device.ended, device.store.count_sightings())

    played(tmp_path, play)


def test_a_clock_set_a_year_forward_ends_nothing_while_no_signed_time_says_so(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        town.world.publish_configuration(shutdown_s=START_S + YEAR_S)
        await device.update()
        town.clock.wall_off_ms += 2 * YEAR_S * 1000

        await device.tick()
        await device.update()

        assert not device.ended

    played(tmp_path, play)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("liar", ["index", "time"])
def test_what_a_liar_says_binds_no_honest_news_and_no_later_start(tmp_path: Path, liar: str, *, restarts: bool) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        await device.update()
        honest_s = town.world.now_s
        if liar == "index":
            lies_by_the_index(town, 5 * YEAR_S)
            assert (await device.update()).refused
        else:
            town.world.now_s += 5 * YEAR_S
            await covered(town, device)
        town.world.now_s = max(honest_s, town.clock.wall_ms() // 1000)
        town.world.sign_index()
        if restarts:
            await device.close()
            device = await town.start(0, radio=radio)
        meets(town, radio)

        # a phone of this boot that was told a false time asks for one of its own, which is honest again
        assert "" == (await device.update()).problem
        if not restarts:
            assert device.machine.clock.claim_ms is not None
            await covered(town, device)
        assert await is_warned(town, device)
        device.store.close()

    played(tmp_path, play)


@pytest.mark.parametrize(("ahead_ms", "is_fast"), [(0, False), (20 * MINUTE_MS, False), (HOUR_MS, True)])
def test_a_clock_that_is_ahead_by_too_much_to_match_by_and_too_little_to_be_doubted_is_noticed(
    tmp_path: Path, ahead_ms: int, *, is_fast: bool
) -> None:
    """What it hears matches nothing, and nobody matches it; its owner has to know."""

    async def play(town: Town, _: Bench, device: Device) -> None:
        town.clock.wall_off_ms += ahead_ms
        for _hour in range(2):
            town.world.sign_index()
            await device.update()
            town.clock.now_ms += HOUR_MS
            town.world.now_s += HOUR_S

        now = device.now()
        assert (True, is_fast) == (
            device.machine.clock_verified,
            device.machine.clock.is_fast(now.wall_ms, now.monotonic_ms),
        )

    played(tmp_path, play)


def test_a_clock_of_which_no_signed_time_says_anything_is_not_called_fast() -> None:
    assert not BootClock(BootId(b"a boot 1"), floor_ms=START_MS).is_fast(START_MS + DAY_MS, 0)


def test_a_phone_that_is_told_a_false_time_asks_for_one_that_nobody_can_have_kept(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        await device.update()
        meets(town, radio)
        lies_by_the_index(town, 5 * YEAR_S)
        await device.update()
        assert device.needs_time
        assert device.machine.clock.earliest_wall_ms(0) > START_MS + YEAR_S  # what is heard would not be matched
        town.world.now_s = town.clock.wall_ms() // 1000

        await covered(town, device)

        assert not device.needs_time
        assert await is_warned(town, device)

    played(tmp_path, play)


def test_a_lie_by_an_hour_is_refuted_by_a_time_of_our_own_and_what_was_passed_over_is_matched_after_all(
    tmp_path: Path,
) -> None:
    """Within two hours of the wall clock a signed time is believed at once: the exchange's clock was wrong by one."""

    async def play(town: Town, radio: Bench, device: Device) -> None:
        meets(town, radio)
        lies_by_the_index(town, HOUR_S + 1_800)
        assert "" == (await device.update()).problem
        assert device.needs_time
        assert not await is_warned(town, device)  # nobody answered: what was heard is not credible, and is passed over

        await covered(town, device)
        town.world.sign_index()
        await device.update()

        assert device.store.judged.warnings()

    played(tmp_path, play)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_the_root_key_ends_what_a_wrong_clock_has_said(tmp_path: Path, *, withdrawn: bool) -> None:
    """An hour's lie has become a floor: honest news is refused, and what is heard is not matched. The root's next list,
    with the same keys or with others, takes it back at once."""

    async def play(town: Town, radio: Bench, device: Device) -> None:
        meets(town, radio)
        lies_by_the_index(town, HOUR_S + 1_800)
        await device.update()
        town.world.now_s = town.clock.wall_ms() // 1000
        town.world.sign_index()
        assert "the index is older than one seen before" == (await device.update()).problem
        ahead_ms = device.machine.clock.earliest_wall_ms(town.clock.now_ms) - town.clock.wall_ms()
        assert ahead_ms > 20 * MINUTE_MS

        town.world.publish_keys(*((Kind.INDEX, Kind.TIME) if withdrawn else ()))
        assert "" == (await device.update()).problem

        assert device.machine.clock.earliest_wall_ms(town.clock.now_ms) <= town.clock.wall_ms()
        assert await is_warned(town, device)

    played(tmp_path, play)


def test_the_root_key_heals_phones_that_an_earlier_release_had_believe_the_future(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        await device.update()
        future_ms = START_MS + 5 * YEAR_S * 1000
        device._saved.save_feed(replace(device.feed, issued_s=future_ms // 1000, valid_until_s=future_ms // 1000 + 1))
        device.store.save_boot_clock(
            BootClock(device.machine.clock.boot, anchor_ms=future_ms, anchor_monotonic_ms=0), START_MS
        )
        device.store.close()
        device = await town.start(0, radio=radio)
        assert future_ms == device.machine.clock.floor_ms
        meets(town, radio)
        town.world.now_s = town.clock.wall_ms() // 1000

        town.world.publish_keys(Kind.INDEX)
        assert "" == (await device.update()).problem

        assert device.machine.clock.floor_ms <= START_MS
        assert await is_warned(town, device)
        await device.close()
        again = await town.start(0, radio=radio)
        assert again.machine.clock.floor_ms <= town.clock.wall_ms()
        again.store.close()

    played(tmp_path, play)


def test_a_clock_set_back_without_any_stolen_key_still_brings_no_old_id_to_count(tmp_path: Path) -> None:
    """Time travel stays stopped: an honest time that is far ahead of a clock set back counts against what is heard."""

    async def play(town: Town, radio: Bench, device: Device) -> None:
        town.clock.wall_off_ms -= DAY_MS  # yesterday, by a false network time
        assert (await device.update()).refused
        radio.hears(Advertisement(heard_id(1)).pack(), monotonic_ms=town.clock.now_ms)
        await covered(town, device)  # an honest answer does not agree with the clock that was set back
        (old,) = device.store.sightings()

        clock = device.store.boot_clocks()[old.boot]

        assert old.wall_ms < clock.earliest_wall_ms(old.monotonic_ms)

    played(tmp_path, play)


def test_no_batch_names_a_day_that_is_not_over_by_the_phones_own_clock(tmp_path: Path) -> None:
    """The index is dated an hour and a half ahead, which phones allow; the day in the batch is another matter."""

    async def play(town: Town, radio: Bench, device: Device) -> None:
        before_midnight_ms = TODAY.embargo_end_ms - HOUR_MS - 1_000
        while town.world.window_end_s * 1000 < TODAY.embargo_end_ms - HOUR_MS:
            town.world.publish_batch()
        town.clock.wall_off_ms += before_midnight_ms - town.clock.wall_ms()
        assert "" == (await device.update()).problem
        next_batch = device.feed.next_batch
        town.world.publish_batch(Staged(TODAY, SEED))

        report = await device.update()

        assert f"batch {next_batch} names a day that is not over by this phone's clock" == report.problem
        assert (True, 0, next_batch) == (report.refused, report.encounters, device.feed.next_batch)
        town.catch_up()
        report = await device.update()
        assert ("", next_batch + 1) == (report.problem, device.feed.next_batch)

    played(tmp_path, play)
