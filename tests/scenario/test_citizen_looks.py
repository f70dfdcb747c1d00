"""In every fourth run screens of a phone in every state, in a real browser, in Vietnamese where it is narrow, light and
dark: the first of each phone and each fifth of the others, at another commit the next; in the wide window each fifth of
the first ones, in English the same where it is narrow, and in `scripts/drill breadth` all in both widths.

Each is brought up once a language and width, and tests/support/citizen/phone_looks.py looks at it in every way: no
horizontal scroll, no console error, no layout shift, no request to anybody else, nothing that axe objects to (WCAG 2.2
AA), and text of twice the size. What else pages do in a browser stands in test_citizen_in_a_browser.py.
"""

from __future__ import annotations

import pytest

from tests.support.amounts import PHONE_SCREENS_IN_TURN, WIDTHS_IN_ENGLISH
from tests.support.citizen.browsing import a_browser, a_page, played, show
from tests.support.citizen.phone_looks import HIGH, NARROW, NARROWEST, WIDE, Looks, bring_axe, make_tall, objections
from tests.support.citizen.screens import VIEWS, View, views_of
from tests.support.citizen.showcase import CHROMIUM
from tests.support.turns import PHONE_SCREENS_A_TURN, in_turn

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(900),
    pytest.mark.slow,
    pytest.mark.in_turn(of=4, family="looks"),
]
LANGUAGES = ("vi", "en")
COMES_UP = {NARROW: "dark", WIDE: "light"}
"""The narrow screens come up in the dark and are turned light, the wide ones the other way."""


def widths_of(language: str) -> dict[int, str]:
    """English is looked at where it is narrow, in the drill in both windows."""
    return COMES_UP if language == "vi" or WIDTHS_IN_ENGLISH else {NARROW: COMES_UP[NARROW]}


def looked_at_in(language: str, width: int) -> list[tuple[str, View]]:
    """Which phone, and which of its screens: where it is narrow in Vietnamese the first pages, and others whose turn it
    is; else first pages whose turn it is; in the drill all."""
    every, is_narrow = list(views_of(language)), (language, width) == ("vi", NARROW)
    if WIDTHS_IN_ENGLISH:
        return every
    table = [one for one in every if (one[1].path == "/") != is_narrow]
    chosen = in_turn(table, asked=PHONE_SCREENS_IN_TURN, of=PHONE_SCREENS_A_TURN)
    return [one for one in every if one in chosen or (is_narrow and one[1].path == "/")]


_PALE_IN_THE_DARK = """() => {
  const sheet = document.styleSheets[0];
  sheet.insertRule("@media (prefers-color-scheme: dark) { h1.bar__title { color: #333 } }", sheet.cssRules.length);
}"""


@pytest.fixture(scope="module")
def looks(tmp_path_factory) -> Looks:
    """Everything is looked at once; each test asks for one kind of complaint."""

    async def play() -> Looks:
        looks = Looks()
        async with a_browser(tmp_path_factory.mktemp("looks")) as (browser, shown):
            for language in LANGUAGES:
                for width, scheme in widths_of(language).items():
                    heard: list[str] = []
                    page = await a_page(browser, heard, width=width, height=HIGH, color_scheme=scheme)
                    await bring_axe(page)
                    for phone, view in looked_at_in(language, width):
                        await looks.at(page, shown, phone, view, heard, scheme=scheme)
                    await page.context.close()
        return looks

    return played(play())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_clean(looks, language):
    assert [] == looks.of("clean", language, *widths_of(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_twice_the_size_stays_readable(looks, language):
    assert [] == looks.of("twice the size", language, NARROW, NARROWEST)


@pytest.mark.parametrize(("language", "width"), [(one, width) for one in LANGUAGES for width in widths_of(one)])
def test_axe_objects_to_nothing(looks, language, width):
    assert [] == looks.of("axe", language, width)


def test_axe_objects_to_nothing_at_twice_the_size(looks):
    assert [] == looks.of("axe at twice the size", "vi", NARROW)


def test_every_view_was_looked_at_in_every_language_and_width(looks):
    every = [(language, width) for language in LANGUAGES for width in widths_of(language)]

    assert looks.seen == sum(len(looked_at_in(language, width)) for language, width in every)
    assert len(looked_at_in("vi", NARROW)) > len(VIEWS) * PHONE_SCREENS_IN_TURN // PHONE_SCREENS_A_TURN


def test_axe_objects_to_nothing_while_the_engine_is_silent_or_the_door_is_shut(tmp_path):
    async def play():
        complaints = []
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [], height=HIGH, color_scheme="light")
            for path in ("/", "/mark", "/around"):
                await page.goto(shown.address("busy-vi", path))
                await page.evaluate("document.documentElement.classList.add('is-cut-off')")
                await make_tall(page)
                complaints += await objections(page)
            await page.context.clear_cookies()
            for path in ("/", "/p/nobody/", "/p/busy-vi/"):  # the demo's list, no such phone, no key
                await page.goto(f"http://127.0.0.1:{shown.port}{path}")
                await make_tall(page)
                complaints += await objections(page)
        return complaints

    assert [] == played(play())


def test_the_looks_would_see(tmp_path):
    """Their eyes are open: a page that sticks out, is torn, calls abroad and shows a field without a name is complained
    of in every way, and so are words that pale only in the dark."""

    async def play():
        looks, heard = Looks(), list[str]()
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, heard, width=NARROW, height=HIGH, color_scheme="dark")
            await page.route(
                "**/p/busy-vi/news*",
                lambda route: route.fulfill(
                    status=500,
                    content_type="text/html",
                    body="<html><title>x</title><main><input><p style='width: 3000px; color: #999'>hardly read"
                    "<p style='width: 1em; word-break: break-all'>Bluezone"
                    + "<button style='width: 9px; height: 9px; padding: 0; margin: 0; float: left'></button>" * 2
                    + "</main><script>y()</script>",
                ),
            )
            for _in_turn in range(2):  # as it stands, and at twice the size
                await looks.at(page, shown, "busy-vi", View("busy", "/news"), heard, scheme="dark")
            await page.unroute_all()
            await show(page, shown, "busy-en", View("busy", "/code"))
            await page.evaluate("document.querySelector('label[for=code]').remove()")
            await page.evaluate(_PALE_IN_THE_DARK)
            return looks, await objections(page)

    looks, found = played(play())

    assert {} == {asked: said for asked, said in looks.complaints.items() if not said}
    assert {"clean", "axe", "twice the size", "axe at twice the size"} == {what for what, _, _ in looks.complaints}
    assert any("label" in objection for objection in found)
    assert any("in the dark: color-contrast" in objection for objection in found)
