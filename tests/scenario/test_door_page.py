"""The page at a door in a real browser before a portal of its own process: a shift without a network, names that stand
nowhere, devices that are lost, clocks that are wrong. At the end every row is there exactly once, sealed."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, Playwright, Response, Route, expect, sync_playwright

from bluezone.portal.world import VIET_NAM
from bluezone.protocol.door_codes import visit_note
from bluezone.webui.assets import PARTS
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.door_browser import LONG_MS, ROWS_IN_FULL, DoorDevice, Keeper, kept_for_offline
from tests.support.portal.door_portal import DoorPortal, door_portal, door_portal_by_drill_clock
from tests.support.portal.keyboard import at, entered
from tests.support.portal.moving_codes import CAMERA, held_before
from tests.support.refusals import refusals, texts_at
from tests.support.scenario.taps import COUNTED, HOW_MANY
from tests.support.webui.promised import until

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.in_turn(of=6),
]
MOST_BYTES_BEFORE_USE = 250_000
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_LATE = """(() => {
  const Real = Date, late = Number(sessionStorage.getItem("late")) || 3 * 3600 * 1000;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) { super(...given); } else { super(Real.now() - late); } }
    static now() { return Real.now() - late; }
  };
})();"""
_DAYS_AHEAD = """(() => {
  const Real = Date, ahead = Number(localStorage.getItem("days-ahead")) * 86400000;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) { super(...given); } else { super(Real.now() + ahead); } }
    static now() { return Real.now() + ahead; }
  };
})();"""
_HOLDS_A_MARK_UNTIL_IT_IS_READ = """() => {
  if (document.querySelector("[data-scanned]").textContent.includes("Ứng dụng đang chạy")) { return true; }
  const shown = document.createElement("canvas");
  shown.width = shown.height = 680;
  window.qrCode.draw(shown, `BZM1:${Math.floor(Date.now() / 60000)}:on`);
  return window.hold(shown.toDataURL()).then(() => false);
}"""
_HOLDS_A_VISIT = """() => {
  const shown = document.createElement("canvas");
  shown.width = shown.height = 680;
  window.qrCode.draw(shown, "BZT1:Kx9_qThe-Khach-7");
  return window.hold(shown.toDataURL());
}"""
_HAS_ITS_READER = """() => caches.keys().then(names => names.filter(name => name.includes("reader"))[0])
  .then(name => name ? caches.open(name).then(kept => kept.keys()) : []).then(kept => kept.length === 2)"""
_NO_WORKER_LOOKS_AFTER_IT = """Object.defineProperty(navigator.serviceWorker, "controller", { get: () => null });"""
_READS_NO_QR_BY_ITSELF = """window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["ean_13"]); }
};"""
"""A telephone without its maker's services."""
ALL_WORDS = """() => [document.body.textContent]
  .concat([...document.querySelectorAll("input, textarea")].map(one => one.value)).join(" ")"""
"""Of the whole page, shown or not, and what stands in its fields."""
NOTES_INSIDE = """() => window.bluezoneDoor.openStore().then(store => store.all("inside"))
  .then(inside => [inside.filter(one => one.alert).length, inside.length])"""
_STANDS_STILL_ONCE = """() => {
  const fetched = window.fetch, after = window.setTimeout;
  window.setTimeout = (what, ms) => after(what, ms === 60000 ? 800 : ms);
  let stood = false;
  window.fetch = (address, asked) => {
    if (stood || !String(address).includes("/door/sync")) { return fetched(address, asked); }
    stood = true;
    const ends = body => asked.signal.addEventListener("abort", () => body.error(new DOMException("", "AbortError")));
    return Promise.resolve(new Response(new ReadableStream({ start: ends }), { status: 200 }));
  };
}"""
"""The head of an answer comes, and nothing after it; a minute of patience lasts a moment."""
_NOTES_WHEN_IT_ASKS = """() => {
  const fetched = window.fetch, asked = window.asked = [];
  window.fetch = (address, how) => {
    if (String(address).includes("/door/sync")) { asked.push(performance.now()); }
    return fetched(address, how);
  };
}"""
"""By the page's own clock: a loaded machine hands one question on later than the next."""
_DAY_MS = 86_400_000
_SENDS_WHILE_IT_KEEPS = """() => window.bluezoneDoor.openStore().then(store => {
  const kind = Object.getPrototypeOf(store), keep = kind.keep;
  kind.keep = function (change) {
    const kept = keep.call(this, change);
    window.dispatchEvent(new Event("online"));
    return kept.then(() => new Promise(resolve => window.setTimeout(resolve, 500)));
  };
})"""
_KNOWS_WHAT_ARRIVED = """() => window.bluezoneDoor.openStore().then(store => store.get("device"))
  .then(device => Boolean(device.declared && device.declared.marks.length))"""
_HEARS_READERS = """window.readers = [];
const Whole = window.Worker;
window.Worker = class extends Whole {
  constructor(from) { super(from); this.addEventListener("message", event => window.readers.push(event.data)); }
};"""
_WATCHES_WHAT_A_ROW_TAKES = """() => {
  const heard = window.heard = [], door = window.bluezoneDoor;
  ["noteOf", "seal"].forEach(name => {
    const whole = door[name];
    door[name] = (...given) => { heard.push(name); return whole(...given); };
  });
  const opens = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, ...given) {
    const opened = opens.call(this, names, mode, ...given);
    const isOfARow = mode === "readwrite" && names.includes("inside");
    if (isOfARow) { opened.addEventListener("complete", () => heard.push("kept")); }
    return opened;
  };
  const read = window.doorCodes.read;
  window.doorCodes.read = (text, now) => { heard.push(text); return read(text, now); };
}"""
TYPED = {
    "name": "Lò Thị Kín Đáo",
    "phone": "0912777888",
    "plate": "22B-98765",
    "host": "Ông Tô Văn Hẹn",
    "address": "Xóm Bờ Suối Trong",
    "note": "giao bưu phẩm mây tre",
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[DoorPortal]:
    with door_portal(
        tmp_path_factory.mktemp("doors"),
        *("Ca Dài", "Hai Máy", "Mất Máy", "Nơi Khác", "Chậm Giờ", "Hai Tiếng", "Một Ngày"),
        *("Mã Chạy", "Ba Máy", "Biên Nhận", "Lời Từ Chối", "Ký Tự Rỗng", "Tờ Khai", "Thẻ Đeo"),
        *("Hai Trang", "Mã Trở Lại", "Lệch Một Phút", "Bàn Phím", "Nhiều Cửa", "Nửa Đường", "Cổng Bận"),
    ) as running:
        yield running


@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def running_browser(play) -> Browser:
    """For pages that nobody kills; it ends with `play`."""
    return play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)


