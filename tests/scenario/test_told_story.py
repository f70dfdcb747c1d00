"""The owner never opens a page, and is told: from the confirmed person's consent to the notice on a screen."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bluezone.citizen import keep_telling, open_phone
from bluezone.device.core.disclosing import Stage
from bluezone.device.notifying.desktop import DesktopNotifier
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from tests.support.citizen.owners import KEY, prefers
from tests.support.device.living import Town, living
from tests.support.device.phones import TODAY
from tests.support.device.screens_told import Desktop, a_desktop

CODE = short_code(b"0123456789abcdef")
NEAR_FOR_40_MINUTES = ((5 * MINUTE_MS, 45 * MINUTE_MS, 0, 1, 1.0), (10 * MINUTE_MS, 12 * MINUTE_MS, 0, 2, 1.0))


def test_who_never_opens_a_page_is_told_by_the_screen_and_who_passed_by_is_not(tmp_path: Path) -> None:
    async def whole() -> None:
        async with a_desktop(tmp_path) as near, a_desktop(tmp_path / "passing") as passing:
            await the_story(Town(tmp_path, NEAR_FOR_40_MINUTES), near, passing)

    (tmp_path / "passing").mkdir()
    asyncio.run(whole())


async def the_story(town: Town, near: Desktop, passing: Desktop) -> None:
    ill, *others = [await town.start(phone) for phone in range(3)]
    telling = []
    for device, desktop in zip(others, (near, passing), strict=True):
        prefers(device, language="vi")
        phone = open_phone(device, token=KEY, desktop=DesktopNotifier(desktop.address))
        telling.append(asyncio.ensure_future(keep_telling(phone)))
    async with living(ill, *others):
        await town.pass_time(HOUR_MS)
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        draft = await town.disclosed(ill, CODE, [TODAY])
        assert Stage.DONE is draft.stage

        waited_h = await until_told(town, near)

        assert ["Có tin dành cho bạn"] == near.titles
        assert waited_h <= 26 + 2.5  # the day of the meeting must be over, and two hours more
        assert [] == passing.titles
        for one in telling:
            one.cancel()


async def until_told(town: Town, desktop: Desktop) -> int:
    """Hours, each with its batch, until something stands on the screen. The line to it is real: it gets a moment."""
    for hour in range(1, 40):
        await town.pass_time(HOUR_MS)
        town.world.publish_batch()
        await asyncio.sleep(0.05)
        if desktop.standing:
            return hour
    return 40
