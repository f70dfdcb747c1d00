"""An interview through a dead network and on a browser that dies: what the page said it kept arrives, once."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.support.amounts import INTERVIEW_KILLS
from tests.support.citizen.showcase import CHROMIUM
from tests.support.portal.door_browser import LONG_MS, DoorDevice
from tests.support.portal.interviewing import (
    ANOTHER_CASE,
    ARRIVED,
    BESIDE,
    CASE,
    KEPT,
    NOT_TAKEN,
    OFFLINE,
    Interviewer,
    InterviewPortal,
    a_telephone,
    interview_portal,
)

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600 + 20 * INTERVIEW_KILLS),
    pytest.mark.slow,
    pytest.mark.in_turn(of=6),
]
_OPENED_BY_A_COLLEAGUE = """isDoubted => window.bluezoneInterview.openStore({
  key: "00".repeat(32), mark: "of-a-colleague", now_ms: Date.now() + 3 * 86400000, until_ms: 0, doubted: isDoubted
}).then(store => store.all().then(() => store.within("readonly", (rows, found) => {
  rows.count().onsuccess = event => { found.value = event.target.result; };
})))"""
"""On the same device, three days later by the portal's clock; how many parts lie there then."""
FROM_A_SHEET = "Tráng A Dán\t0912 111 444\nSìn Thị Chép\t\t1988\tKhông Đâu Cả"


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[InterviewPortal]:
    """For whoever signs nobody out and moves no case."""
    with interview_portal(tmp_path_factory.mktemp("interview")) as running:
        yield running


@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def device(play, tmp_path) -> DoorDevice:
    return a_telephone(play, tmp_path)


@pytest.mark.every_run
def test_what_is_told_without_a_network_arrives_once_and_signing_out_leaves_nothing(device, tmp_path):
    with interview_portal(tmp_path) as portal:
        with portal.on(device) as asks:
            asks.opens("who")
            asks.page.context.set_offline(True)
            asks.page.check("[name=agreed][value=yes]")
            asks.page.check("[name=channel][value=call]")
            asks.page.check("[name=speaker][value=self]")
            asks.notes("who")
            expect(asks.page.locator('[data-step="illness"]')).to_be_visible(timeout=LONG_MS)
            asks.goes_to("contacts")
            asks.page.locator("[data-part=contacts] summary").click()
            asks.page.fill("[name=pasted]", FROM_A_SHEET)
            asks.page.click("[name=paste]")
            asks.says(OFFLINE)
            asks.notes("contacts")
            asks.goes_to("home")
            asks.page.fill("[name=needs]", "Cần Gạo Thật Nhiều")
            asks.says(OFFLINE)
            expect(asks.page.locator("[data-drafts]")).to_have_text("1", timeout=LONG_MS)
            told = portal.parts()
        on_disk = device.holds("Cần Gạo Thật Nhiều") + device.holds("Tráng A Dán")
        with portal.on(device) as asks:
            asks.opens("home")
            expect(asks.page.locator("[name=needs]")).to_have_value("Cần Gạo Thật Nhiều", timeout=LONG_MS)
            expect(asks.wrong).to_have_count(1, timeout=LONG_MS)
            expect(asks.wrong).to_contain_text("No commune is called so.")
            with asks.page.expect_navigation():
                asks.wrong.get_by_role("button", name="Correct it").click()
            expect(asks.page.locator("[name=form-1-place]")).to_have_value("Không Đâu Cả", timeout=LONG_MS)
            asks.page.locator("[name=form-1-place]").fill("")
            asks.says(KEPT)
            asks.notes("contacts")
            expect(asks.page.locator("[data-waiting]")).to_have_text("0", timeout=LONG_MS)
            asks.goes_to("home")
            asks.notes("home")
            asks.says(ARRIVED)
            left = asks.rows_kept()
            asks.goes_to("contacts")
            asks.names("Không Gửi Nữa")
            asks.says(KEPT)
            asks.page.once("dialog", lambda dialog: dialog.accept())
            with asks.page.expect_navigation():
                asks.page.evaluate("document.querySelector('form[action=\"/account/logout\"] button').click()")
            erased = asks.rows_kept()

    assert not told
    assert [] == on_disk
    assert {"who": 1, "contacts": 1, "home": 1} == portal.parts()
    assert [1, 1, 0] == [portal.people()[name] for name in ("Tráng A Dán", "Sìn Thị Chép", "Không Gửi Nữa")]
    assert (0, 0, 0) == (left, erased, portal.keys())