@pytest.fixture
def browser(running_browser) -> Iterator[Browser]:
    """Without windows of the test before."""
    yield running_browser
    for context in running_browser.contexts:
        context.close()


@pytest.fixture
def device(play, tmp_path) -> DoorDevice:
    return DoorDevice(play, tmp_path / "device")


@dataclass
class PassingDevice:
    """One that nobody kills or switches on again: a window of a browser that runs already."""

    browser: Browser

    @contextlib.contextmanager
    def on(self) -> Iterator[Keeper]:
        context = self.browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
        yield Keeper(context.new_page())
        context.close()


@pytest.fixture
def passing_device(browser) -> PassingDevice:
    return PassingDevice(browser)


def begun(keeper: Keeper, link: str) -> Page:
    """Enrols, begins a shift, and waits until the page would open without a network."""
    keeper.enrol(link)
    keeper.begin()
    kept_for_offline(keeper.page)
    return keeper.page


@pytest.mark.every_run
def test_a_shift_without_a_network_arrives_once_sealed_and_in_order_and_its_names_stand_nowhere(portal, device):
    with device.on() as keeper:
        page = begun(keeper, portal.link("Ca Dài"))
        page.context.set_offline(True)
        keeper.new_visitor(TYPED["name"], more=TYPED, choose=("Không có điện thoại thông minh", "Đã nhắc bật ứng dụng"))
        keeper.scan(keeper.mark())
        keeper.new_visitor("Bùi Văn Dấu", more={"phone": "0912777889"})
        keeper.scan("BZT1:Kx9_qThe-Khach-1")
        keeper.wrote("Khách có ứng dụng")
        page.click("[data-staff=in]")
        keeper.wrote("Nhân viên")
        keeper.out(TYPED["name"])
        keeper.again(TYPED["name"])
        keeper.scan(keeper.mark(minutes_ago=5))
        expect(page.locator("[data-scanned]")).to_contain_text("đã quá một phút")
        page.click("[data-somebody]")
        keeper.wrote("Khách ra")
        keeper.figures(inside=4, came=5, left=2)
        keeper.waits("offline")
        page.reload()
        keeper.sees("desk")
        keeper.figures(inside=4, came=5, left=2)
        expect(page.locator("[data-list]")).not_to_contain_text(TYPED["name"])
        assert 7 == len(keeper.kept())
        device.kill()
    assert 0 == portal.count("Ca Dài")

    with device.on() as keeper:
        keeper.opened(f"{portal.origin}/door/")
        keeper.all_arrived()
        keeper.figures(inside=4, came=5, left=2)
        assert [] == keeper.kept()

    rows = portal.rows("Ca Dài")
    typed = [{key: said for key, said in row["typed"].items() if key != "at_ms"} for row in rows]
    assert ["in", "in", "in", "in", "out", "in", "out"] == [row["way"] for row in rows]
    assert [TYPED, {"name": "Bùi Văn Dấu", "phone": "0912777889"}, {"token": "Kx9_qThe-Khach-1"}] == typed[:3]
    assert [{}, {}, TYPED, {}] == typed[3:]
    shown = visit_note(base64.urlsafe_b64decode("Kx9_qThe-Khach-1"))
    assert [None, None, shown, None, None, None, None] == [row["alert"] for row in rows]
    assert [rows[0]["number"], None] == [rows[4]["of"], rows[6]["of"]]
    assert {0} == {len(row["sealed"]) % 256 - 48 for row in rows if row["sealed"]}
    assert 1 == len({row["keeper_id"] for row in rows})
    for word in (*TYPED.values(), "Bùi Văn Dấu", "Kx9_qThe-Khach-1"):
        assert [] == device.holds(word)
        assert [] == [
            path.name for path in portal.data.rglob("*") if path.is_file() and word.encode() in path.read_bytes()
        ]
    assert device.holds("Điện thoại ở cổng")


def test_another_language_keeps_the_names_of_today_and_what_is_typed_without_a_network_too(portal, passing_device):
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Hai Tiếng"))
        page.context.set_offline(True)
        keeper.new_visitor(TYPED["name"])
        page.click("[data-other]")
        expect(page.locator("[data-line]")).to_contain_text("No network: 1 rows", timeout=LONG_MS)
        inside, title, address = page.locator("[data-list]").inner_text(), page.title(), page.url
        language, last = page.locator("html").get_attribute("lang"), page.locator("[data-last-said]").inner_text()
        keeper.out(TYPED["name"])
        page.click("[data-new]")
        page.fill("#name", "Bùi Văn Dở Dang")
        page.click("[data-other]")
        expect(page.locator("[data-line]")).to_contain_text("Không có mạng", timeout=LONG_MS)
        typed, words = page.input_value("#name"), page.locator("body").inner_text()
        left = page.locator("[data-left]").text_content()
        page.reload()
        keeper.sees("desk")
        languages = page.locator("html").get_attribute("lang"), page.locator("[data-other]").inner_text()

    assert (TYPED["name"] in inside, f"in {last[-5:]}" in inside) == (True, True)
    assert ("Keeping a door · Bluezone", f"{portal.origin}/door/en") == (title, address)
    assert ("en", True) == (language, f"Written: {TYPED['name']} in, " in last)
    assert ("Bùi Văn Dở Dang", True) == (typed, TYPED["name"] in str(left))
    assert ("vi", "English") == languages
    assert "Full name" not in words


@pytest.mark.every_run
def test_an_answer_that_is_lost_on_the_way_back_doubles_nothing(portal, browser):
    page = browser.new_context(service_workers="block").new_page()
    keeper = Keeper(page)
    lost: list[int] = []

    def lose_the_first(route):
        if lost or not json.loads(route.request.post_data)["rows"]:
            route.continue_()
            return
        lost.append(len(route.fetch().json()["kept"]))
        route.abort()

    keeper.enrol(portal.link("Mất Tin"))
    keeper.begin()
    page.route("**/door/sync*", lose_the_first)
    keeper.notes_states()
    keeper.new_visitor("Phản Hồi Mất")
    keeper.all_arrived()

    assert [1] == lost
    assert "waiting" in keeper.states_said()
    assert 1 == portal.count("Mất Tin")


def test_a_device_out_of_force_says_so_keeps_its_rows_and_sends_them_once_it_is_enrolled_anew(portal, passing_device):
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Mất Máy"))
        page.context.set_offline(True)
        keeper.new_visitor("Người Trước Khi Mất")
        portal.revoke("Mất Máy")
        page.context.set_offline(False)
        expect(page.locator("[data-said=ended]")).to_be_visible(timeout=LONG_MS)
        keeper.waits("ended")
        expect(page.locator("[data-new]")).to_be_disabled()
        assert (1, 0) == (len(keeper.kept()), portal.count("Mất Máy"))

        keeper.enrol(portal.link("Nơi Khác"))
        keeper.begin()
        keeper.waits("kept-elsewhere")
        assert (1, 0) == (len(keeper.kept()), portal.count("Nơi Khác"))
        keeper.enrol(portal.link("Mất Máy"))
        keeper.begin()
        keeper.all_arrived()
        expect(page.locator("[data-said=ended]")).to_be_hidden()

    assert ["Người Trước Khi Mất"] == [row["typed"]["name"] for row in portal.rows("Mất Máy")]


