"""The round of a day in a real browser: thirty people asked by the keyboard alone, and thirty by thumb on a telephone.

Whoever asks has a bad line and little time, so every key and every tap is counted, from one person to the next.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.looks import carried
from tests.support.portal.served_portal import ServedPortal, empty_portal, portal_command, served_portal
from tests.support.portal.staff_pages import Visitor

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(900),
    pytest.mark.slow,
    pytest.mark.breadth,
]
ASKED, MOST_A_PERSON = 30, 4
OUTBREAK = 600
"""People of the whole outbreak: so many that far more than twice thirty are to be asked."""
_WELL = "#next [value=well]"
_IS_AT_WELL = f"() => document.activeElement === document.querySelector('{_WELL}')"
_IS_SEEN = """button => {
  const box = button.getBoundingClientRect();
  const foot = document.querySelector(".foot");
  return box.top >= 0 && box.bottom <= (foot ? foot.getBoundingClientRect().top : innerHeight);
}"""


@pytest.fixture(scope="module")
def clock(tmp_path_factory) -> Path:
    return set_clock(tmp_path_factory.mktemp("clock"), NOON_MS)


@pytest.fixture(scope="module")
def portal(tmp_path_factory, clock) -> Iterator[ServedPortal]:
    data = empty_portal(tmp_path_factory.mktemp("round") / "data")
    made = portal_command(f"demo-data --without-rollout --people {OUTBREAK}", data, "--clock", str(clock))
    assert 0 == made.returncode, made.stderr
    with served_portal(data, "--clock", str(clock)) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield running
        running.close()


@pytest.fixture(scope="module")
def hung(portal) -> Iterator[Visitor]:
    visitor = Visitor(portal)
    visitor.signs_in("hung")
    yield visitor
    visitor.close()


def to_ask(page: Page) -> int:
    """How many the page says are left."""
    return int(page.locator("main .lead").inner_text().split()[0])


def keys_to_well(page: Page) -> int:
    """Presses Tab until the first person's "Well" has the focus; how often."""
    for pressed in range(1, 60):
        page.keyboard.press("Tab")
        if page.evaluate(_IS_AT_WELL):
            return pressed
    raise AssertionError("no key leads to the answer")


def is_seen(page: Page, what: str) -> bool:
    """Whether it stands on the screen as it is; a number that nobody has told needs not."""
    found = page.locator(what)
    return not found.count() or bool(found.evaluate(_IS_SEEN))


def test_thirty_are_asked_by_the_keyboard_alone_with_at_most_four_keys_each(portal, browser, hung, record_property):
    with carried(browser, portal, hung, "vi", viewport={"width": 1280, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{portal.origin}/followup")
        before, keys, began = to_ask(page), [], time.monotonic()
        for _ in range(ASKED):
            pressed = keys_to_well(page)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            keys.append(pressed + 1)
        seconds = time.monotonic() - began
        left = to_ask(page)
    record_property("counted keys a person, after the first", max(keys[1:]))
    record_property("counted seconds of thirty people, without any talk", round(seconds))

    assert ASKED == before - left
    assert max(keys[1:]) <= MOST_A_PERSON


def test_thirty_are_asked_by_thumb_on_a_telephone_without_scrolling(portal, browser, hung, record_property):
    """One tap calls, one notes: whoever comes next stands with both buttons on the screen."""
    size = {"width": 390, "height": 844}
    with carried(browser, portal, hung, "vi", viewport=size, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(f"{portal.origin}/followup#next")
        before, out_of_sight, began = to_ask(page), [], time.monotonic()
        for _ in range(ASKED):
            out_of_sight += [one for one in ("#next .call", _WELL) if not is_seen(page, one)]
            with page.expect_navigation():
                page.locator(_WELL).tap()
        seconds = time.monotonic() - began
        left = to_ask(page)
    record_property("counted seconds of thirty people by thumb, without any talk", round(seconds))

    assert [] == out_of_sight
    assert ASKED == before - left
