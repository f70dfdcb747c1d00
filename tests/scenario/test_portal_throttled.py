"""The screens of the portal on a line of 100 kbit/s and 400 ms, as a commune has it on a bad day.

The scripts never arrive here at all: what a page is for must be readable and usable without them. How long each screen
takes is printed, the slowest first (`-s`); `docs/performance.md` keeps the figures, no assertion does.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Error, Page, Route, async_playwright
from playwright.sync_api import sync_playwright

from tests.support.citizen.showcase import CHROMIUM
from tests.support.portal.looks import elsewhere
from tests.support.portal.people import NOTES, confirmed, every_screen, sign_everybody_in
from tests.support.portal.served_portal import ServedPortal, demo_portal
from tests.support.portal.staff_pages import Visitor
from tests.support.portal.walk import Screen, of_every_shape
from tests.support.scenario.towns import a_town

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.breadth,
]
BYTES_A_SECOND, LATENCY_MS = 100_000 / 8, 400
LINE = {
    "offline": False,
    "latency": LATENCY_MS,
    "downloadThroughput": BYTES_A_SECOND,
    "uploadThroughput": BYTES_A_SECOND,
}
AT_ONCE = 8
PATIENCE_MS = 60_000
_USABLE = """() => {
  const seen = part => part.getClientRects().length > 0 && getComputedStyle(part).visibility === "visible";
  const main = document.querySelector("main");
  const wrong = [];
  if (!seen(main.querySelector("h1"))) wrong.push("no heading is seen");
  if (main.innerText.trim().length < 10) wrong.push("there is nothing to read");
  if (getComputedStyle(document.body).fontFamily.indexOf("serif") === 0) wrong.push("it has no style");
  for (const form of main.querySelectorAll("form")) {
    const ways = [...form.querySelectorAll("button, input[type=submit]")];
    const waiting = ways.length && ways.every(way => way.hidden || way.type === "button");
    if (ways.some(way => seen(way) && way.disabled)) wrong.push(`disabled: ${form.action}`);
    if (waiting && !form.querySelector("[data-needs-script]") && seen(form)) wrong.push(`waits: ${form.action}`);
  }
  return wrong;
}"""


@dataclass(frozen=True)
class Visit:
    """One first visit over the slow line."""

    screen: Screen
    readable_s: float
    complaints: tuple[str, ...]


@dataclass(frozen=True)
class Prepared:
    portal: ServedPortal
    visitors: dict[str, Visitor]
    screens: list[Screen]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("slow")
    data = demo_portal(folder / "portal")
    with a_town(folder, data) as town, town.portal(data) as portal:
        for note in NOTES:
            town.phone_sends(note)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=str(CHROMIUM))
            visitors = sign_everybody_in(portal, browser)
            browser.close()
        every = every_screen(portal, visitors)
        screens = [screen for screen in every if not (screen.press or screen.is_file) and screen.status == 200]
        yield Prepared(portal, visitors, of_every_shape(screens, most=1))
        for visitor in visitors.values():
            visitor.close()


@pytest.fixture(scope="module")
def visits(prepared) -> list[Visit]:
    async def play() -> list[Visit]:
        turn = asyncio.Semaphore(AT_ONCE)
        async with async_playwright() as running:
            browser = await running.chromium.launch(executable_path=str(CHROMIUM))
            found = await asyncio.gather(*(visit(prepared, browser, screen, turn) for screen in prepared.screens))
            await browser.close()
        return sorted(found, key=lambda one: -one.readable_s)

    return asyncio.run(play())


async def visit(prepared: Prepared, browser: Browser, screen: Screen, turn: asyncio.Semaphore) -> Visit:
    async with turn:
        context = await browser.new_context(viewport={"width": 390, "height": 844})
        await context.add_cookies(confirmed(prepared.visitors, screen).cookies)
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("Network.enable")
        await session.send("Network.emulateNetworkConditions", LINE)
        began = time.monotonic()
        async with without_scripts(page):
            await page.goto(prepared.portal.origin + screen.path, wait_until="commit", timeout=PATIENCE_MS)
            await page.locator("main h1").wait_for(timeout=PATIENCE_MS)
            await page.locator("main").evaluate("main => main.innerText")
            readable = time.monotonic() - began
            complaints = elsewhere(page.url, screen) + await page.evaluate(_USABLE)
        await context.close()
        return Visit(screen, readable, tuple(complaints))


@contextlib.asynccontextmanager
async def without_scripts(page: Page) -> AsyncIterator[None]:
    """Scripts are asked for and do not come as long as the block lasts."""
    ended = asyncio.Event()

    async def hold(route: Route) -> None:
        await ended.wait()
        with contextlib.suppress(Error):
            await route.abort()

    await page.route("**/*.js", hold)
    try:
        yield
    finally:
        ended.set()
        await asyncio.sleep(0.05)


def test_every_screen_is_read_and_used_before_any_script_has_come(visits):
    sys.stdout.writelines(f"\n{visit.readable_s:6.1f} s  {visit.screen}" for visit in visits)

    assert {} == {str(visit.screen): visit.complaints for visit in visits if visit.complaints}
    assert len(visits) > 30


def test_the_line_was_really_slow(visits):
    """Four round trips at least and some tens of kilobytes: nothing was quicker than the line allows."""
    assert min(visit.readable_s for visit in visits) > 2 * LATENCY_MS / 1000


def test_a_link_is_followed_and_a_search_is_sent_without_any_script(prepared):
    async def play() -> tuple[str, str]:
        async with async_playwright() as running:
            browser = await running.chromium.launch(executable_path=str(CHROMIUM))
            context = await browser.new_context(viewport={"width": 390, "height": 844})
            await context.add_cookies(prepared.visitors["lan"].cookies)
            page = await context.new_page()
            async with without_scripts(page):
                await page.goto(f"{prepared.portal.origin}/", wait_until="commit")
                await page.locator("a[href='/menu']").click(no_wait_after=True)
                await page.locator("main a[href='/places']").click(no_wait_after=True)
                await page.locator("#q").wait_for(timeout=PATIENCE_MS)
                await page.fill("#q", "tân trào")
                await page.keyboard.press("Enter")
                await page.get_by_text("Tân Trào").first.wait_for(timeout=PATIENCE_MS)
                told = page.url, await page.locator("main").inner_text()
            await browser.close()
            return told

    url, text = asyncio.run(play())

    assert "q=" in url
    assert "Xã Tân Trào" in text


def test_the_check_would_complain(prepared):
    async def play() -> list[str]:
        async with async_playwright() as running:
            browser = await running.chromium.launch(executable_path=str(CHROMIUM))
            page = await browser.new_page()
            await page.set_content(
                "<main><h1 hidden>x</h1><form><button disabled>x</button></form>"
                "<form><button type=button>y</button></form></main>"
            )
            found = await page.evaluate(_USABLE)
            await browser.close()
            return list(found)

    assert 4 == len(asyncio.run(play()))