def test_a_clock_that_is_hours_late_is_told_and_its_rows_are_marked(portal, passing_device):
    with passing_device.on() as keeper:
        keeper.page.add_init_script(_LATE)
        page = begun(keeper, portal.link("Chậm Giờ"))
        expect(page.locator("[data-clock]")).to_contain_text("chậm 3 giờ")
        keeper.scan(f"BZM1:{page.evaluate('Math.floor((Date.now() + 3 * 3600 * 1000) / 60000)')}:on")
        expect(page.locator("[data-scanned]")).to_contain_text("Ứng dụng đang chạy")
        keeper.new_visitor("Khách Giờ Chậm")
        keeper.all_arrived()
        page.evaluate("sessionStorage.setItem('late', -168 * 24 * 3600 * 1000)")
        page.reload()
        expect(page.locator("[data-clock]")).to_contain_text("nhanh 168 ngày")

    assert [1] == [row["is_corrected"] for row in portal.rows("Chậm Giờ")]


def test_rows_of_a_device_without_a_network_travel_as_a_file_and_are_forgotten_by_its_receipt(
    portal, browser, tmp_path
):
    away, near = PassingDevice(browser), PassingDevice(browser)
    with away.on() as one, near.on() as other:
        begun(one, portal.link("Hai Máy"))
        begun(other, portal.link("Hai Máy"))
        one.page.context.set_offline(True)
        one.new_visitor("Khách Không Mạng")
        carried = saved(one.page, "rows", tmp_path / "rows.json")
        said = carried.read_text()
        assert {"v", "post", "boxes"} == set(json.loads(said))
        assert [] == [word for word in ("Khách Không Mạng", "at_ms", "alert", *one.kept()) if word in said]
        carried.write_text(said.replace('"boxes":["', '"boxes":["AAAA'))
        taken(other.page, carried, "không mở được các dòng này")
        carried.write_text(said)
        taken(other.page, carried, "Đã nhận 1 dòng")
        other.all_arrived()
        receipt = saved(other.page, "receipt", tmp_path / "receipt.json")
        taken(one.page, receipt, "1 dòng đã tới nơi")
        one.all_arrived()
        taken(other.page, carried, "Đã nhận 1 dòng")
        other.all_arrived()

    assert ["Khách Không Mạng"] == [row["typed"]["name"] for row in portal.rows("Hai Máy")]


def test_rows_travel_as_moving_codes_without_any_network_and_are_forgotten_by_the_receipt_alone(portal, browser):
    away, near = PassingDevice(browser), PassingDevice(browser)
    names = [f"Khách Số {number}" for number in range(4)]
    with away.on() as one, near.on() as other:
        for keeper in (one, other):
            keeper.page.add_init_script(CAMERA)
            begun(keeper, portal.link("Mã Chạy"))
            keeper.page.evaluate(until(_HAS_ITS_READER))
            keeper.page.context.set_offline(True)
        one.page.evaluate(SLOW_TO_SEND)
        for name in names:
            one.new_visitor(name)
        files_of(one.page)
        assert not one.page.evaluate(_NO_UNDO)
        one.page.click("[data-frames=rows]")
        one.page.wait_for_function(_NO_UNDO, timeout=LONG_MS)
        files_of(other.page)
        other.page.click("[data-gather]")
        held_before(one.page, other.page, "Đã đọc 1 trên", covered=True)
        assert [] == other.kept()
        held_before(one.page, other.page, "Đã nhận 4 dòng")
        other.page.click("[data-moving-stop]")
        assert [4, 4] == [len(one.kept()), len(other.kept())]
        other.page.click("[data-frames=receipt]")
        expect(other.page.locator("[data-file-said]")).to_contain_text("chưa dòng nào tới nơi")

        other.page.context.set_offline(False)
        other.all_arrived()
        assert 4 == len(one.kept())
        other.page.click("[data-frames=receipt]")
        one.page.click("[data-gather]")
        held_before(other.page, one.page, "4 dòng đã tới nơi")
        assert [] == one.kept()
        one.page.context.set_offline(False)
        one.all_arrived()

    assert names == [row["typed"]["name"] for row in portal.rows("Mã Chạy")]


def test_a_receipt_names_what_was_taken_over_from_every_device_and_not_from_the_last_alone(portal, browser, tmp_path):
    with (
        PassingDevice(browser).on() as one,
        PassingDevice(browser).on() as two,
        PassingDevice(browser).on() as other,
    ):
        begun(other, portal.link("Ba Máy"))
        for keeper, names in ((one, ("Khách Cổng Đông", "Khách Cổng Nam")), (two, ("Khách Cổng Tây",))):
            begun(keeper, portal.link("Ba Máy"))
            keeper.page.context.set_offline(True)
            for name in names:
                keeper.new_visitor(name)
            taken(other.page, saved(keeper.page, "rows", tmp_path / "rows.json"), f"Đã nhận {len(names)} dòng")
        other.all_arrived()
        receipt = saved(other.page, "receipt", tmp_path / "receipt.json")
        for keeper, count in ((one, 2), (two, 1)):
            taken(keeper.page, receipt, f"{count} dòng đã tới nơi")
            assert [] == keeper.kept()


@pytest.mark.every_run
def test_a_receipt_that_no_device_of_the_post_made_makes_none_forget_its_rows(portal, browser, tmp_path):
    """Whoever filmed the moving codes knows the numbers of rows that never arrived."""
    with PassingDevice(browser).on() as one:
        begun(one, portal.link("Biên Nhận"))
        one.page.context.set_offline(True)
        one.new_visitor("Khách Còn Lại")
        rows = json.loads(one.rows_of_before())
        arrived = one.kept()
        for number, proof in enumerate(({}, {"proof": ""}, {"proof": "A" * 43})):
            forged = tmp_path / f"{number}.json"
            forged.write_text(json.dumps({"v": 1, "post": rows["post"], "arrived": arrived, **proof}))
            taken(one.page, forged, "không do máy của điểm trực này lập")
        assert arrived == one.kept()