def test_what_is_pasted_writes_over_nothing_and_what_does_not_fit_stays_before_whoever_pasted_it(portal, device):
    """A hundred lines at once: the others, and one whose day is none, stand in the box again, and the page says so."""
    pasted = ["Họ và tên\tĐiện thoại", "Ngày Sai\t\t\t\t31/02/2026", *(f"Người Thứ {at}" for at in range(120))]
    with portal.on(device) as asks:
        asks.opens("contacts")
        for at, name in ((0, "Gõ Trước"), (2, "Gõ Sau")):
            asks.page.locator("[data-lines] [name$=full_name]").nth(at).fill(name)
        asks.page.locator("[data-part=contacts] summary").click()
        asks.page.fill("[name=pasted]", "\n".join(pasted))
        asks.page.click("[name=paste]")
        expect(asks.page.locator("[data-left]")).to_be_visible(timeout=LONG_MS)
        named, left = asks.named(), asks.page.input_value("[name=pasted]").split("\n")
        asks.page.fill("[name=pasted]", "")
        asks.page.reload()

    assert ["Gõ Trước", "Người Thứ 0", "Gõ Sau", "Người Thứ 1"] == named[:4]
    assert (100, [pasted[1], *pasted[-22:]]) == (len(named), left)


@pytest.mark.every_run
def test_whatever_the_page_said_it_kept_is_there_once_however_often_the_browser_dies(portal, device, record_property):
    chance, said, done = random.Random(INTERVIEW_KILLS), list[str](), 0
    while done < INTERVIEW_KILLS:
        with portal.on(device) as asks:
            asks.opens("contacts", ANOTHER_CASE)
            for _ in range(2):
                kept(asks, said)
            killed(asks, device, chance, done)
            done += 1
    with portal.on(device) as asks:
        asks.opens("contacts", ANOTHER_CASE)
        if asks.page.locator("[data-drafts]").inner_text() != "0":
            asks.notes("contacts")
        expect(asks.page.locator("[data-waiting]")).to_have_text("0", timeout=LONG_MS)
        expect(asks.page.locator("[data-drafts]")).to_have_text("0", timeout=LONG_MS)
        not_taken = asks.wrong.all_inner_texts()
        left = asks.rows_kept()
    people = portal.people()
    record_property("counted kills of a browser in mid-interview", done)

    assert ([], 0) == (not_taken, left)
    assert [] == [name for name in said if people[name] != 1]
    assert [] == [name for name in people if name.startswith("Lỡ Dở ") and people[name] != 1]


@pytest.mark.breadth
def test_whoever_signs_out_is_signed_out_though_the_disk_erases_nothing(device, tmp_path):
    with interview_portal(tmp_path) as portal, portal.on(device) as asks:
        asks.opens("contacts")
        asks.names("Không Xóa Được")
        asks.says(KEPT)
        asks.page.evaluate("() => { IDBIndex.prototype.getAllKeys = () => { throw new Error('broken'); }; }")
        asks.page.once("dialog", lambda dialog: dialog.accept())
        with asks.page.expect_navigation(timeout=LONG_MS):
            asks.page.evaluate("document.querySelector('form[action=\"/account/logout\"] button').click()")
        keys = portal.keys()

    assert 0 == keys


def test_by_a_clock_in_doubt_nothing_of_a_colleague_is_erased_from_the_device(portal, device):
    with portal.on(device) as asks:
        asks.opens("contacts")
        asks.names("Còn Giữ Được")
        asks.says(KEPT)
        left = [asks.page.evaluate(_OPENED_BY_A_COLLEAGUE, is_doubted) for is_doubted in (True, False)]

    assert [1, 0] == left


