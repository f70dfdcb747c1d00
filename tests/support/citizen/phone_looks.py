"""One look at a screen of a phone in a real browser: loaded once, then turned dark, made tall, its text made twice as
large.

What axe finds in words and structure is the same in the dark, so only colours are asked again; at twice the size, only
what hangs on the layout. In every run that looks at phones axe reads each Vietnamese screen where it is narrow once:
every second as it stands, light and dark in turn, the others at twice the size, at another commit the other way
(tests/support/turns.py); the first page of each phone it reads in both languages, both windows, light and dark.
`scripts/drill breadth` has it read everything in all ways. It is asked in a window so tall that nothing lies beneath
the bar at the bottom, where it cannot judge colours and calls hard to touch what one can scroll to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal

from playwright.async_api import Page

from tests.support.amounts import WIDTHS_IN_THE_DARK
from tests.support.citizen.browsing import show
from tests.support.citizen.screens import View
from tests.support.citizen.showcase import Showcase
from tests.support.turns import LOOKS_A_TURN, PHONE_SCREENS_A_TURN, round_of

NARROW, WIDE, HIGH = 390, 1280, 844
ROOM = 400
"""Beneath the end of a page, for the bar at the bottom."""
NARROWEST = 320
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_LAYOUT = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
_RUN = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
_TWICE = "document.documentElement.style.fontSize = '200%'"
_CUT_OR_TORN = """() => {
  const found = [...document.querySelectorAll("main, main *")].filter(part =>
    getComputedStyle(part).overflowX === "hidden" && part.clientWidth > 1 && part.scrollWidth > part.clientWidth + 1
  ).map(part => `cut off: ${part.className}`);
  const words = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), range = new Range();
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const at = node.data.indexOf("Bluezone");
    if (at < 0) continue;
    range.setStart(node, at);
    range.setEnd(node, at + 8);
    const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
    if (tops.size > 1) found.push(`torn: ${node.data.trim()}`);
  }
  return found;
}"""
"""Nothing is hidden by a box that hides what sticks out, and no line ends in the middle of our own name."""
_UNEVEN = """() => [...document.querySelectorAll("main .pair")].filter(pair => {
  const boxes = [...pair.querySelectorAll(".button")].map(one => one.getBoundingClientRect());
  return boxes.some(one => one.top === boxes[0].top && one.height !== boxes[0].height);
}).map(pair => `uneven: ${pair.innerText}`)"""
"""Two buttons beside each other are of one height, whatever their words take."""


@dataclass
class Looks:
    """What was seen so far: complaints by what was looked for, in which language and at which width."""

    complaints: dict[tuple[str, str, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    seen: int = 0

    def of(self, what: str, language: str, *widths: int) -> list[str]:
        """Fails for what nobody looked for."""
        assert {(what, language, width) for width in widths} <= set(self.complaints)
        return [complaint for width in widths for complaint in self.complaints[what, language, width]]

    async def at(self, page: Page, shown: Showcase, phone: str, view: View, heard: list[str], *, scheme: str) -> None:
        """Looks at one screen in every way. It comes up in this scheme, in the page's width, and the page is left
        for the next as it was."""
        assert page.viewport_size is not None
        width, language = page.viewport_size["width"], phone.rpartition("-")[2]
        heard.clear()
        self._note("clean", language, width, view, await _clean(page, shown, phone, view, heard=heard, scheme=scheme))
        is_whole = WIDTHS_IN_THE_DARK > 1 or view.path == "/"
        as_it_stands = language == "vi" and width == NARROW and self._place % 2 == 0  # the others at twice the size
        if is_whole or as_it_stands:
            await make_tall(page)
            schemes = SCHEMES if is_whole else (SCHEMES[self._place // 2 % 2],)
            self._note("axe", language, width, view, await objections(page, *schemes))
        if width == NARROW:
            await self._twice_the_size(page, language, view)
        await page.set_viewport_size({"width": width, "height": HIGH})
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        self.seen += 1

    @property
    def _place(self) -> int:
        """Of the screen in the row of those that axe reads in turn."""
        return self.seen + round_of(LOOKS_A_TURN * PHONE_SCREENS_A_TURN)

    async def _twice_the_size(self, page: Page, language: str, view: View) -> None:
        """What axe says of it hangs on the layout, hardly on the words: it is asked in Vietnamese, of the first page of
        each phone and in turn of every second other; in the drill of all."""
        await page.evaluate(_TWICE)
        for width in (NARROW, NARROWEST):
            await page.set_viewport_size({"width": width, "height": HIGH})
            found = ["scrolls sideways"] if await page.evaluate(_OVERFLOW) > 0 else []
            self._note("twice the size", language, width, view, found + await page.evaluate(_CUT_OR_TORN))
        if language == "vi" and (WIDTHS_IN_THE_DARK > 1 or view.path == "/" or self._place % 2 == 1):
            await page.set_viewport_size({"width": NARROW, "height": HIGH})
            await make_tall(page)
            await _have_axe(page)
            self._note("axe at twice the size", language, NARROW, view, await page.evaluate(_RUN, _LAYOUT))

    def _note(self, what: str, language: str, width: int, view: View, found: list[str]) -> None:
        self.complaints[what, language, width] += [f"{view}: {complaint}" for complaint in found]


async def bring_axe(page: Page) -> None:
    """Whatever comes up in this page has axe in it, compiled once and not at each screen."""
    await page.add_init_script(AXE)


async def make_tall(page: Page) -> None:
    """As tall as the page is, and no taller: every frame of it is drawn."""
    assert page.viewport_size is not None
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": page.viewport_size["width"], "height": height + ROOM})


async def objections(page: Page, *schemes: Scheme) -> list[str]:
    """What axe says of a page as it stands, everything in the first of these schemes and colours in the other; in both,
    if none is named. Leaves it light."""
    await _have_axe(page)
    found: list[str] = []
    for at, scheme in enumerate(schemes or SCHEMES):
        await page.emulate_media(color_scheme=scheme)
        said = await page.evaluate(_RUN, _COLOURS if at else _EVERYTHING)
        found += said if scheme == "light" else [f"in the dark: {one}" for one in said]
    await page.emulate_media(color_scheme="light")
    return found


async def _have_axe(page: Page) -> None:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)


async def _clean(page: Page, shown: Showcase, phone: str, view: View, *, heard: list[str], scheme: str) -> list[str]:
    answer = await show(page, shown, phone, view)
    found = [f"console or foreign: {text}" for text in heard if "404" not in text or view.path != "/nowhere"]
    if answer is None or answer.status != view.status:
        found.append(f"status {answer and answer.status}")
    if (spoken := await page.evaluate("document.documentElement.lang")) != phone[-2:] and view.path != "/offline":
        found.append(f"speaks {spoken}")
    for colours in ("dark", "light") if scheme == "light" else ("light", "dark"):
        await page.emulate_media(color_scheme=colours)
        if await page.evaluate(_OVERFLOW) > 0:
            found.append(f"scrolls sideways, {colours}")
    found += await page.evaluate(_UNEVEN)
    if await page.evaluate("window.shifts") > 0:
        found.append("shifts")
    return found