def test_a_row_that_the_portal_refused_is_on_no_receipt(portal, browser, tmp_path):
    away, near = PassingDevice(browser), PassingDevice(browser)
    with away.on() as one, near.on() as other:
        begun(one, portal.link("Hai Máy"))
        begun(other, portal.link("Hai Máy"))
        one.page.context.set_offline(True)
        one.new_visitor("Khách Bị Từ Chối")
        carried = tmp_path / "rows.json"
        carried.write_text(one.rows_of_before().replace('"way":"in"', '"way":"through"'))
        taken(other.page, carried, "Đã nhận 1 dòng")
        expect(other.page.locator("[data-refused] li")).to_have_count(1, timeout=LONG_MS)
        receipt = saved(other.page, "receipt", tmp_path / "receipt.json")
        taken(one.page, receipt, "0 dòng đã tới nơi")

        assert 1 == len(one.kept())


def test_a_row_with_a_null_character_that_was_taken_over_keeps_back_no_other(portal, browser, tmp_path):
    """Whoever holds a file or moving codes before a device could have kept all that it wrote from ever arriving."""
    away, near = PassingDevice(browser), PassingDevice(browser)
    with away.on() as one, near.on() as other:
        begun(one, portal.link("Ký Tự Rỗng"))
        begun(other, portal.link("Ký Tự Rỗng"))
        one.page.context.set_offline(True)
        one.new_visitor("Khách Mang Theo")
        carried = tmp_path / "rows.json"
        carried.write_text(one.rows_of_before().replace('"way":"in"', r'"way":"\u0000"'))
        taken(other.page, carried, "Đã nhận 1 dòng")
        expect(other.page.locator("[data-refused] li")).to_have_count(1, timeout=LONG_MS)
        other.page.click("[data-go=desk]:visible")
        other.new_visitor("Khách Đến Sau")
        other.all_arrived()

    assert ["Khách Đến Sau"] == [row["typed"]["name"] for row in portal.rows("Ký Tự Rỗng")]


def test_a_door_among_many_leaves_the_rest_that_the_portal_told_unless_its_keeper_sends_by_hand(portal, browser):
    """The portal says more than five minutes here, of which a page believes five."""
    page = browser.new_context(service_workers="block").new_page()
    keeper = Keeper(page)
    rows: list[int] = []

    def among_many(route: Route) -> None:
        rows.append(len(json.loads(route.request.post_data)["rows"]))
        answer = route.fetch()
        rest_ms = 600_000 if any(rows) else 0  # the shift's own beginning may still be on its way
        route.fulfill(response=answer, json={**answer.json(), "rest_ms": rest_ms})

    keeper.enrol(portal.link("Nhiều Cửa"))
    keeper.begin()
    page.route("**/door/sync*", among_many)
    keeper.new_visitor("Người Thứ Nhất")
    keeper.all_arrived()
    keeper.new_visitor("Người Thứ Hai")
    keeper.new_visitor("Người Thứ Ba")
    page.wait_for_timeout(6_000)  # longer than a row can be taken back
    page.evaluate("for (let wakes = 0; wakes < 5; wakes += 1) document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(500)
    rested = portal.count("Nhiều Cửa")
    expect(page.locator("[data-line]")).to_have_attribute("data-state", "turn")
    expect(page.locator("[data-line]")).to_contain_text("2 dòng nằm niêm phong trên máy này chờ đến lượt")
    remembered = keeper.told_rest_ms()
    page.click("[data-enrolled][data-go=more]")
    page.click("[data-send]")
    keeper.all_arrived()

    page.click("[data-go=desk]:visible")
    keeper.new_visitor("Người Cuối Ngày")
    page.click("[data-enrolled][data-go=more]")
    page.click("[data-go=close]:visible")
    page.click("[data-close=out]")
    keeper.all_arrived()

    assert (1, 300_000) == (rested, remembered)
    assert [1, 2, 5] == [count for count in rows if count]  # at last who came, and that all four left
    assert 8 == portal.count("Nhiều Cửa")


def test_an_answer_that_stands_still_on_its_way_is_given_up_and_its_row_goes_again(portal, browser):
    page = browser.new_context(service_workers="block").new_page()
    keeper = Keeper(page)
    keeper.enrol(portal.link("Nửa Đường"))
    keeper.begin()
    page.evaluate(_STANDS_STILL_ONCE)
    keeper.notes_states()
    keeper.new_visitor("Khách Nửa Đường")
    keeper.all_arrived()

    assert "waiting" in keeper.states_said()
    assert 1 == portal.count("Nửa Đường")


def test_whoever_comes_while_the_portal_does_not_answer_makes_the_page_try_no_sooner(portal, browser):
    page = browser.new_context(service_workers="block").new_page()
    keeper = Keeper(page)
    keeper.enrol(portal.link("Cổng Bận"))
    keeper.begin()
    page.evaluate(_NOTES_WHEN_IT_ASKS)
    page.route("**/door/sync*", lambda route: route.fulfill(status=503, body=""))
    keeper.new_visitor("Người Đến Trước")
    page.wait_for_function("() => window.asked.length > 0", timeout=LONG_MS)
    keeper.new_visitor("Người Đến Sau")  # to be sent between the second time and the third
    page.wait_for_function("() => window.asked.length > 2", timeout=LONG_MS)
    asked_ms = page.evaluate("window.asked")[:3]
    page.unroute("**/door/sync*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    keeper.all_arrived()
    gaps_ms = [later - sooner for sooner, later in itertools.pairwise(asked_ms)]

    assert gaps_ms[0] > 1_900
    assert gaps_ms[1] > 4_900
    assert 2 == portal.count("Cổng Bận")


def test_what_is_on_its_way_is_not_taken_back_any_more(portal, browser):
    """The button hides when the row is sent; whoever hits it in that moment takes nothing back that the portal has."""
    page = browser.new_context(service_workers="block").new_page()
    keeper = Keeper(page)
    on_the_way: list[Route] = []

    def hold(route: Route) -> None:
        if json.loads(route.request.post_data)["rows"]:
            on_the_way.append(route)
        else:
            route.continue_()

    keeper.enrol(portal.link("Trên Đường"))
    keeper.begin()
    before = portal.count("Trên Đường")
    page.route("**/door/sync*", hold)
    with page.expect_request(lambda asked: '"way":"in"' in (asked.post_data or ""), timeout=LONG_MS):
        keeper.new_visitor("Khách Trên Đường")
    page.evaluate("document.querySelector('[data-undo]').click()")
    kept = keeper.kept()
    for route in on_the_way:
        route.continue_()
    keeper.all_arrived()
    said = page.locator("[data-last-said]").text_content()

    assert (1, 1) == (len(kept), portal.count("Trên Đường") - before)
    assert "Khách Trên Đường" in said


@pytest.mark.every_run
def test_what_one_page_may_still_take_back_no_other_page_of_the_device_sends(portal, passing_device):
    """A door's page stands open twice sooner or later: by the address, and by the icon on the first screen."""
    with passing_device.on() as keeper:
        page, other = begun(keeper, portal.link("Hai Trang")), Keeper(keeper.page.context.new_page())
        other.opened(f"{portal.origin}/door/")
        for one in (page, other.page):
            one.evaluate(SLOW_TO_SEND)
        keeper.new_visitor("Người Sẽ Rút")
        asked_to_send(other.page)
        came = portal.count("Hai Trang")
        page.click("[data-undo]")
        expect(page.locator("[data-last-said]")).to_have_text("Đã lấy lại.")

        keeper.new_visitor("Người Ở Lại")
        other.page.click("[data-staff=in]")
        other.wrote("Nhân viên")
        asked_to_send(other.page)
        page.click("[data-undo]")
        expect(page.locator("[data-last-said]")).to_contain_text("Chưa lấy lại được")
        other.page.evaluate("window.setTimeout = window.asItWas")
        other.page.reload()
        other.sees("desk")
        other.all_arrived()

    assert 0 == came
    assert ["Người Ở Lại", None] == [row["typed"].get("name") for row in portal.rows("Hai Trang")]


def asked_to_send(page: Page) -> None:
    """Twice: the first answer may be to a question from before."""
    for _ in range(2):
        with page.expect_response("**/door/sync*", timeout=LONG_MS):
            page.evaluate("window.dispatchEvent(new Event('online'))")


def test_the_same_code_goes_out_after_the_page_was_loaded_anew_and_another_one_by_the_list(portal, passing_device):
    """A phone shows another code each quarter of an hour; nobody can know that it is the same one."""
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Mã Trở Lại"))
        keeper.scan("BZT1:Kx9_qThe-Khach-1")
        expect(page.locator("[data-scanned]")).to_contain_text("Cứ mười lăm phút điện thoại hiện mã khác")
        page.reload()
        keeper.sees("desk")
        keeper.scan("BZT1:Kx9_qThe-Khach-1")
        expect(page.locator("[data-scanned]")).to_contain_text("Cứ mười lăm phút điện thoại hiện mã khác")
        keeper.figures(inside=1, came=1, left=0)  # lost for a moment and seen again: nobody goes so soon
        page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 60000; })()")
        keeper.scan("BZT1:Kx9_qThe-Khach-1")
        keeper.figures(inside=0, came=1, left=1)
        expect(page.locator("[data-said=scanned]")).to_be_hidden()
        keeper.scan("BZT1:Kx9_qThe-Khach-2")
        keeper.figures(inside=1, came=2, left=1)
        keeper.out("Khách có ứng dụng")
        keeper.figures(inside=0, came=2, left=2)
        keeper.all_arrived()

    first, gone, second, gone_too = portal.rows("Mã Trở Lại")
    assert ["in", "out", "in", "out"] == [one["way"] for one in (first, gone, second, gone_too)]
    assert [first["number"], second["number"]] == [gone["of"], gone_too["of"]]