def test_windows_keep_each_what_they_called_kept(portal, device):
    with portal.on(device) as one:
        one.opens("contacts")
        one.names("Cả Hai Thấy")
        one.says(KEPT)
        other = one.beside()
        other.opens("contacts")
        other.names("Chỉ Cửa Sổ Kia")
        other.says(KEPT)
        one.names("Chỉ Cửa Sổ Này")
        one.says(BESIDE)
        one.says(KEPT)
        other.names("Kia Gõ Tiếp")
        other.says(KEPT)
        told = BESIDE in other.page.locator("[data-line]").inner_text()
        device.kill()
    with portal.on(device) as asks:
        asks.opens("contacts")
        stood = asks.named()
        asks.says(NOT_TAKEN)
        with asks.page.expect_navigation():
            asks.wrong.get_by_role("button", name="Correct it").click()
        expect(asks.wrong).to_have_count(1, timeout=LONG_MS)
        found = asks.named()

    assert not told
    assert [
        ["Cả Hai Thấy", "Chỉ Cửa Sổ Kia", "Kia Gõ Tiếp"],
        ["Cả Hai Thấy", "Chỉ Cửa Sổ Này"],
    ] == sorted([stood, found])


@pytest.mark.breadth
def test_a_window_that_lags_behind_doubles_nothing_and_erases_nothing(device, tmp_path):
    with interview_portal(tmp_path) as portal, portal.on(device) as one:
        one.opens("contacts")
        one.names("Một Lần Thôi")
        one.says(KEPT)
        behind = one.beside()
        behind.opens("contacts")
        one.notes("contacts")
        one.says(ARRIVED)
        behind.notes("contacts")
        behind.says(ARRIVED)
        one.names("Đừng Xóa")
        one.says(KEPT)
        behind.opens("contacts")
        one.names("Đừng Xóa Luôn")
        one.says(KEPT)
        behind.page.locator("[data-lines] [name$=full_name]").first.fill("")
        expect(behind.page.locator("[data-drafts]")).to_have_text("0", timeout=LONG_MS)
        behind.opens("contacts")
        left = behind.named()

    assert 1 == portal.people()["Một Lần Thôi"]
    assert ["Đừng Xóa", "Đừng Xóa Luôn"] == left


@pytest.mark.breadth
def test_what_two_windows_note_of_the_same_words_without_a_network_arrives_once(device, tmp_path):
    with interview_portal(tmp_path) as portal, portal.on(device) as one:
        one.opens("contacts")
        one.names("Một Lần Thôi")
        one.says(KEPT)
        other = one.beside()
        other.opens("contacts")
        one.page.context.set_offline(True)
        for window in (one, other):
            window.notes("contacts")
            window.says(OFFLINE)
            expect(window.page.locator("[data-waiting]")).to_have_text("1", timeout=LONG_MS)
        rows = one.rows_kept()
        one.page.context.set_offline(False)
        for window in (one, other):
            window.says(ARRIVED)
        left = one.rows_kept()

    assert (1, 0) == (rows, left)
    assert 1 == portal.people()["Một Lần Thôi"]


@pytest.mark.breadth
def test_a_part_that_waits_is_no_draft_again_because_another_window_types_the_same_words(device, tmp_path):
    with interview_portal(tmp_path) as portal, portal.on(device) as one:
        one.opens("contacts")
        one.names("Một Lần Thôi")
        one.says(KEPT)
        other = one.beside()
        other.opens("contacts")
        one.page.context.set_offline(True)
        one.notes("contacts")
        one.says(OFFLINE)
        other.page.locator("[data-part=contacts]").dispatch_event("input")
        other.says(BESIDE)
        rows = one.rows_kept()
        one.page.context.set_offline(False)
        one.says(ARRIVED)
        left = one.rows_kept()

    assert (2, 1) == (rows, left)
    assert 1 == portal.people()["Một Lần Thôi"]


@pytest.mark.breadth
def test_what_a_case_that_moved_did_not_take_can_still_be_read(device, tmp_path):
    with interview_portal(tmp_path) as portal, portal.on(device) as asks:
        asks.opens("home")
        asks.page.fill("[name=needs]", "Cần Gạo Thật Nhiều")
        asks.says(KEPT)
        portal.move_the_case()
        asks.notes("home")
        asks.says(NOT_TAKEN)
        asks.wrong.locator("summary").click()
        words = asks.wrong.inner_text()
        buttons = asks.wrong.locator("button").all_inner_texts()
        asks.goes_to("contacts")
        asks.names("Đến Sau")
        asks.notes("contacts")
        expect(asks.wrong).to_have_count(2, timeout=LONG_MS)
        still_open = asks.wrong.locator("details[open]").all_inner_texts()

    assert "Cần Gạo Thật Nhiều" in words
    assert ["Throw it away"] == buttons
    assert 1 == len(still_open), "whoever reads one of them goes on reading when another comes"
    assert "Cần Gạo Thật Nhiều" in still_open[0]


