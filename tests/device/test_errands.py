"""A full disk, a full folder for temporary files, a store that may not be written, a card that fails: an hour of each.

The phone lives on, its owner is told, nothing is lost that was said to be kept, and it mends itself when there is room.
The disks are real ones of a few megabytes, in memory; mounting them takes root, as the tests of CI have it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from bluezone.citizen.condition import Trouble
from bluezone.citizen.phone import Phone
from bluezone.citizen.screens.home import condition_of
from bluezone.citizen.screens.home import now as home_now
from bluezone.device.core.outbox import Outbox, Outgoing, What
from bluezone.device.errands import Cause, Errand, Errands, Failure
from bluezone.device.errors import StoreError, StoreInUseError
from bluezone.device.exchange_client import HttpExchange
from bluezone.device.exchange_client.http import HELD_BYTES
from bluezone.device.rhythm import live
from bluezone.device.runtime import Device
from bluezone.device.saved import outbox_in, save_outbox
from bluezone.device.store import open_store
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.codes import short_code
from tests.device.test_runtime import Bench
from tests.support.device.living import KEY, Town, settle
from tests.support.device.phones import START_MS, TODAY, heard_id
from tests.support.device.world_over_http import served

PAGE_KEY = "k" * 32
CODE = short_code(b"0123456789abcdef")
KEPT = Outbox((Outgoing(bytes(16), What.DECLARATION, START_MS, label="An aunt", sealed=b"sealed"),))


@pytest.fixture
def small_disk(mounts: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root; CI has it")
    disk = mounts / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def failing_card(mounts: Path) -> Iterator[Path]:
    """A card with a file system of its own, which `break_off` makes fail as a worn one does."""
    if os.geteuid() != 0:
        pytest.skip("mounting a card takes root; CI has it")
    image, card = mounts / "image", mounts / "card"
    with image.open("wb") as file:
        file.truncate(16 << 20)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    card.mkdir()
    insert(card)
    yield card
    subprocess.run(["umount", "-l", str(card)], check=True)


def insert(card: Path) -> None:
    subprocess.run(["mount", "-o", "loop", str(card.with_name("image")), str(card)], check=True)


def take_out(card: Path) -> None:
    subprocess.run(["umount", str(card)], check=True)


def break_off(card: Path) -> None:
    """Makes the kernel meet an error on this file system: from now on it refuses every write, to open files, too."""
    subprocess.run(["mount", "-o", "remount,abort", str(card)], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "photos"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


DEFECT, BAD_CARD = RuntimeError("a defect"), OSError(5, "I/O error")
Play = Callable[[Town, Bench, Device, "asyncio.Task[None]"], Coroutine[Any, Any, None]]


def lived(folder: Path, play: Play, **published: Any) -> None:
    """Plays with a phone that begins its life; where an exchange published a configuration, it has read it before."""

    async def run() -> None:
        town, radio = Town(folder), Bench()
        device = await town.start(0, radio=radio)
        if published:
            town.world.publish_configuration(**published)
            await device.update()
        async with a_life(device) as life:
            await settle()
            await play(town, radio, device, life)

    asyncio.run(run())


@contextlib.asynccontextmanager
async def a_life(device: Device) -> AsyncIterator[asyncio.Task[None]]:
    life = asyncio.ensure_future(live(device))
    try:
        yield life
    finally:
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        await device.close()


def hears_many(town: Town, radio: Bench, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        radio.hears(Advertisement(heard_id(number)).pack(), number=number, monotonic_ms=town.clock.now_ms)


def troubles(device: Device) -> tuple[Trouble, ...]:
    return condition_of(Phone(device, PAGE_KEY, "/x")).troubles


async def goes_through_a_day_that_begins_in_trouble(
    town: Town,
    radio: Bench,
    device: Device,
    life: asyncio.Task[None],
    *,
    begin: Callable[[], Any],
    end: Callable[[], Any],
) -> None:
    """An hour around midnight in which the store takes nothing; before it and in it people are near."""
    save_outbox(device.store, KEPT)
    midnight_ms = TODAY.end_ms - town.clock.wall_ms()
    await town.pass_time(midnight_ms - 20 * MINUTE_MS)
    device.store.flush()
    hears_many(town, radio, 100)
    frames_before = len(radio.frames)
    begin()
    await town.pass_time(10 * MINUTE_MS)
    hears_many(town, radio, 400, first=100)
    await town.pass_time(50 * MINUTE_MS)

    assert not life.done()
    assert Trouble.NO_ROOM in troubles(device)
    assert home_now(Phone(device, PAGE_KEY, "/x"))["waiting"]  # pages are shown all the same
    assert all(frame in {f for f, _, _ in radio.frames[: frames_before + 1]} for frame, _, _ in radio.frames)
    assert "stop advertising" == [told for told in radio.told if "advertis" in told][-1]  # no seed that is not on disk
    assert (b"", False) == (radio.current(), device.is_on_air)

    end()
    town.world.sign_index()
    await town.pass_time(20 * MINUTE_MS)

    assert not life.done()
    assert (Trouble.NO_ROOM in troubles(device), dict(device.errands.failing)) == (False, {})
    assert 500 == len({one.rolling_id for one in device.store.sightings()})
    assert KEPT == outbox_in(device.store)
    assert device.machine.identity == device.store.identity()
    assert device.is_on_air
    assert "advertise" == [told for told in radio.told if "advertis" in told][-1]
    assert device.machine.clock.boot in device.store.boot_clocks()


def test_a_full_disk_ends_no_phone_and_loses_nothing(small_disk: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device, life: asyncio.Task[None]) -> None:
        filled: list[Path] = []
        await goes_through_a_day_that_begins_in_trouble(
            town,
            radio,
            device,
            life,
            begin=lambda: filled.append(fill(small_disk)),
            end=lambda: filled.pop().unlink(),
        )

    lived(small_disk, play)


def test_a_store_that_may_not_be_written_ends_no_phone_and_loses_nothing(tmp_path: Path) -> None:
    """SQLite's own refusal of a read-only database, for an hour."""

    async def play(town: Town, radio: Bench, device: Device, life: asyncio.Task[None]) -> None:
        await goes_through_a_day_that_begins_in_trouble(
            town,
            radio,
            device,
            life,
            begin=lambda: device.store._run.all("PRAGMA query_only = ON"),
            end=lambda: device.store._run.all("PRAGMA query_only = OFF"),
        )

    lived(tmp_path, play)