@pytest.mark.parametrize("late_s", [-100, 100])
def test_a_clock_within_two_minutes_judges_no_phone_wrongly_and_is_no_trouble(portal, passing_device, late_s):
    with passing_device.on() as keeper:
        keeper.page.add_init_script(f"sessionStorage.setItem('late', {late_s * 1000});{_LATE}")
        page = begun(keeper, portal.link("Lệch Một Phút"))
        now = f"Math.floor((Date.now() + {late_s * 1000}) / 60000)"
        for minutes_ago, said in ((2, "đã quá một phút"), (0, "Ứng dụng đang chạy")):
            keeper.scan(f"BZM1:{page.evaluate(now) - minutes_ago}:on")
            expect(page.locator("[data-scanned]")).to_contain_text(said)
        expect(page.locator("[data-said=clock]")).to_be_hidden()


def test_a_whole_day_at_a_door_goes_by_keyboard_alone(portal, passing_device):
    """Each step is reached by the tabulator, and the reader sees where they are."""
    with passing_device.on() as keeper:
        page = keeper.page
        keeper.opened(portal.link("Bàn Phím"))
        page.evaluate(SLOW_TO_SEND)
        at(page, "#label")
        entered(page, "Máy để bàn")
        keeper.sees("shift")
        at(page, "[name=keeper]")
        page.keyboard.press("ArrowDown")
        at(page, "#pin")
        entered(page, "2580")
        keeper.sees("desk")
        for name in ("Lò Văn Phím", "Bùi Thị Nhầm", "Tô Văn Quên"):
            at(page, "[data-new]")
            entered(page)
            keeper.sees("entry")
            entered(page, name)
            keeper.wrote(name)
            if name == "Bùi Thị Nhầm":
                at(page, "[data-undo]")
                entered(page)
                expect(page.locator("[data-last-said]")).to_have_text("Đã lấy lại.")
        at(page, "#sought")
        page.keyboard.type("lo van")
        expect(page.locator("[data-list] li")).to_have_count(1)
        at(page, "[data-list] button")
        entered(page)
        keeper.wrote("Lò Văn Phím")
        shift = page.locator("[data-place]").inner_text()
        for step, view in (("[data-go=more]", "more"), ("[data-go=close]", "close"), ("[data-close=out]", "shift")):
            at(page, step)
            entered(page)
            keeper.sees(view)
        page.evaluate("window.setTimeout = window.asItWas")
        page.reload()
        keeper.sees("shift")
        keeper.all_arrived()

    rows = portal.rows("Bàn Phím")
    assert "Ca sáng" in shift
    assert [("in", "Lò Văn Phím"), ("in", "Tô Văn Quên"), ("out", None), ("out", None)] == [
        (row["way"], row["typed"].get("name")) for row in rows
    ]
    assert [row["number"] for row in rows[:2]] == [row["of"] for row in rows[2:]]


@pytest.mark.breadth
def test_after_a_week_without_a_network_all_of_it_arrives_once_and_the_camera_has_read_codes_each_day(
    play, passing_device, tmp_path
):
    """The page is loaded anew each morning; the portal's clock passes the week as the device's does."""
    names = [f"Khách Ngày {day}" for day in range(1, 8)]
    with door_portal_by_drill_clock(tmp_path, "Một Tuần") as portal, passing_device.on() as keeper:
        keeper.page.add_init_script(CAMERA + _DAYS_AHEAD)
        page = begun(keeper, portal.link("Một Tuần"))
        page.evaluate(until(_HAS_ITS_READER))
        page.context.set_offline(True)
        for day, name in enumerate(names, 1):
            page.evaluate("day => localStorage.setItem('days-ahead', day)", day)
            page.reload()
            keeper.sees("desk")
            page.click("[data-scan]")
            expect(page.locator("[data-video]")).to_be_visible()
            page.evaluate(until(_HOLDS_A_MARK_UNTIL_IT_IS_READ))
            keeper.new_visitor(name)
            keeper.figures(inside=day, came=1, left=0)
            assert day == len(keeper.kept())
        before = portal.count("Một Tuần")
        portal.passes(7 * _DAY_MS)
        page.context.set_offline(False)
        keeper.all_arrived()
        asked_to_send(page)
        rows = portal.rows("Một Tuần")

    assert (0, names) == (before, [row["typed"]["name"] for row in rows])
    assert (7, {0}) == (len({row["hour"] for row in rows}), {row["is_corrected"] for row in rows})