def test_what_was_typed_of_a_case_and_never_noted_is_found_from_any_other_interview_until_it_is_thrown_away(
    device, tmp_path
):
    with interview_portal(tmp_path) as portal, portal.on(device) as asks:
        asks.opens("home")
        asks.page.fill("[name=needs]", "Cần Gạo Thật Nhiều")
        asks.says(KEPT)
        asks.opens("who", ANOTHER_CASE)
        there = asks.wrong.get_by_role("link", name="Go on there")
        expect(there).to_be_visible(timeout=LONG_MS)
        asks.page.wait_for_load_state("networkidle")  # a press while the page is still being filled may be lost
        there.click()
        expect(asks.page.locator("[name=needs]")).to_have_value("Cần Gạo Thật Nhiều", timeout=LONG_MS)
        at_home = asks.wrong.count()
        portal.move_the_case()
        asks.opens("who", ANOTHER_CASE)
        expect(asks.wrong).to_contain_text("went to another unit", timeout=LONG_MS)
        ways_there = asks.wrong.get_by_role("link", name="Go on there").count()
        asks.wrong.locator("summary").click()
        words = asks.wrong.inner_text()
        asked = list[str]()
        asks.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        asks.page.evaluate("document.querySelector('form[action=\"/account/logout\"] button').click()")
        kept_on = asks.rows_kept()
        asks.page.once("dialog", lambda dialog: dialog.accept())
        asks.wrong.get_by_role("button", name="Throw it away").click()
        expect(asks.wrong).to_have_count(0, timeout=LONG_MS)
        left = asks.rows_kept()

    assert (0, 0) == (at_home, ways_there)
    assert (True, True) == ("Cần Gạo Thật Nhiều" in words, f"At home ({CASE})" in words)
    assert ["Something of an interview has not arrived. Signing out erases it. Sign out?"] == asked
    assert (1, 0) == (kept_on, left)


def test_the_step_that_is_open_stands_in_sight_on_a_telephone(portal, device):
    ends = """() => {
      const way = document.querySelector("[data-to][aria-current]").getBoundingClientRect();
      return [way.left, way.right];
    }"""
    with portal.on(device) as asks:
        asks.page.set_viewport_size({"width": 390, "height": 844})
        asks.opens("end")
        at_the_end = asks.page.evaluate(ends)
        asks.goes_to("home")
        asks.goes_to("who")
        at_the_beginning = asks.page.evaluate(ends)

    assert all(0 <= edge <= 390 for edge in (*at_the_end, *at_the_beginning))


def test_signing_out_asks_about_what_another_window_has_typed_since(portal, device):
    with portal.on(device) as asks:
        asks.opens("home")
        other = asks.beside()
        other.opens("home", ANOTHER_CASE)
        other.page.fill("[name=needs]", "Cần Gạo Thật Nhiều")
        other.says(KEPT)
        with asks.page.expect_event("dialog", timeout=LONG_MS) as asked:
            asks.page.evaluate("document.querySelector('form[action=\"/account/logout\"] button').click()")
        said = asked.value.message
        asked.value.dismiss()
        left = other.rows_kept()

    assert "Something of an interview has not arrived" in said
    assert 1 == left


def kept(asks: Interviewer, said: list[str]) -> None:
    """Types somebody, noted here once the page has said that it is kept."""
    name = f"Người Gặp {in_letters(len(said))}"
    asks.names(name)
    asks.says(KEPT)
    said.append(name)


def killed(asks: Interviewer, device: DoorDevice, chance: random.Random, turn: int) -> None:
    """Kills the browser: while somebody is typed, while a part is on its way, or while there is no network."""
    if turn % 3 == 2:
        asks.page.context.set_offline(True)
    if turn % 3:
        asks.page.evaluate("document.querySelector('[data-part=contacts] [data-note]').click()")
    else:
        asks.names(f"Lỡ Dở {in_letters(turn)}")
    asks.page.wait_for_timeout(chance.randrange(0, 400))
    device.kill()


def in_letters(number: int) -> str:
    return "".join("ABCDEGHIKL"[int(digit)] for digit in str(number))
