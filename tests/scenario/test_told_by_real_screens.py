"""Notices on real screens: Debian's dunst on an X server in memory, told by us and by a whole Chromium.

What is said to it is held in every run by tests/device/notifying, against a bus that answers as dunst does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from bluezone.citizen import open_phone, pages_of, serve
from bluezone.citizen.telling import tell_what_is_due
from bluezone.device.notifying import Notice
from bluezone.device.notifying.desktop import DesktopNotifier
from tests.support.citizen.owners import KEY, PAGES, a_phone, is_warned, prefers
from tests.support.citizen.showcase import until_answers
from tests.support.device.real_desktop import MISSING, RealDesktop, a_real_desktop
from tests.support.ports import free_port

pytestmark = [
    pytest.mark.breadth,
    pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}"),
    pytest.mark.timeout(600),
]
CHROMIUM_WITH_WINDOWS = Path("/usr/bin/chromium")
NEWS = Notice("news", "Có tin dành cho bạn", "Hãy mở Bluezone <b>một mình</b> & đọc.", urgent=True)
OFF = Notice("bluetooth-off", "Bluetooth đang tắt", "")
PATIENCE_S = 120


def test_a_real_daemon_shows_each_notice_once_and_takes_it_back(tmp_path: Path) -> None:
    async def play(desktop: RealDesktop) -> None:
        notifier = DesktopNotifier(desktop.bus)
        await until(notifier.is_there)
        assert await notifier.tell(NEWS)
        assert await notifier.tell(OFF)
        assert await notifier.tell(NEWS)
        assert 2 == await desktop.displayed()
        await notifier.take_back("news")
        assert 1 == await desktop.displayed()
        await notifier.close()

    with a_real_desktop(tmp_path) as desktop:
        asyncio.run(play(desktop))


@pytest.mark.skipif(not CHROMIUM_WITH_WINDOWS.exists(), reason="there is no chromium with windows on this machine")
def test_a_real_browser_tells_of_a_warning_while_its_page_is_hidden(tmp_path: Path) -> None:
    async def play(desktop: RealDesktop) -> None:
        screen = DesktopNotifier(desktop.bus)
        await until(screen.is_there)
        await screen.close()
        async with warned_pages(tmp_path) as address, async_playwright() as playing:
            browser = await playing.chromium.launch(
                executable_path=str(CHROMIUM_WITH_WINDOWS), headless=False, env=desktop.environment
            )
            context = await browser.new_context()
            await context.grant_permissions(["notifications"], origin="http://" + address.split("/")[2])
            page = await context.new_page()
            await page.add_init_script('Object.defineProperty(document, "hidden", {get: () => true})')
            await page.goto(address)

            async def is_told() -> bool:
                return await desktop.displayed() > 0

            await until(is_told)
            await browser.close()

    with a_real_desktop(tmp_path) as desktop:
        asyncio.run(play(desktop))


@contextlib.asynccontextmanager
async def warned_pages(folder: Path) -> AsyncIterator[str]:
    """The pages of a phone whose owner has been warned and has not looked: their address, with its key."""
    device = await a_phone(folder)
    prefers(device)
    is_warned(device)
    phone, port = open_phone(device, token=KEY), free_port()
    await tell_what_is_due(phone)
    serving = asyncio.create_task(serve(pages_of(phone), port))
    try:
        await until_answers(port)
        yield f"http://127.0.0.1:{port}{PAGES}/?key={KEY}"
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await device.close()


async def until(comes_true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await comes_true():  # noqa: ASYNC110 - another process's screen has no event of ours
            await asyncio.sleep(0.2)