def saved(page: Page, what: str, path):
    files_of(page)
    with page.expect_download(timeout=LONG_MS) as download:
        page.click(f"[data-save={what}]")
    download.value.save_as(path)
    return path


def taken(page: Page, path, says: str) -> None:
    files_of(page)
    page.set_input_files("[data-take]", str(path))
    expect(page.locator("[data-file-said]")).to_contain_text(says, timeout=LONG_MS)


_NO_UNDO = "() => document.querySelector('[data-undo]').hidden"
SLOW_TO_SEND = """() => {
  window.asItWas = window.setTimeout;
  window.setTimeout = (then, ms, ...more) => window.asItWas(then, ms === 4000 ? 60000 : ms, ...more);
}"""
"""Makes the four seconds in which a row can be taken back a minute: a loaded machine takes longer to click."""


def files_of(page: Page) -> None:
    if page.locator("[data-view=desk]").is_visible():
        page.click("[data-go=more]")
        page.click("[data-files] summary")


def test_what_was_just_written_is_taken_back_and_the_day_closed_with_whoever_did_not_check_out(portal, passing_device):
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Tay Cầm"))
        page.evaluate(SLOW_TO_SEND)
        keeper.new_visitor("Nhầm Một Người")
        page.click("[data-undo]")
        expect(page.locator("[data-last-said]")).to_have_text("Đã lấy lại.")
        page.evaluate("window.setTimeout = window.asItWas")
        keeper.figures(inside=0, came=0, left=0)
        keeper.new_visitor("Quên Ghi Ra")
        page.click("[data-go=more]")
        page.click("[data-handover]")
        keeper.begin("Ca chiều")
        expect(page.locator("[data-list]")).to_contain_text("Quên Ghi Ra")
        page.click("[data-new]")
        page.fill("#name", "Bỏ Dở Quên Ghi Ra")
        page.click("[data-view=entry] [data-go=desk]")
        page.fill("#sought", "quên ghi")
        page.click("[data-go=more]")
        page.click("[data-go=close]:visible")
        expect(page.locator("[data-unleft]")).to_contain_text("Quên Ghi Ra")
        page.click("[data-close=out]")
        keeper.sees("shift")
        keeper.begin("Ca sáng")
        keeper.all_arrived()
        keeper.figures(inside=0, came=1, left=1)
        assert not re.search("quên ghi", page.evaluate(ALL_WORDS), re.IGNORECASE)
        expect(page.locator("[data-undo]")).to_be_hidden()
        expect(page.locator("[data-left]")).not_to_contain_text("Quên Ghi Ra")

    rows = portal.rows("Tay Cầm")
    assert [("in", "Quên Ghi Ra"), ("out", None)] == [(row["way"], row["typed"].get("name")) for row in rows]
    assert rows[0]["number"] == rows[1]["of"]


def test_a_form_that_was_open_when_the_device_ran_out_is_not_written_and_a_code_is_told_the_same(portal, browser):
    keeper = Keeper(browser.new_context(service_workers="block").new_page())
    keeper.enrol(portal.link("Giữa Chừng"))
    keeper.begin()
    keeper.page.click("[data-new]")
    keeper.page.fill("#name", "Đang Ghi Dở")
    portal.revoke("Giữa Chừng")
    keeper.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(keeper.page.locator("[data-ended]")).to_be_visible(timeout=LONG_MS)

    keeper.page.click("[data-entry] [type=submit]")
    refused = keeper.page.locator("[data-entry-said]").inner_text()
    keeper.page.click("[data-view=entry] [data-go=desk]")
    keeper.scan("BZT1:Kx9_qThe-Khach-9")
    expect(keeper.page.locator("[data-scanned]")).to_have_text(refused)

    assert "Máy này không nhận thêm dòng nào nữa. Chưa ghi gì." == refused
    assert ([], 0) == (keeper.kept(), portal.count("Giữa Chừng"))


@pytest.mark.parametrize("circumstance", [_NO_WORKER_LOOKS_AFTER_IT, _READS_NO_QR_BY_ITSELF], ids=["worker", "no_qr"])
def test_the_reader_is_kept_also_where_no_worker_looks_after_the_page_yet_or_the_browsers_own_reads_other_codes(
    portal, passing_device, circumstance
):
    with passing_device.on() as keeper:
        keeper.page.add_init_script(CAMERA + circumstance)
        keeper.enrol(portal.link("Vừa Cài"))
        keeper.begin()

        keeper.page.evaluate(until(_HAS_ITS_READER))


def test_whoever_lost_the_network_before_the_reader_came_is_told_that_and_has_it_once_the_portal_answers(
    portal, passing_device
):
    with passing_device.on() as keeper:
        page = keeper.page
        page.context.route("**/zxing*.wasm*", lambda route: route.abort())
        page.add_init_script(CAMERA)
        begun(keeper, portal.link("Chưa Có Máy Đọc"))
        page.click("[data-scan]")
        expect(page.locator("[data-camera]")).to_contain_text("tự về khi có mạng")
        files_of(page)
        page.click("[data-gather]")
        expect(page.locator("[data-file-said]")).to_contain_text("tự về khi có mạng")
        page.context.unroute("**/zxing*.wasm*")
        page.click("[data-send]")
        page.evaluate(until(_HAS_ITS_READER))


def test_the_reader_is_warm_before_the_camera_is_asked_for_and_does_not_begin_before_the_desk_is_in_use(
    portal, browser
):
    context = browser.new_context(service_workers="block")
    context.add_init_script(CAMERA + _HEARS_READERS)
    page = context.new_page()
    keeper = Keeper(page)
    keeper.enrol(portal.link("Ấm Máy"))
    page.wait_for_timeout(2500)
    before = page.evaluate("window.readers.length")

    keeper.begin()
    page.wait_for_function("() => window.readers.some(one => one.warm)", timeout=LONG_MS)

    assert 0 == before
    assert page.locator("[data-scanner]").is_hidden()
    assert ["ready", "warm"] == [name for one in page.evaluate("window.readers") for name in one]


