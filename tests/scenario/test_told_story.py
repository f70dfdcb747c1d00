"""The owner never opens a page, and is told: from the confirmed person's consent to the notice on a screen, a desktop's
or an Android phone's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bluezone.citizen import keep_telling, open_phone
from bluezone.device.core.disclosing import Stage
from bluezone.device.runtime import Device
from bluezone.joining.device.platform import platform_of
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from tests.support.citizen.owners import KEY, is_warned, prefers
from tests.support.device.living import Town, living
from tests.support.device.phones import TODAY
from tests.support.device.screens_told import AndroidScreen, DesktopScreen, a_desktop, an_android_screen
from tests.support.radio.android import NO_JAVA

pytestmark = pytest.mark.in_turn(of=3)
needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)
Screen = DesktopScreen | AndroidScreen
CODE = short_code(b"0123456789abcdef")
NEAR_FOR_40_MINUTES = ((5 * MINUTE_MS, 45 * MINUTE_MS, 0, 1, 1.0), (10 * MINUTE_MS, 12 * MINUTE_MS, 0, 2, 1.0))


@pytest.mark.every_run
def test_who_never_opens_a_page_is_told_by_the_screen_and_who_passed_by_is_not(tmp_path: Path) -> None:
    async def whole() -> None:
        async with a_desktop(tmp_path) as near, a_desktop(tmp_path / "passing") as passing:
            await the_story(Town(tmp_path, NEAR_FOR_40_MINUTES), DesktopScreen(near), DesktopScreen(passing))

    (tmp_path / "passing").mkdir()
    asyncio.run(whole())


@needs_java
def test_who_never_opens_a_page_is_told_by_their_android_phone_and_who_passed_by_is_not(tmp_path: Path) -> None:
    async def whole() -> None:
        async with an_android_screen() as near, an_android_screen() as passing:
            await the_story(Town(tmp_path, NEAR_FOR_40_MINUTES), near, passing)

            (notice,) = near.standing
            assert ("news", "told-urgent", "PagesActivity") == (notice.name, notice.channel, notice.opens)

    asyncio.run(whole())


async def the_story(town: Town, near: Screen, passing: Screen) -> None:
    ill, *others = [await town.start(phone) for phone in range(3)]
    telling = []
    for device, screen in zip(others, (near, passing), strict=True):
        prefers(device, language="vi")
        phone = open_phone(device, token=KEY, screen=screen.notifier)
        telling.append(asyncio.ensure_future(keep_telling(phone)))
    async with living(ill, *others):
        await town.pass_time(HOUR_MS)
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        draft = await town.disclosed(ill, CODE, [TODAY])
        assert Stage.DONE is draft.stage

        waited_h = await until_told(town, others[0], near)

        assert ["Có tin dành cho bạn"] == near.titles
        assert waited_h <= 26 + 2.5  # the day of the meeting must be over, and two hours more
        await town.pass_time(HOUR_MS)
        assert 1 == near.times_rung
        assert [] == passing.titles
        for one in telling:
            one.cancel()


@needs_java
@pytest.mark.parametrize(("language", "title"), [("vi", "Bluetooth đang tắt"), ("en", "Bluetooth is off")])
def test_who_has_switched_bluetooth_off_is_told_by_their_android_phone_once(
    tmp_path: Path, language: str, title: str
) -> None:
    """Both through one pipe: that there is no Bluetooth, and the notice of it."""

    async def whole() -> None:
        async with an_android_screen() as screen:
            town = Town(tmp_path)
            device = await town.start(0, radio=screen.radio)
            prefers(device, language=language)
            phone = open_phone(device, token=KEY, platform=platform_of(screen.radio), screen=screen.notifier)
            telling = asyncio.ensure_future(keep_telling(phone))
            async with living(device):
                await pass_minutes(town, 2)
                screen.owner("off")
                await pass_minutes(town, 13)
                assert [] == screen.titles
                await until_stands(town, screen, title)
                await pass_minutes(town, 60)
                assert [title] == screen.titles
                assert 1 == screen.times_rung
                screen.owner("on")
                await until_stands(town, screen)
                telling.cancel()

    asyncio.run(whole())


@needs_java
def test_who_forbade_notices_is_told_of_a_warning_as_soon_as_they_are_allowed(tmp_path: Path) -> None:
    async def whole() -> None:
        async with an_android_screen() as screen:
            town = Town(tmp_path)
            device = await town.start(0, radio=screen.radio)
            prefers(device, language="vi")
            telling = asyncio.ensure_future(keep_telling(open_phone(device, token=KEY, screen=screen.notifier)))
            async with living(device):
                screen.owner("withhold notices")
                is_warned(device)
                await pass_minutes(town, 10)
                assert [] == screen.titles
                screen.owner("give notices")
                await until_stands(town, screen, "Có tin dành cho bạn")
                await pass_minutes(town, 10)
                assert 1 == screen.times_rung
                telling.cancel()

    asyncio.run(whole())


async def pass_minutes(town: Town, minutes: int) -> None:
    """Simulated minutes, in each of which the pipe, which is real, gets a moment."""
    for _ in range(minutes):
        await town.pass_time(MINUTE_MS)
        await asyncio.sleep(0.02)


async def until_stands(town: Town, screen: AndroidScreen, *titles: str) -> None:
    """Simulated minutes until nothing but these stands on the screen: the application is a process of its own, and how
    many of them pass until it answers hangs on the machine."""
    for _ in range(500):
        await pass_minutes(town, 1)
        if list(titles) == screen.titles:
            return
    pytest.fail(f"the screen shows {screen.titles}, not {titles}")


async def until_told(town: Town, device: Device, screen: Screen) -> int:
    """Hours, each with its batch, until something stands on the screen. The line to it is real, and so may be a process
    behind it: once there is something to tell they get more than a moment before the next hour passes."""
    for hour in range(1, 40):
        await town.pass_time(HOUR_MS)
        town.world.publish_batch()
        for _ in range(100 if device.store.judged.warnings() else 1):
            await asyncio.sleep(0.05)
            if screen.titles:
                return hour
    return 40
