"""What the looks at the portal's screens (tests/support/portal/looks.py) ask of each, and what of some in turn."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.amounts import FULL
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.looks import Looks, heard_on
from tests.support.portal.served_portal import ServedPortal
from tests.support.portal.walk import Screen

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.skipif(FULL, reason="in the drill every screen is read in all ways"),
    pytest.mark.in_turn(of=3),
]
PAGE = """<!doctype html><html lang="vi"><title>x</title><meta name="color-scheme" content="light dark">
<h1>Trang</h1><input><p style="color: #888; background: #808080">hardly read"""
STYLES = "".join(
    (files("bluezone") / folder / "static" / f"{name}.css").read_text(encoding="utf-8")
    for folder, name in (
        ("webui", "tokens"),
        ("webui", "components"),
        ("portal/frame", "portal"),
        ("portal/posts", "door"),
    )
)
ROW = """<!doctype html><html lang="vi"><style>{styles}</style><div class="sheet sheet--stacks"><table><tbody><tr>
<th scope="row"><span>Ủy ban nhân dân xã</span></th><td><form><button class="button button--plain"><span>Kết thúc</span>
</button></form></td></tr></tbody></table></div>"""
FIGURES = """<!doctype html><html lang="vi"><style>{styles}</style><div class="sheet sheet--stacks"><table><tbody><tr>
<td class="number" data-label="F1"><span>3</span></td>
<td class="number" data-label="Có triệu chứng, chưa xử lý, của cả xã"><span>0</span></td></tr></tbody></table></div>"""
FIGURES_BEGIN = "() => [...document.querySelectorAll('td span')].map(one => one.getBoundingClientRect().left)"
ANSWERS = """<!doctype html><html lang="vi"><style>{styles}</style><div class="door"><div class="door__answers">
<label class="door__answer"><input type="radio"><span>Chưa chạy</span></label>
<label class="door__answer"><input type="radio"><span>Không có điện thoại thông minh, đi một mình</span></label>
</div></div>"""
UNBROKEN = """<!doctype html><html lang="vi"><style>{styles}</style><dl class="summary card"><div><dt>Người bệnh</dt>
<dd>{name}</dd></div></dl><details class="fold" open><summary>{name}</summary></details>
<div class="sheet sheet--stacks"><table><tbody><tr><th scope="row"><a href="#">{name}</a>
<br><span>Đời thứ 0</span></th><td data-label="Xã, phường">Xã Sơn Dương</td></tr></tbody></table></div>"""
MIDDLES = """() => [...document.querySelectorAll("span")].map(one => {
  const box = one.getBoundingClientRect();
  return (box.top + box.bottom) / 2;
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Each test opens a page that remembers nothing of another's."""
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield running
        running.close()


def test_of_four_screens_axe_reads_one_in_either_scheme_for_names_and_colours(browser):
    portal = ServedPortal("http://portal.invalid", Path())
    looks = Looks(portal)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=PAGE))
    for number in range(4):
        looks.at(page, Screen("lan", f"/{number}"), "vi", heard_on(page, portal))
    page.close()

    found = {what: " ".join(said) for what, said in looks.complaints.items() if what.startswith("axe")}
    assert {"axe at 390, light": (1, 1), "axe at 390, dark": (1, 1)} == {
        what: (said.count("label: input"), said.count("color-contrast")) for what, said in found.items()
    }


def test_the_word_of_an_act_stands_on_the_line_of_its_row_and_beneath_it_on_a_telephone(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 844})
    page.set_content(ROW.replace("{styles}", STYLES))
    name, act = middles(page)
    touched = page.locator("button").bounding_box()
    page.set_viewport_size({"width": 390, "height": 844})
    name_above, act_beneath = middles(page)
    page.close()

    assert abs(act - name) < 2
    assert touched is not None
    assert touched["height"] >= 44
    assert act_beneath > name_above + 30


def test_figures_of_a_row_stand_in_one_column_on_a_telephone_however_long_their_names_are(browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(FIGURES.replace("{styles}", STYLES))
    starts = page.evaluate(FIGURES_BEGIN)
    page.close()

    assert 2 == len(starts)
    assert 1 == len(set(starts))


def test_answers_at_a_door_that_stand_beside_each_other_are_of_one_height(browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(ANSWERS.replace("{styles}", STYLES))
    boxes = page.evaluate("""() => [...document.querySelectorAll("span")].map(one => {
      const box = one.getBoundingClientRect();
      return [box.top, box.height];
    })""")
    page.close()

    assert boxes[0] == boxes[1]


def test_a_name_without_a_space_makes_no_page_wider_than_a_telephone(browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(UNBROKEN.replace("{styles}", STYLES).replace("{name}", "Nguyễnthị" * 8))
    ends = page.evaluate(
        "() => [...document.querySelectorAll('dd, a, summary')].map(one => one.getBoundingClientRect().right)"
    )
    whole = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert 3 == len(ends)
    assert 390 >= max(*ends, whole)


def test_how_many_wait_stays_within_the_screen_of_a_telephone(browser):
    ways = '<li><a href="#"><span>Thêm</span><span class="rail__count">299</span></a></li>' * 5
    page = browser.new_page(viewport={"width": 320, "height": 844})
    page.set_content(f"<!doctype html><style>{STYLES}</style><nav class='foot'><ul>{ways}</ul></nav>")
    ends = page.evaluate(
        "() => [...document.querySelectorAll('.rail__count')].map(one => one.getBoundingClientRect().right)"
    )
    page.close()

    assert 320 >= max(ends)


def middles(page: Page) -> Any:
    return page.evaluate(MIDDLES)