def test_what_a_row_takes_was_done_once_for_nobody_when_the_camera_opened_and_nothing_was_written(portal, browser):
    """Of what the first visitor of a shift waited for, and the second did not."""
    context = browser.new_context(service_workers="block")
    context.add_init_script(CAMERA)
    page = context.new_page()
    keeper = Keeper(page)
    keeper.enrol(portal.link("Mở Máy"))
    keeper.begin()
    page.evaluate(_WATCHES_WHAT_A_ROW_TAKES)
    page.click("[data-scan]")
    page.wait_for_function("() => window.heard.includes('kept')", timeout=LONG_MS)
    before, inside = page.evaluate("window.heard.slice()"), page.locator("[data-inside]").text_content()
    rows = keeper.kept()

    page.evaluate(_HOLDS_A_VISIT)
    keeper.wrote("Khách có ứng dụng")
    after = page.evaluate("window.heard.slice()")[len(before) :]
    keeper.all_arrived()

    assert ["BZT1:AAAAAAAAAAAAAAAA", "noteOf", "seal", "kept"] == before
    assert ("0", []) == (inside, rows)
    assert ["BZT1:Kx9_qThe-Khach-7", "noteOf", "seal", "kept"] == after[:4]
    assert ["Kx9_qThe-Khach-7"] == [row["typed"]["token"] for row in portal.rows("Mở Máy")]


def test_what_is_made_of_a_code_shown_is_forgotten_after_a_day_though_its_owner_is_inside(portal, browser):
    keeper = Keeper(browser.new_context(service_workers="block").new_page())
    keeper.enrol(portal.link("Ngày Đêm"))
    keeper.begin()
    keeper.scan("BZT1:Kx9_qThe-Khach-8")
    keeper.wrote("Khách có ứng dụng")
    before = keeper.page.evaluate(NOTES_INSIDE)

    came = dt.datetime.fromtimestamp(keeper.page.evaluate("Date.now()") / 1000, dt.UTC)
    within_a_day = []
    for hours in (23, 25):
        keeper.page.clock.set_fixed_time(came + dt.timedelta(hours=hours))
        keeper.page.evaluate("window.dispatchEvent(new Event('offline'))")
        if hours < 24:
            keeper.page.wait_for_timeout(500)
            within_a_day = keeper.page.evaluate(NOTES_INSIDE)
    keeper.page.evaluate(until(f"async () => (await ({NOTES_INSIDE})())[0] === 0"))

    assert [1, 1] == before == within_a_day
    assert [0, 1] == keeper.page.evaluate(NOTES_INSIDE)


def test_a_row_that_is_being_kept_goes_into_no_parcel_before_its_moment_is_over(portal, browser):
    """A parcel is made at any moment, also between a row's disk and the word that it can be taken back."""
    page = browser.new_context(service_workers="block").new_page()
    keeper = Keeper(page)
    early: list[Route] = []

    def hold_the_answer(route: Route) -> None:
        if json.loads(route.request.post_data)["rows"] and not early:
            early.append(route)
            route.fetch()  # the portal has it, and the page does not know
        else:
            route.continue_()

    keeper.enrol(portal.link("Đang Ghi"))
    keeper.begin()
    keeper.all_arrived()
    page.evaluate(SLOW_TO_SEND)
    page.evaluate(_SENDS_WHILE_IT_KEEPS)
    page.route("**/door/sync*", hold_the_answer)
    page.click("[data-new]")
    page.fill("#name", "Người Sẽ Rút")
    with page.expect_response("**/door/sync*", timeout=LONG_MS):  # a parcel that holds the row gets none here
        page.click("[data-entry] [type=submit]")
        keeper.wrote("Người Sẽ Rút")
    page.click("[data-undo]")
    expect(page.locator("[data-last-said]")).to_have_text("Đã lấy lại.")

    assert (0, []) == (portal.count("Đang Ghi"), early)


def test_a_keepers_day_from_the_shift_to_an_empty_door_takes_ten_taps(portal, passing_device):
    """Of two visitors one checks out; then the door is closed, and nobody stands on its list any more."""
    with passing_device.on() as keeper:
        page = keeper.page
        page.context.add_init_script(COUNTED)
        keeper.enrol(portal.link("Một Ngày"))
        page.evaluate("sessionStorage.removeItem('taps')")
        keeper.begin()
        keeper.new_visitor("Lò Văn Đếm")
        keeper.new_visitor("Bùi Thị Quên")
        keeper.out("Lò Văn Đếm")
        page.click("[data-go=more]")
        hours = page.locator("[data-fact=hours]").inner_text()
        page.click("[data-go=close]:visible")
        asked = page.locator("[data-close=as-is]").inner_text()
        page.click("[data-close=out]")
        keeper.sees("shift")
        taps = page.evaluate(HOW_MANY)
        keeper.begin()
        keeper.all_arrived()
        keeper.figures(inside=0, came=2, left=2)
        on_the_list = page.locator("[data-list] li, [data-left] li").count()
        page.click("[data-go=more]")
        page.click("[data-go=close]:visible")
        asked_when_empty = page.locator("[data-close=as-is]").inner_text()

    assert "hằng ngày 06:00–18:00" == hours
    assert ("Đóng cửa; không ai thấy họ ra", "Đóng cửa cuối ngày") == (asked.strip(), asked_when_empty.strip())
    assert (10, 0) == (taps, on_the_list)
    assert ["in", "in", "out", "out"] == [row["way"] for row in portal.rows("Một Ngày")]


def test_what_the_disk_does_not_take_is_not_said_to_be_written(portal, browser):
    page = browser.new_page()
    keeper = Keeper(page)
    keeper.enrol(portal.link("Mở Xem"))
    keeper.begin()
    page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new Error('full'); }; }")
    page.click("[data-new]")
    page.fill("#name", "Không Giữ Được")
    page.click("[data-entry] [type=submit]")
    expect(page.locator("[data-told]")).to_contain_text("Xin ghi vào sổ giấy")
    keeper.sees("entry")
    typed, last = page.input_value("#name"), page.locator("[data-last]").is_hidden()
    inside = page.locator("[data-inside]").text_content()

    assert ("Không Giữ Được", True, "0") == (typed, last, inside)


def test_a_mark_is_for_whoever_is_typed_then_however_long_that_takes_and_for_whom_the_disk_did_not_take(
    portal, passing_device
):
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Giữ Dấu"))
        page.context.set_offline(True)
        keeper.scan(keeper.mark())
        page.click("[data-new]")
        page.fill("#name", "Gõ Thật Lâu")
        page.evaluate("() => { window.now = Date.now; Date.now = () => window.now() + 100000; }")
        page.evaluate("() => { window.added = IDBObjectStore.prototype.add; }")
        page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new Error('full'); }; }")
        page.click("[data-entry] [type=submit]")
        expect(page.locator("[data-told]")).to_contain_text("Xin ghi vào sổ giấy")
        still_said = page.locator("[data-entry-app]").is_visible()
        page.evaluate("() => { IDBObjectStore.prototype.add = window.added; Date.now = window.now; }")
        page.click("[data-entry] [type=submit]")
        keeper.wrote("Gõ Thật Lâu")
        keeper.new_visitor("Người Sau")
        apps = [one["row"]["app"] for one in page.evaluate(ROWS_IN_FULL)]

    assert still_said
    assert ["live", "unasked"] == apps


