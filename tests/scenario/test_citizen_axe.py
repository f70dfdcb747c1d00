"""What axe says of every screen in every state (WCAG 2.2 AA): both languages, light and dark, both widths.

The windows are so tall that nothing lies beneath the bar at the bottom, where axe cannot judge colours. Each screen is
brought up once and then turned dark: what axe finds in words and structure is the same there, so only colours are asked
again.
"""

from __future__ import annotations

import asyncio
from importlib.resources import files

import pytest
from playwright.async_api import Page

from tests.support.citizen.browsing import a_browser, a_page, show
from tests.support.citizen.screens import View, views_of
from tests.support.citizen.showcase import CHROMIUM

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(900),
    pytest.mark.slow,
]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_RUN = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
_PALE_IN_THE_DARK = """() => {
  const sheet = document.styleSheets[0];
  sheet.insertRule("@media (prefers-color-scheme: dark) { h1.bar__title { color: #333 } }", sheet.cssRules.length);
}"""
TALL = 6_000
"""Higher than any page: what lies under the bar at the bottom counts as hard to touch, though one can scroll."""


async def objections(page: Page, view: object) -> list[str]:
    """In light, then in the dark."""
    await page.evaluate(AXE)
    light = await page.evaluate(_RUN, _EVERYTHING)
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(_RUN, _COLOURS)
    await page.emulate_media(color_scheme="light")
    return [f"{view}: {found}" for found in light] + [f"{view} in the dark: {found}" for found in dark]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_objects_to_nothing(tmp_path, language, width):
    async def play():
        complaints = []
        async with a_browser(tmp_path) as (browser, shown):
            page = await a_page(browser, [], width=width, height=TALL, color_scheme="light")
            for phone, view in views_of(language):
                await show(page, shown, phone, view)
                complaints += await objections(page, view)
        return complaints

    assert [] == asyncio.run(play())


def test_axe_objects_to_nothing_at_twice_the_size(tmp_path):
    async def play():
        complaints = []
        async with a_browser(tmp_path) as (browser, shown):
            page = await a_page(browser, [], height=2 * TALL, color_scheme="light")
            for phone, view in views_of("vi"):
                await show(page, shown, phone, view)
                await page.evaluate("document.documentElement.style.fontSize = '200%'")
                complaints += await objections(page, view)
        return complaints

    assert [] == asyncio.run(play())


def test_axe_objects_to_nothing_while_the_engine_is_silent_or_the_door_is_shut(tmp_path):
    async def play():
        complaints = []
        async with a_browser(tmp_path) as (browser, shown):
            page = await a_page(browser, [], height=TALL, color_scheme="light")
            for path in ("/", "/mark", "/around"):
                await page.goto(shown.address("busy-vi", path))
                await page.evaluate("document.documentElement.classList.add('is-cut-off')")
                complaints += await objections(page, f"{path} cut off")
            await page.context.clear_cookies()
            for path in ("/", "/p/nobody/", "/p/busy-vi/"):  # the demo's list, no such phone, no key
                await page.goto(f"http://127.0.0.1:{shown.port}{path}")
                complaints += await objections(page, path)
        return complaints

    assert [] == asyncio.run(play())


def test_axe_would_object(tmp_path):
    """The check itself can fail: a field without a name is found, and words that pale only in the dark."""

    async def play():
        async with a_browser(tmp_path) as (browser, shown):
            page = await a_page(browser, [])
            await show(page, shown, "busy-en", View("busy", "/code"))
            await page.evaluate("document.querySelector('label[for=code]').remove()")
            await page.evaluate(_PALE_IN_THE_DARK)
            return await objections(page, "/code")

    found = asyncio.run(play())
    assert any("label" in objection for objection in found)
    assert any("in the dark: color-contrast" in objection for objection in found)
