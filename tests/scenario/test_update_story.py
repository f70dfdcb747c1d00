"""The exchange says that a newer version exists: an owner who opens no page is told once, and nothing more leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from bluezone.citizen import keep_telling, open_phone
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.config import write_configuration
from bluezone.protocol.signature import Kind, SigningKey
from tests.support.citizen.owners import KEY, prefers
from tests.support.device.living import Town, living
from tests.support.device.published import world_key
from tests.support.device.screens_told import DesktopScreen, a_desktop

OWN, NEWER = "1.2.0", "A newer Bluezone is there: "
Play = Callable[[Town, DesktopScreen], Awaitable[None]]


def with_an_owner(folder: Path, play: Play) -> list[tuple[str, int]]:
    """A phone of version 1.2.0 beside a desktop; what has left it in the end."""

    async def whole() -> list[tuple[str, int]]:
        async with a_desktop(folder) as desktop:
            screen, town = DesktopScreen(desktop), Town(folder)
            device = await town.start(0)
            prefers(device, language="en")
            phone = open_phone(device, token=KEY, screen=screen.notifier)
            phone.version = OWN
            telling = asyncio.ensure_future(keep_telling(phone))
            async with living(device):
                await hours(town, 2)
                await play(town, screen)
                telling.cancel()
                return [(one.what, one.bytes) for one in device.store.departures()]

    return asyncio.run(whole())


async def hours(town: Town, count: int) -> None:
    """Hours, each with its batch. The line to the screen is real: it gets a moment."""
    for _ in range(count):
        await town.pass_time(HOUR_MS)
        town.world.publish_batch()
        await asyncio.sleep(0.05)


async def until(is_so: Callable[[], bool]) -> None:
    """The line to the screen gets as long as it takes."""
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - a screen tells nobody
            await asyncio.sleep(0.02)


def told(screen: DesktopScreen) -> list[str]:
    return [title.removeprefix(NEWER) for title in screen.titles if title.startswith(NEWER)]


def test_an_owner_who_opens_no_page_is_told_of_a_newer_version_once_and_not_nagged(tmp_path: Path) -> None:
    async def play(town: Town, screen: DesktopScreen) -> None:
        town.world.publish_configuration(newest_version="1.3")
        await hours(town, 30)
        await until(lambda: told(screen) == ["1.3"])
        assert 1 == screen.times_rung
        town.world.publish_configuration(hotline="1900 9095")  # another change says the same version once more
        await hours(town, 30)
        assert 1 == screen.times_rung
        town.world.publish_configuration(newest_version="1.4")
        await hours(town, 30)
        await until(lambda: told(screen) == ["1.4"])
        assert 2 == screen.times_rung

    with_an_owner(tmp_path, play)


@pytest.mark.in_turn(of=4)
@pytest.mark.parametrize("version", ["1.2", "1.1.9", "0.9", ""])
def test_the_same_or_an_older_version_is_told_to_nobody(tmp_path: Path, version: str) -> None:
    async def play(town: Town, screen: DesktopScreen) -> None:
        town.world.publish_configuration(newest_version=version)
        await hours(town, 30)
        assert 0 == screen.times_rung

    with_an_owner(tmp_path, play)


@pytest.mark.parametrize(
    ("signer", "versions"),
    [(world_key(Kind.CONFIG), ["9.0"]), (world_key(Kind.CONFIG, 77), []), (world_key(Kind.BATCH), [])],
    ids=["who may", "a stranger", "a key of another kind"],
)
def test_a_version_is_told_only_if_somebody_signed_it_who_may(
    tmp_path: Path, signer: SigningKey, versions: list[str]
) -> None:
    async def play(town: Town, screen: DesktopScreen) -> None:
        world = town.world
        false = msgspec.structs.replace(
            world.configuration, sequence=2, issued_s=world.now_s, newest_version="9.0", share_url="https://a.gov.vn"
        )
        world.listed = [entry for entry in world.listed if entry.kind is not Kind.CONFIG]
        world.publish_file(Kind.CONFIG, 2, write_configuration(false, signer))
        await hours(town, 30)
        await until(lambda: told(screen) == versions)

    with_an_owner(tmp_path, play)


def test_a_phone_that_knows_of_a_newer_version_sends_what_it_would_have_sent_anyway(tmp_path: Path) -> None:
    def of(version: str) -> list[tuple[str, int]]:
        async def play(town: Town, screen: DesktopScreen) -> None:
            town.world.publish_configuration(newest_version=version)
            await hours(town, 30)

        folder = tmp_path / version
        folder.mkdir()
        return with_an_owner(folder, play)

    newer, same = of("1.3"), of("1.2")

    assert newer == same
    assert 24 < len(newer)
