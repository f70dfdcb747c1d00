"""What a keeper's hand does at a door that it did not mean: a tap too many, a row that was taken back, a device that is
set up at another door in the middle of a day; and what a device that may take no rows says and does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.scenario.test_door_page import ALL_WORDS, SLOW_TO_SEND
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.door_browser import Keeper
from tests.support.portal.door_portal import DoorPortal, door_portal
from tests.support.refusals import refusals

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.in_turn(of=6),
]
WHICH_DEVICE = "() => window.bluezoneDoor.openStore().then(s => s.get('device')).then(device => device.device)"
SEALS_UNTIL = "() => window.bluezoneDoor.openStore().then(s => s.get('device')).then(device => device.seal.until_ms)"


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[DoorPortal]:
    names = (
        "Hai Lần Bấm",
        "Một Lúc Hai Lần",
        "Đĩa Chậm",
        "Đĩa Câm",
        "Giờ Được Chỉnh",
        "Cửa Trước",
        "Cửa Sau",
        "Vào Lại Nhầm",
    )
    others = ("Hết Hiệu Lực", "Niêm Phong Cũ", "Mã Đã Dùng")
    with door_portal(tmp_path_factory.mktemp("doors"), *names, *others) as running:
        yield running


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """Before a device that nobody has enrolled."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield Keeper(browser.new_context(service_workers="block", viewport={"width": 390, "height": 844}).new_page())
        browser.close()


def test_a_second_tap_writes_nobody_else(portal, keeper):
    """By a glove, or on a worn screen: after the first one another view, or the next person on the list, stands there.
    Two taps on one button of staff are two people."""
    keeper.enrol(portal.link("Hai Lần Bấm"))
    keeper.begin()
    page = keeper.page
    for name in ("Khách Một", "Khách Hai", "Khách Ba"):
        page.click("[data-new]")
        page.fill("#name", name)
        tapped_twice(page, "[data-entry] [type=submit]", after="[data-last-said]", says=name)
    tapped_twice(page, "[data-list] button", after="[data-last-said]", says="Khách Ba ra")
    tapped_twice(page, "[data-staff=in]", after="[data-inside]", says="3")
    keeper.figures(inside=4, came=5, left=1)
    page.click("[data-go=more]")
    page.click("[data-go=close]:visible")
    page.evaluate("const out = document.querySelector('[data-close=out]'); out.click(); out.click();")
    keeper.sees("shift")
    keeper.begin()
    keeper.figures(inside=0, came=5, left=5)
    keeper.all_arrived()

    rows = portal.rows("Hai Lần Bấm")
    assert [*["in"] * 3, "out", *["in"] * 2, *["out"] * 4] == [row["way"] for row in rows]
    assert {row["number"] for row in rows if row["way"] == "in"} == {row["of"] for row in rows if row["way"] == "out"}


def tapped_twice(page: Page, selector: str, *, after: str, says: str) -> None:
    """Once, and again at the same spot of the screen when the page has said so, as part of the same double tap."""
    button = page.locator(selector).first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*at)
    expect(page.locator(after).first).to_contain_text(says)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


def test_two_taps_in_one_moment_are_one_visitor(portal, keeper):
    """Before the first one has reached the disk."""
    keeper.enrol(portal.link("Một Lúc Hai Lần"))
    keeper.begin()
    keeper.page.click("[data-new]")
    keeper.page.fill("#name", "Khách Hai Lần")
    keeper.page.evaluate("const one = document.querySelector('[data-entry] [type=submit]'); one.click(); one.click();")
    keeper.wrote("Khách Hai Lần")
    keeper.all_arrived()

    assert ["Khách Hai Lần"] == [row["typed"]["name"] for row in portal.rows("Một Lúc Hai Lần")]


def test_no_row_is_said_to_be_written_beside_a_line_that_says_all_have_arrived(portal, keeper):
    """On a slow device the store says late what waits: whoever looks up at once reads both words of one moment."""
    keeper.enrol(portal.link("Đĩa Chậm"))
    keeper.begin()
    keeper.all_arrived()
    keeper.page.evaluate(SLOW_TO_SEND)
    keeper.page.evaluate(SLOW_TO_COUNT)
    keeper.page.evaluate(READS_BOTH)
    keeper.new_visitor("Khách Máy Chậm")
    keeper.page.click("[data-undo]")
    keeper.wrote("Đã lấy lại")
    read = keeper.page.evaluate("window.readBoth")

    assert ["sending", "sent"] == [state for _, state in read]
    assert "Khách Máy Chậm" in read[0][0]