def test_what_is_heard_is_kept_though_nothing_of_a_start_can_be_written(tmp_path: Path) -> None:
    async def run() -> None:
        town, radio = Town(tmp_path), Bench()
        await (await town.start(0, radio=Bench())).close()
        store = open_store(town.path(0), KEY, durable=False)
        store._run.all("PRAGMA query_only = ON")
        device = await town.start(0, radio=radio, store=store)
        async with a_life(device):
            await settle()
            hears_many(town, radio, 100)
            await town.pass_time(10 * MINUTE_MS)
            assert Trouble.NO_ROOM in troubles(device)
            store._run.all("PRAGMA query_only = OFF")
            await town.pass_time(2 * MINUTE_MS)

            assert 100 == len({one.rolling_id for one in device.store.sightings()})
            assert device.errands.failing.keys().isdisjoint({Errand.CLOCK, Errand.WRITING})

    asyncio.run(run())


def test_a_card_that_fails_ends_no_phone_and_what_was_kept_is_there_at_the_next_start(failing_card: Path) -> None:
    """The kernel closes a worn card for writing, under a store that is open; it opens again only when put in anew."""

    async def lives_through_it(town: Town, radio: Bench, device: Device) -> None:
        async with a_life(device) as life:
            await settle()
            save_outbox(device.store, KEPT)
            hears_many(town, radio, 100)
            await town.pass_time(10 * MINUTE_MS)
            device.store.flush()
            break_off(failing_card)
            hears_many(town, radio, 100, first=100)
            await town.pass_time(HOUR_MS)

            assert not life.done()
            assert Trouble.NO_ROOM in troubles(device)
            assert home_now(Phone(device, PAGE_KEY, "/x"))["waiting"]

    async def run() -> None:
        town, radio = Town(failing_card), Bench()
        device = await town.start(0, radio=radio, store=open_store(town.path(0), KEY, durable=True))
        with pytest.raises(StoreError, match="disk I/O error"):  # what waited is told, not swallowed
            await lives_through_it(town, radio, device)

        take_out(failing_card)
        insert(failing_card)
        again = await town.start(0, radio=Bench(), store=open_store(town.path(0), KEY, durable=True))

        assert 100 <= len({one.rolling_id for one in again.store.sightings()})
        assert KEPT == outbox_in(again.store)
        assert again.machine.identity == device.machine.identity
        await again.close()

    asyncio.run(run())


