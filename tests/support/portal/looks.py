"""One look at a screen in a real browser: at both widths, in light and dark, with text of twice the size.

A page is loaded once and then turned: the window made wider, the scheme changed. What axe finds in the structure hangs
on the words and the width, so it is asked once a width; in the dark only colours are asked again. In every run that
looks at the portal axe reads every second screen in Vietnamese in the narrow window, light and dark in turn; first
pages, which carry the frame, it reads in all ways. In the wide window others are looked at in turn, every third. At
another commit it is the turn of others (tests/support/turns.py). `scripts/drill breadth` looks at everything and has
axe read it in all ways.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.support.amounts import LANGUAGES_READ, WIDTHS_READ
from tests.support.portal.served_portal import ServedPortal
from tests.support.portal.staff_pages import Visitor
from tests.support.portal.walk import Screen, name_of
from tests.support.turns import LOOKS_A_TURN, ROLES_A_TURN, round_of

NARROW, WIDE, TALL = 390, 1280, 844
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_RUN_AXE = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_UNSEEN_FORMS = """() => [...document.querySelectorAll("main form")]
  .filter(form => !form.closest("details:not([open]), [hidden]") && form.offsetHeight === 0)
  .filter(form => form.querySelector("input:not([type=hidden]), select, textarea, button"))
  .map(form => form.getAttribute("action") || form.id || form.className)"""
_WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, file) => sum + file.encodedBodySize, 0)"""
_SET_SIZE = "size => { document.documentElement.style.fontSize = size }"


@dataclass
class Looks:
    """What was seen so far: complaints by what was looked for, and how heavy each screen is."""

    portal: ServedPortal
    complaints: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bytes: dict[str, int] = field(default_factory=dict)
    language: str = "vi"
    """The one that is being looked at."""

    def at(self, page: Page, screen: Screen, language: str, heard: list[str], *, read: bool = True) -> None:
        """Looks at one screen, in English for what other words could break; axe reads it if it is one to be read."""
        heard.clear()
        answer = shown(page, self.portal, screen)
        self.language = language
        self._note("another page", screen, elsewhere(page.url, screen))
        self._note("status", screen, [] if answer.status == screen.status else [str(answer.status)])
        self._note("console", screen, [text for text in heard if f"status of {screen.status}" not in text])
        self.bytes[f"{language} {screen}"] = page.evaluate(_WEIGHT)
        self._turn(page, screen, read=read and (language == "vi" or LANGUAGES_READ > 1 or screen.path == "/"))

    @property
    def _place(self) -> int:
        """Of the screen in the row of those that are looked at in other ways by turns."""
        return len(self.bytes) + round_of(3 * LOOKS_A_TURN * ROLES_A_TURN)

    def _turn(self, page: Page, screen: Screen, *, read: bool) -> None:
        is_wide_in_turn = WIDTHS_READ > 1 or screen.path == "/" or self._place % 3 == 0
        for width in (NARROW, WIDE) if is_wide_in_turn else (NARROW,):
            page.set_viewport_size({"width": width, "height": TALL})
            self._note(f"overflow at {width}", screen, _overflows(page))
            self._note("forms that nobody sees", screen, page.evaluate(_UNSEEN_FORMS))
            if read:
                self._read(page, screen, width)
        page.set_viewport_size({"width": NARROW, "height": TALL})
        page.evaluate(_SET_SIZE, "200%")
        self._note("overflow of text of twice the size", screen, _overflows(page))

    def _read(self, page: Page, screen: Screen, width: int) -> None:
        is_whole = WIDTHS_READ > 1 or screen.path == "/"
        if width != NARROW and not (self.language == "vi" and is_whole):
            return
        in_turn = None if self.language != "vi" or is_whole else self._place % 4
        if in_turn in {1, 3}:
            return
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        is_dark_in_turn = in_turn == 2
        if not is_dark_in_turn:
            self._note(f"axe at {width}, light", screen, page.evaluate(_RUN_AXE, _EVERYTHING))
        if self.language == "vi" and (is_whole or is_dark_in_turn):
            page.emulate_media(color_scheme="dark")
            rules = _EVERYTHING if is_dark_in_turn else _COLOURS
            self._note(f"axe at {width}, dark", screen, page.evaluate(_RUN_AXE, rules))
            page.emulate_media(color_scheme="light")

    def _note(self, what: str, screen: Screen, found: list[str]) -> None:
        self.complaints[what] += [f"{screen} in {self.language}: {complaint}" for complaint in found]


def carried(browser: Browser, portal: ServedPortal, visitor: Visitor, language: str, **options: Any) -> BrowserContext:
    """A browser in which this visitor is signed in."""
    context = browser.new_context(reduced_motion="reduce", color_scheme="light", **options)
    context.add_cookies(visitor.cookies)
    context.add_cookies([{"name": "language", "value": language, "url": portal.origin}])
    return context


def shown(page: Page, portal: ServedPortal, screen: Screen) -> Response:
    """Brings the screen up."""
    answer = page.goto(portal.origin + screen.path)
    if screen.press:
        assert name_of(urlsplit(page.url).path) == name_of(screen.path), f"{screen} is {page.url}"
        page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true })")
        for name, value in screen.fields:
            page.fill(f"[name={name}]", value)
        with page.expect_navigation() as arrived:
            page.locator(screen.press).first.click()
        answer = arrived.value
    assert answer is not None
    return answer


def elsewhere(address: str, screen: Screen) -> list[str]:
    """Where one came to instead of the screen, such as the question who one is. What answers a form may be anything."""
    arrived = urlsplit(address).path
    return [] if screen.press or name_of(arrived) == (screen.name or name_of(screen.path)) else [arrived]


def heard_on(page: Page, portal: ServedPortal) -> list[str]:
    """Errors of the console, and requests to anybody but the portal, as they come."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda one: heard.append(one.url) if not one.url.startswith(portal.origin + "/") else None)
    return heard


def _overflows(page: Page) -> list[str]:
    beyond = page.evaluate(_OVERFLOW)
    return [f"{beyond} px to the side"] if beyond > 0 else []