def test_a_row_that_is_kept_is_said_though_the_store_does_not_tell_what_waits(portal, keeper):
    """Whoever reads nothing of it taps once more, and there is a second row."""
    keeper.enrol(portal.link("Đĩa Câm"))
    keeper.begin()
    keeper.page.evaluate(SLOW_TO_SEND)
    keeper.page.evaluate(TELLS_NOTHING_ONCE_IT_KEPT)
    keeper.new_visitor("Khách Đĩa Câm")
    keeper.page.evaluate("window.tellsAgain()")
    keeper.waits("sending")
    keeper.page.reload()  # what could be taken back a minute long is sent
    keeper.sees("desk")
    keeper.all_arrived()

    assert ["Khách Đĩa Câm"] == [row["typed"]["name"] for row in portal.rows("Đĩa Câm")]


TELLS_NOTHING_ONCE_IT_KEPT = """() => window.bluezoneDoor.openStore().then(store => {
  const ways = Object.getPrototypeOf(store), { count, keep } = ways;
  ways.keep = function (change) {
    ways.count = () => Promise.reject(new Error("the disk does not answer"));
    return keep.call(this, change);
  };
  window.tellsAgain = () => { Object.assign(ways, { count, keep }); window.dispatchEvent(new Event("online")); };
})"""
SLOW_TO_COUNT = """() => window.bluezoneDoor.openStore().then(store => {
  const ways = Object.getPrototypeOf(store), { count } = ways;
  ways.count = function (name) {
    const counted = count.call(this, name);
    return new Promise(resolve => { setTimeout(() => resolve(counted), 400); });
  };
})"""
READS_BOTH = """() => {
  const [words, line] = ["[data-last-said]", "[data-line]"].map(one => document.querySelector(one));
  window.readBoth = [];
  new MutationObserver(() => window.readBoth.push([words.textContent, line.dataset.state]))
    .observe(words, { childList: true, characterData: true, subtree: true });
}"""


def test_a_device_that_keeps_another_door_from_now_on_begins_there_with_nobody(portal, keeper):
    """Names of the first door are no business of whoever keeps the second one; its rows are where they were."""
    keeper.enrol(portal.link("Cửa Trước"))
    keeper.begin()
    keeper.new_visitor("Ở Lại Cửa Trước")
    keeper.new_visitor("Ra Cửa Trước")
    keeper.out("Ra Cửa Trước")
    keeper.all_arrived()
    enrolled_without_leaving(keeper, portal.link("Cửa Sau"))
    keeper.figures(inside=0, came=0, left=0)
    words = keeper.page.evaluate(ALL_WORDS)
    keeper.new_visitor("Khách Cửa Sau")
    enrolled_without_leaving(keeper, portal.link("Cửa Sau"))
    keeper.figures(inside=1, came=1, left=0)
    listed = keeper.page.locator("[data-list]").inner_text()
    keeper.page.click("[data-enrolled][data-go=more]")
    keeper.page.click("[data-go=close]:visible")
    keeper.page.click("[data-close=out]")
    keeper.sees("shift")
    keeper.all_arrived()

    assert "Cửa Trước" not in words
    assert "Khách Cửa Sau" in listed  # the same door again: whoever is inside still is
    assert ["in", "in", "out"] == [row["way"] for row in portal.rows("Cửa Trước")]
    assert ["in", "out"] == [row["way"] for row in portal.rows("Cửa Sau")]


def enrolled_without_leaving(keeper: Keeper, link: str) -> None:
    """The page stands open while a code is scanned."""
    keeper.page.evaluate("link => { location.hash = link.split('#')[1]; }", link)
    keeper.sees("enrol")
    keeper.page.fill("#label", "Điện thoại ở cổng")
    keeper.page.click("[data-enrolling] [type=submit]")
    keeper.sees("shift")
    keeper.begin()


def test_whoever_came_again_by_mistake_stands_among_those_who_left_once_it_is_taken_back(portal, keeper):
    keeper.enrol(portal.link("Vào Lại Nhầm"))
    keeper.begin()
    keeper.page.evaluate(SLOW_TO_SEND)
    keeper.new_visitor("Về Rồi Lại Đến")
    keeper.out("Về Rồi Lại Đến")
    keeper.again("Về Rồi Lại Đến")
    keeper.figures(inside=1, came=2, left=1)
    left_meanwhile = keeper.page.locator("[data-left] li").count()
    keeper.page.click("[data-undo]")
    expect(keeper.page.locator("[data-last-said]")).to_have_text("Đã lấy lại.")
    expect(keeper.page.locator("[data-left] li")).to_have_count(1)
    keeper.again("Về Rồi Lại Đến")
    keeper.figures(inside=1, came=2, left=1)

    assert 0 == left_meanwhile


