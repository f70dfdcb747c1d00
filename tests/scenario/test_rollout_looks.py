"""The rollout's pages with the whole directive's data in them: nothing is cut, no name is squeezed to a word a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.rollout_desk import KEY, Person, sign_in
from tests.support.portal.served_portal import demo_portal, served_portal

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.breadth,
]
LOOKED_AT_MS = NOON_MS + 2 * 24 * 3_600_000
"""Two days after the office's noon: what was planned for the next day waits to be noted."""
AT = f"/directives/{KEY}"
_FOR_NGA = ("", "/progress", "/reports", "/reports/ubnd-son-duong", "/sums", "/sums/posters", "/papers", "/seats")
PAGES = {
    "nga": tuple(AT + path for path in _FOR_NGA),
    "tu": (f"{AT}/mine/ubnd-truong-sinh", f"{AT}/mine/ubnd-truong-sinh/evidence"),
    "thao": ("/announcements", "/announcements/1", "/broadcasts"),
}
_CUT = """() => [...document.querySelectorAll(".sheet, .card")]
  .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.className + ": " + box.innerText.slice(0, 60))"""
_BROKEN = """() => [...document.querySelectorAll(".rail a > span:not(.rail__count)")].flatMap(name => {
  const text = name.firstChild, range = document.createRange();
  return [...text.data.matchAll(/[^\\s]+/g)].filter(word => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map(word => word[0]);
})"""
_SQUEEZED = """() => [...document.querySelectorAll(".sheet--stacks tbody th")]
  .filter(name => {
    const range = document.createRange();
    range.selectNodeContents(name);
    const lines = new Set([...range.getClientRects()].map(one => Math.round(one.top))).size;
    return lines > 5 || (name.innerText.length < 45 && lines > 4);
  }).map(name => name.innerText.slice(0, 60))"""


@dataclass
class Looked:
    """What was wrong, by page."""

    cut: dict[str, list[str]]
    squeezed: dict[str, list[str]]
    broken: dict[str, list[str]]


@pytest.fixture(scope="module")
def looked(tmp_path_factory) -> Iterator[Looked]:
    folder = tmp_path_factory.mktemp("looks")
    found = Looked({}, {}, {})
    data = demo_portal(folder / "data")
    with served_portal(data, "--clock", str(set_clock(folder, LOOKED_AT_MS))) as portal, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        for name, paths in PAGES.items():
            person = sign_in(portal, browser, name)
            for language in ("vi", "en"):
                person.context.add_cookies([{"name": "language", "value": language, "url": portal.origin}])
                for path in paths:
                    look(found, person, path, language)
        browser.close()
        yield found


def look(found: Looked, person: Person, path: str, language: str) -> None:
    page: Page = person.open(path)
    for width in (390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        place = f"{path} {language} {width}"
        found.cut |= {place: cut} if (cut := page.evaluate(_CUT)) else {}
        found.broken |= {place: words} if (words := page.evaluate(_BROKEN)) else {}
        found.squeezed |= {place: names} if (names := page.evaluate(_SQUEEZED)) else {}


def test_no_sheet_hides_a_part_of_its_table(looked):
    assert {} == looked.cut


def test_no_name_stands_a_word_a_line(looked):
    assert {} == looked.squeezed


def test_no_word_of_the_rail_is_broken(looked):
    """Beside a figure, too, and in bold as the page that one is on: in English, where words are long."""
    assert {} == looked.broken