def test_a_full_folder_for_temporary_files_ends_no_phone_and_no_update_is_lost(
    tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch too large to be held is put there while it is read."""
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))

    async def run() -> None:
        town, radio = Town(tmp_path), Bench()
        for _ in range(2):
            town.world.publish_batch()
        monkeypatch.setattr("bluezone.device.exchange_client.http.HELD_BYTES", 1_000)
        assert HELD_BYTES > 1_000
        with served(town.exchange) as address:
            exchange = HttpExchange(address)
            device = await town.start(0, radio=radio, exchange=exchange)
            town.catch_up()
            filler = fill(small_disk)
            with pytest.raises(StoreError, match="cannot be kept: No space left"):
                await device.update()
            async with a_life(device) as life:
                for _ in range(300):  # the answers come over a real line
                    await town.pass_time(5 * MINUTE_MS)
                    await asyncio.sleep(0.05)
                    if Trouble.NO_ROOM in troubles(device):
                        break
                assert not life.done()
                assert Cause.NO_ROOM is device.errands.failing[Errand.NEWS].cause
                assert Trouble.NO_ROOM in troubles(device)
                assert 0 == device.feed.next_batch
                filler.unlink()
                for _ in range(300):
                    town.world.sign_index()
                    await town.pass_time(5 * MINUTE_MS)
                    await asyncio.sleep(0.1)
                    if not device.errands.failing:
                        break

                assert not life.done()
                assert 3 == device.feed.next_batch
                assert {} == device.errands.failing
            await exchange.close()

    asyncio.run(run())


def test_what_its_owner_asks_for_on_a_full_disk_is_refused_before_anything_leaves(small_disk: Path) -> None:
    async def play(town: Town, _: Bench, device: Device, life: asyncio.Task[None]) -> None:
        await town.pass_time(MINUTE_MS)
        town.exchange.requests.clear()
        fill(small_disk)

        with pytest.raises(StoreError):
            await device.consent_and_disclose(CODE, [TODAY])
        with pytest.raises(StoreError):
            await device.erase()

        assert [] == town.exchange.requests
        assert not life.done()

    lived(small_disk, play)


@pytest.mark.parametrize(
    ("errand", "error"),
    [
        (errand, error)
        for errand in (Errand.CLOCK, Errand.NEWS, Errand.COVER, Errand.WRITING)
        for error in (DEFECT, BAD_CARD)
    ],
)
def test_no_errand_ends_another_whatever_it_runs_into(tmp_path: Path, errand: Errand, error: Exception) -> None:
    async def play(town: Town, radio: Bench, device: Device, life: asyncio.Task[None]) -> None:
        broken = {
            Errand.CLOCK: (device, "tick"),
            Errand.NEWS: (device, "update"),
            Errand.COVER: (device, "take_turn"),
            Errand.WRITING: (device.store, "write_down"),
        }[errand]

        def fails(*_: object) -> Any:
            raise error

        whole = getattr(*broken)
        setattr(*broken, fails)
        await town.pass_time(2 * HOUR_MS)
        while errand is Errand.COVER and not device.errands.failing and not life.done():
            await town.pass_time(2 * HOUR_MS)
        assert not life.done()
        assert {errand} == set(device.errands.failing)
        is_room = isinstance(error, OSError)
        assert (Trouble.NO_ROOM if is_room else Trouble.FAILING) in troubles(device)

        setattr(*broken, whole)
        await town.pass_time(2 * HOUR_MS)
        while errand is Errand.COVER and device.errands.failing:
            await town.pass_time(2 * HOUR_MS)

        assert {} == device.errands.failing

    lived(tmp_path, play, cover_per_day=10.0)


def test_a_failure_is_told_once_until_it_changes_or_ends() -> None:
    told: list[tuple[Errand, Failure]] = []
    errands = Errands(lambda errand, failure: told.append((errand, failure)))
    happens: list[Exception | None] = [
        StoreError("full"),
        StoreError("full"),
        StoreInUseError("read"),
        None,
        KeyError(),
    ]

    async def work() -> None:
        if (error := happens.pop(0)) is not None:
            raise error

    async def run() -> list[bool]:
        return [await errands.attempt(Errand.NEWS, work) for _ in range(5)]

    assert [False, False, False, True, False] == asyncio.run(run())
    full, read = Failure(Cause.NO_ROOM, "full"), Failure(Cause.DEFECT, "read")
    assert [full, read, Failure(Cause.DEFECT, "KeyError")] == [failure for _, failure in told]