def test_a_device_out_of_force_writes_nobody_out_at_the_end_of_its_day(portal, keeper):
    keeper.enrol(portal.link("Hết Hiệu Lực"))
    keeper.begin()
    keeper.new_visitor("Còn Bên Trong")
    keeper.all_arrived()
    portal.revoke("Hết Hiệu Lực")
    keeper.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(keeper.page.locator("[data-said=ended]")).to_be_visible()
    keeper.page.click("[data-enrolled][data-go=more]")
    keeper.page.click("[data-go=close]:visible")
    asked = keeper.page.locator("[data-view=close]").inner_text()
    everybody_out = keeper.page.locator("[data-close=out]").is_visible()
    keeper.page.click("[data-close=as-is]")
    keeper.sees("shift")

    assert ("Còn Bên Trong" in asked, everybody_out) == (True, False)
    assert ([], 1) == (keeper.kept(), portal.count("Hết Hiệu Lực"))


def test_a_clock_that_is_set_while_the_portal_answers_is_measured_anew(portal, keeper):
    """Often the same network brings the time and the answer. What had been measured before still fitted into an answer
    that seemed to take three hours, and the page told hours that were none until the next parcel."""
    page = keeper.page
    page.clock.install(time=page.evaluate("Date.now()") / 1000 - 3 * 3600)
    keeper.enrol(portal.link("Giờ Được Chỉnh"))
    keeper.begin()
    expect(page.locator("[data-said=clock]")).to_contain_text("chậm 3 giờ")
    keeper.new_visitor("Khách Trước Giờ")
    keeper.all_arrived()
    held: list[Route] = []
    page.route("**/door/sync*", lambda route: held.append(route))  # noqa: PLW0108 # playwright marks what it is given
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    while not held:
        page.wait_for_timeout(50)
    page.clock.set_system_time(page.evaluate("Date.now()") / 1000 + 3 * 3600)
    held[0].continue_()
    page.unroute("**/door/sync*")

    expect(page.locator("[data-said=clock]")).to_be_hidden()
    assert 0 == page.evaluate("window.bluezoneDoor.openStore().then(s => s.get('device')).then(device => device.skew)")


def test_a_device_that_was_away_for_longer_than_its_seal_lasts_takes_nobody_until_it_has_had_a_network(portal, keeper):
    page = keeper.page
    keeper.enrol(portal.link("Niêm Phong Cũ"))
    keeper.begin()
    keeper.all_arrived()
    until_ms = page.evaluate(SEALS_UNTIL)
    page.context.set_offline(True)
    for after_ms, takes_none in ((-60_000, False), (60_000, True)):
        page.clock.set_fixed_time(dt.datetime.fromtimestamp((until_ms + after_ms) / 1000, dt.UTC))
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        expect(page.locator("[data-said=stale]")).to_be_visible(visible=takes_none)
    refused = page.locator("[data-new]").is_disabled()
    page.context.set_offline(False)
    expect(page.locator("[data-said=stale]")).to_be_hidden()

    assert (True, False) == (refused, page.locator("[data-new]").is_disabled())


def test_a_code_that_enrols_nobody_is_told_on_the_page_in_the_words_of_the_table(portal, keeper):
    """docs/guides/doors.md, in both languages; the device stays what it is."""
    used = portal.code("Mã Đã Dùng")
    keeper.enrol(f"{portal.origin}/door/#E-{used}")
    before = keeper.page.evaluate(WHICH_DEVICE)
    table = {one.code: one.door for one in refusals()}
    for path, language in (("/door/", "vi"), ("/door/en", "en")):
        for code, why in ((used, "a device's code that was used"), ("0" * 26, "a device's code that somebody forged")):
            keeper.opened(f"{portal.origin}{path}#E-{code}")
            keeper.sees("enrol")
            keeper.page.fill("#label", "Máy khác")
            keeper.page.click("[data-enrolling] [type=submit]")
            expect(keeper.page.locator("[data-enrol-said]")).to_have_text(table[why][language])

    assert before == keeper.page.evaluate(WHICH_DEVICE)