def test_a_visit_that_the_disk_did_not_take_leaves_the_mark_to_whoever_is_written_next(portal, passing_device):
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Trả Dấu"))
        page.context.set_offline(True)
        keeper.scan(keeper.mark())
        page.evaluate("() => { window.added = IDBObjectStore.prototype.add; }")
        page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new Error('full'); }; }")
        keeper.scan("BZT1:Kx9_qThe-Khach-9")
        expect(page.locator("[data-told]")).to_contain_text("Xin ghi vào sổ giấy")
        page.evaluate("() => { IDBObjectStore.prototype.add = window.added; }")
        page.evaluate("document.querySelector('[data-scanned]').textContent = ''")
        keeper.scan("BZT1:Kx9_qThe-Khach-8")
        keeper.wrote("Khách có ứng dụng")
        apps = [one["row"]["app"] for one in page.evaluate(ROWS_IN_FULL)]

    assert ["live"] == apps


def test_a_day_is_not_closed_while_the_disk_does_not_take_that_somebody_left(portal, passing_device):
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Đầy Ổ"))
        keeper.new_visitor("Còn Ở Trong")
        page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new Error('full'); }; }")
        page.click("[data-go=more]")
        page.click("[data-go=close]:visible")
        page.click("[data-close=out]")
        expect(page.locator("[data-told]")).to_contain_text("Xin ghi vào sổ giấy")
        keeper.sees("desk")
        expect(page.locator("[data-list]")).to_contain_text("Còn Ở Trong")
        keeper.figures(inside=1, came=1, left=0)


def test_a_door_refuses_each_code_in_the_words_of_the_table_and_writes_nothing(portal, passing_device):
    """docs/guides/doors.md, in both languages."""
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Lời Từ Chối"))
        for language in ("vi", "en"):
            if language == "en":
                page.click("[data-other]")
                expect(page.locator("html")).to_have_attribute("lang", "en")
            for code in texts_at(0x17000000000):
                (door,) = [one.door for one in refusals() if one.code == code]
                now_ms = page.evaluate("Date.now()")
                page.evaluate("document.querySelector('[data-scanned]').textContent = ''")
                keeper.scan(texts_at(now_ms)[code])
                before = dt.datetime.fromtimestamp(now_ms / 1000, VIET_NAM) - dt.timedelta(days=1)
                said = door[language].replace("{d}", f"{before.day}/{before.month}")
                expect(page.locator("[data-scanned]")).to_have_text(said, timeout=LONG_MS)
        assert [] == keeper.kept()
        keeper.figures(inside=0, came=0, left=0)


@pytest.mark.breadth
def test_a_door_knows_without_a_network_which_declarations_of_today_have_arrived(portal, passing_device):
    arrived = portal.declared("Ma Thị Sen")
    with passing_device.on() as keeper:
        page = begun(keeper, portal.link("Tờ Khai"))
        keeper.all_arrived()
        page.evaluate(until(_KNOWS_WHAT_ARRIVED))
        page.context.set_offline(True)
        for proof, said in (
            (arrived, "Đã khai báo hôm nay; cơ quan y tế đã nhận được."),
            (arrived[:-2] + ("AA" if arrived[-2:] != "AA" else "BB"), "chưa tới cơ quan y tế"),
        ):
            keeper.scan(proof)
            expect(page.locator("[data-scanned]")).to_contain_text(said, timeout=LONG_MS)
        assert [] == keeper.kept()


def test_a_badge_counts_its_wearer_as_staff_in_and_out_by_turns_and_another_places_badge_nothing(
    portal, passing_device
):
    with passing_device.on() as keeper:
        begun(keeper, portal.link("Thẻ Đeo"))
        first, second = portal.badges("Thẻ Đeo", 2)
        for badge, inside, came, left in ((first, 1, 1, 0), (second, 2, 2, 0), (first, 1, 2, 1)):
            keeper.scan(badge)
            keeper.figures(inside=inside, came=came, left=left)
        keeper.scan(portal.badges("Mở Xem", 1)[0])
        expect(keeper.page.locator("[data-scanned]")).to_contain_text("không phải thẻ nhân viên của nơi này")
        keeper.all_arrived()

    rows = portal.rows("Thẻ Đeo")
    assert [("in", {}), ("in", {}), ("out", {})] == [(row["way"], row["typed"]) for row in rows]
    assert rows[0]["number"] == rows[2]["of"]


@pytest.mark.every_run
def test_a_browser_that_cannot_seal_takes_nothing(portal, browser):
    page = browser.new_context(service_workers="block").new_page()
    page.route("**/parts/nacl*", lambda route: route.abort())
    page.goto(f"{portal.origin}/door/")
    expect(page.locator("[data-said=broken]")).to_be_visible(timeout=LONG_MS)
    shown = page.locator("[data-view]:not([hidden])").count()

    assert 0 == shown


@pytest.mark.parametrize(("path", "width", "scheme"), [("/door/", 390, "light"), ("/door/en", 1280, "dark")])
def test_every_view_is_clean_and_the_page_is_light_before_it_is_used(portal, browser, path, width, scheme):
    page = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    keeper, heard, found = Keeper(page), [], []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("request", lambda r: heard.append(r.url) if not r.url.startswith(portal.origin) else None)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 # playwright marks what it is given

    def look() -> None:
        page.evaluate(AXE)
        found.extend([*page.evaluate(_RUN_AXE), *keeper.misshapen()])
        for narrow in (320, 600, 960, width):
            page.set_viewport_size({"width": narrow, "height": 844})
            found.extend([(narrow, page.evaluate(_OVERFLOW))] if page.evaluate(_OVERFLOW) else [])

    keeper.opened(portal.link("Mở Xem", path))
    carried = sum(len(answer.body()) for answer in answers)
    look()
    page.fill("#label", "Máy để bàn")
    page.click("[data-enrolling] [type=submit]")
    keeper.sees("shift")
    look()
    keeper.begin()
    page.click("[data-new]")
    keeper.sees("entry")
    look()
    page.fill("#name", "Công Tằng Tôn Nữ Nguyễn Phước Bảo Hoàng Thị Ngọc Diễm")
    page.click("[data-entry] [type=submit]")
    keeper.wrote("Công Tằng")
    page.click("[data-scan]")
    expect(page.locator("#wedge")).to_be_visible()
    look()
    page.click("[data-go=more]")
    page.click("[data-files] summary")
    look()
    page.click("[data-go=close]:visible")
    look()

    assert ([], []) == (heard, found)
    assert (PARTS / "nacl.js").stat().st_size < carried < MOST_BYTES_BEFORE_USE
