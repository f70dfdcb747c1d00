"""A door's whole story in one browser: its owner tells of a place by a printed letter, it is registered and approved,
its poster read back, its device enrolled; fifty entries of every kind are written without a network; two phones check
in, and a third shows its code instead of a name; a case has been there; whose phones were there then are warned and the
other is not; two officers open the rows; the rows go, and what the door measured stands in the report."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.venue import PREFIX
from bluezone.webui import has_parts
from tests.support.citizen.cameras import a_camera_before
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.clear_words import words_in
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.door_browser import LONG_MS, DoorDevice, Keeper, kept_for_offline
from tests.support.portal.door_directive import COLLECTOR, KEY
from tests.support.portal.door_office import PIN
from tests.support.portal.looks import carried
from tests.support.portal.rollout_desk import Person
from tests.support.portal.served_portal import BARE, ServedPortal, demo_portal, portal_command
from tests.support.portal.staff_pages import signed_in
from tests.support.scenario.phones_at_doors import Phones, phones_before
from tests.support.scenario.towns import Town, a_town
from tests.support.sources import PROJECT

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.skipif(not has_parts(), reason="scripts/page_parts has brought no reader of codes"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.breadth,
]
HALL, CASE = "Trụ sở Hoa Mai", "CA-2026-00001"
TYPED = {"name": "Lò Thị Kín Đáo", "phone": "0912777888", "plate": "22B-98765", "host": "Ông Tô Văn Hẹn"}
PARTY, SHOWN, MARKED = "Bùi Văn Đoàn", "Hứa Thị Trưng", "Vi Văn Dấu"
SAID = (*TYPED.values(), PARTY, SHOWN, MARKED)
"""What is typed at the door, and stands nowhere else."""
TOGETHER, CODES, ENTRIES = 8, 22, 50
OWNER = "Lê Thị Chủ Nhà"
WARNED_BY_CODE = "đã ở nơi bạn đưa mã vào cửa, trong những giờ có thể bạn cũng ở đó"
WARNED = f"đã ở cùng nơi, cùng lúc với bạn: {HALL}"
HEAD = {
    "what": "report", "addressee": "Ủy ban nhân dân xã", "signer": "Hoàng Văn Thử", "office": "TRƯỞNG PHÒNG",
    "abbreviation": "PVHXH", "drafting_unit": "VHXH", "place": "Sơn Dương",
}  # fmt: skip


@dataclass
class Stage:
    """All who play, and the hands of the town's clock."""

    folder: Path
    town: Town
    portal: ServedPortal
    phones: Phones
    browser: Browser

    def it_is(self, after_noon_ms: int) -> dt.datetime:
        set_clock(self.folder, NOON_MS + after_noon_ms)
        return dt.datetime.fromtimestamp((NOON_MS + after_noon_ms) / 1000, dt.UTC)

    @contextlib.contextmanager
    def working(self, name: str) -> Iterator[Person]:
        """A colleague in a browser, who has signed in."""
        with signed_in(self.portal, name) as visitor:
            context = carried(self.browser, self.portal, visitor, "en", viewport={"width": 1280, "height": 900})
            yield Person(self.portal, name, context)
            context.close()

    def publishes(self) -> None:
        answer = httpx.post(
            f"{self.town.exchange.internal}/internal/v1/publish", headers=self.town.exchange.bearer, timeout=60
        )
        assert 200 == answer.status_code


def test_from_the_registered_place_to_the_measured_report(tmp_path):
    heard: list[str] = []
    data = demo_portal(tmp_path / "portal")
    program = [sys.executable, "-m", "tests.support.portal.door_directive", str(data)]
    subprocess.run(program, env=BARE, cwd=PROJECT, check=True, timeout=180)
    with (
        a_town(tmp_path, data) as town,
        town.portal(data, *town.published, heard=heard) as portal,
        phones_before(tmp_path, town.exchange.public, _root(town), "anna", "binh", "chi") as phones,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        stage = Stage(tmp_path, town, portal, phones, browser)
        device = DoorDevice(play, tmp_path / "device")
        with stage.working("hung") as hung, stage.working("lan") as lan:
            assert [""] * 3 == phones.update()
            told_by_its_owner(stage, read_off(letter_of(hung)))
            place = registered_and_approved(hung, lan)
            poster, typed = read_back(lan, place)
            link, badge = enrolment_of(lan, place)
            checks_in_by_camera(stage, poster)
            a_shift_without_a_network(stage, device, link, badge)
            stage.it_is(50 * MINUTE_MS)
            checks_in_by_typing(stage, "anna", typed)
            stage.it_is(3 * HOUR_MS)
            checks_in_by_typing(stage, "binh", typed)
            landmark = where_the_case_was(lan)
            alerts(lan)
            opened_by_two(lan, hung, landmark)
            told_and_not_told(stage)
        with stage.working(COLLECTOR) as collector:
            in_the_report(collector)
            copied_and_restored(tmp_path, data)
            nowhere_in_clear(tmp_path)
            rows_go_with_a_certificate(stage, place)
        browser.close()

    nowhere_in_clear(tmp_path)
    assert [] == words_in(SAID, ["".join(heard).encode()])
    assert device.holds("Điện thoại ở cổng")  # it would be found


def letter_of(hung: Person) -> Page:
    """The commune's letter to owners, as it is shown once."""
    page = hung.open("/premises/owners")
    page.fill("[name=place]", "xã sơn dương")
    page.get_by_role("button", name="Make a letter").click()
    return page


def told_by_its_owner(stage: Stage, link: str) -> None:
    """Opens what the letter's code says, without an account, and tells of the place."""
    page = stage.browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(link)
    told = {"name": HALL, "address": "Tổ dân phố Đăng Châu", "responsible": OWNER, "phone": "0207 3 830 123"}
    for name, text in told.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=kind]", "office")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".secret__code")).to_be_visible(timeout=LONG_MS)
    page.close()


def registered_and_approved(hung: Person, lan: Person) -> str:
    """The address of the place that one has registered of what its owner told, and another approved; the first may
    not."""
    page = hung.open("/premises/owners")
    page.get_by_role("button", name="Register it").click()
    page.wait_for_url(re.compile(r"/premises/\d+$"))
    place = page.url.removeprefix(lan.portal.origin)
    expect(page.locator(f"form[action='{place}/approve']")).to_have_count(0)
    lan.open(place).locator(f"form[action='{place}/approve'] button").click()
    expect(lan.page.locator(f"a[href^='{place}/poster.pdf']").first).to_be_visible(timeout=LONG_MS)
    return place


def read_back(lan: Person, place: str) -> tuple[str, str]:
    """The poster's text as a camera reads it off the print, and the ten signs that stand beside it."""
    sheet = pdfium.PdfDocument(lan.get(f"{place}/poster.pdf?size=A4"))[0]
    (seen,) = zxingcpp.read_barcodes(sheet.render(scale=2).to_pil(), zxingcpp.BarcodeFormat.QRCode)
    typed = re.search(r"\b([0-9A-Z]{5}) ([0-9A-Z]{5})\b", sheet.get_textpage().get_text_range())
    assert seen.text.startswith(PREFIX)
    assert typed is not None
    return seen.text, typed[1] + typed[2]


def enrolment_of(lan: Person, place: str) -> tuple[str, str]:
    """What the code for a device says, read off the screen, and a badge of own staff, off its print."""
    page = lan.open(f"/posts/at/{place.rpartition('/')[2]}")
    page.fill("[name=name]", "Cổng chính")
    page.check("[name=asks_phone]")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/posts/\d+$"))
    page.fill("[name=label]", "Ca sáng")
    page.fill("[name=pin]", PIN)
    page.locator("form[action$='/keepers'] button").click()
    expect(page.locator("main")).to_contain_text("Ca sáng", timeout=LONG_MS)
    post = page.url.removeprefix(lan.portal.origin)
    page.locator("form[action$='/code'] button").click()
    return read_off(page), a_badge(lan, post)


def a_badge(lan: Person, post: str) -> str:
    page = lan.open(post)
    with page.expect_download() as printed:
        page.locator("form[action$='/badges']").evaluate("form => form.requestSubmit()")
    sheet = pdfium.PdfDocument(printed.value.path())[0]
    return zxingcpp.read_barcodes(sheet.render(scale=2).to_pil(), zxingcpp.BarcodeFormat.QRCode)[0].text


def read_off(page: Page) -> str:
    """What the code on a page says, as a camera reads it off the screen."""
    box = page.locator(".qr-box")
    expect(box).to_be_visible(timeout=LONG_MS)
    (seen,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(box.screenshot())), zxingcpp.BarcodeFormat.QRCode)
    return seen.text


def checks_in_by_camera(stage: Stage, poster: str) -> None:
    """Anna holds her phone before the poster, and leaves after forty minutes."""
    page = stage.browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(a_camera_before(poster))
    page.goto(stage.phones.page("anna", "/places/scan"))
    page.get_by_role("button", name="Mở máy ảnh").click()
    expect(page.get_by_text(HALL).first).to_be_visible(timeout=LONG_MS)
    page.close()


def checks_in_by_typing(stage: Stage, owner: str, typed: str) -> None:
    """Types the ten signs; the commune's places come to the exchange by themselves, so it is tried until they have."""
    page = stage.browser.new_page(viewport={"width": 390, "height": 844})
    for _ in range(60):
        page.goto(stage.phones.page(owner, "/places/scan"))
        page.fill("[name=text]", f"{typed[:5].lower()}-{typed[5:].lower()}")
        page.get_by_role("button", name="Ghi vào sổ").click()
        page.wait_for_load_state()
        if not page.url.partition("?")[0].endswith("/scan"):
            break
        page.wait_for_timeout(1_000)
    expect(page.get_by_text(HALL).first).to_be_visible(timeout=LONG_MS)
    page.close()


def a_shift_without_a_network(stage: Stage, device: DoorDevice, link: str, badge: str) -> None:
    """Fifty entries: of 35 visitors one app runs, 24 are shown, one does not run, one has no such phone; staff by badge
    and by button, and whoever leaves."""
    now = stage.it_is(10 * MINUTE_MS)
    with device.on() as keeper:
        keeper.page.clock.set_fixed_time(now)
        keeper.enrol(link)
        keeper.begin()
        kept_for_offline(keeper.page)
        keeper.page.context.set_offline(True)
        keeper.new_visitor(TYPED["name"], more=TYPED, choose=("Không có điện thoại thông minh",))
        keeper.new_visitor(SHOWN, choose=("Có, khách cho xem",))
        keeper.scan(keeper.mark())
        keeper.new_visitor(MARKED)
        together(keeper)
        keeper.scan(code_shown_by(stage, "chi"))
        keeper.wrote("Khách có ứng dụng")
        keeper.scan(badge)
        keeper.wrote("Nhân viên")
        keeper.out(SHOWN)
        keeper.again(SHOWN)
        many_more(keeper)
        keeper.waits("offline")
        assert ENTRIES == len(keeper.kept())
        keeper.page.context.set_offline(False)
        keeper.all_arrived()
        assert [] == keeper.kept()


def many_more(keeper: Keeper) -> None:
    """Twenty-two who show a code instead of a name, eight of the staff, six of whom leave, and six unknown who do."""
    for number in range(CODES):
        keeper.scan(f"BZT1:Kx9_qThe-Khac{number:03}")
        keeper.figures(inside=14 + number, came=15 + number, left=1)
    for press, count, times in (("staff=in", "in", 8), ("staff=out", "out", 6), ("somebody", "out", 6)):
        counted = keeper.page.locator(f"[data-{count}]").first
        for _ in range(times):
            before = int(counted.inner_text())
            keeper.page.click(f"[data-{press}]")
            expect(counted).to_have_text(str(before + 1), timeout=LONG_MS)


def code_shown_by(stage: Stage, owner: str) -> str:
    """What the camera would read off this owner's phone."""
    page = stage.browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(stage.phones.page(owner, "/door-code"))
    text = page.locator(".qr__text").inner_text()
    page.close()
    return text


def together(keeper: Keeper) -> None:
    """Eight come with one name; an app does not run, they are told, and somebody coughs."""
    keeper.page.click("[data-new]")
    keeper.sees("entry")
    keeper.page.fill("#name", PARTY)
    for _ in range(TOGETHER - 1):
        keeper.page.click("[data-party='1']")
    for answer in ("Chưa chạy", "Đã nhắc bật ứng dụng"):
        keeper.page.locator("[data-entry] label", has_text=answer).first.click()
    keeper.page.locator("[name=symptoms][value=yes]").check(force=True)
    keeper.page.click("[data-entry] [type=submit]")
    keeper.wrote(PARTY)


def where_the_case_was(lan: Person) -> str:
    """The address of the landmark: the hall, from seven to eight in the evening."""
    fields = {
        "where": HALL, "place": "xã sơn dương", "first_day": "2026-11-24", "begins": "19:00", "last_day": "",
        "ends": "20:00", "what": "", "reason": "",
    }  # fmt: skip
    return lan.post(f"/tracing/places/of/{CASE}", fields)


def alerts(lan: Person) -> None:
    """The words are shown first, and only then said to phones."""
    when = {"typed": "hoa mai", "day": "2026-11-24", "begins": "19:00", "ends": "20:00"}
    shown = lan.post(f"/cases/{CASE}/alerts", when, status=200)
    assert HALL in shown
    assert f"{CODES + 1} phones whose codes were shown at doors of this place" in " ".join(shown.split())
    lan.post(f"/cases/{CASE}/alerts", {**when, "sure": "1"})


def opened_by_two(lan: Person, hung: Person, landmark: str) -> None:
    """Lan asks and may not agree; Hung does, and reads each name again from its seal."""
    page = lan.open(f"/posts/ask/{landmark.rpartition('/')[2]}")
    page.locator("label", has_text=HALL).click()
    page.fill("[name=purpose]", "tìm người tiếp xúc")
    page.get_by_role("button", name="Ask a colleague").click()
    expect(page.get_by_text("Another person agrees")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("button", name="Agree, and open the rows")).to_have_count(0)
    hung.open("/posts/releases").get_by_role("button", name="Agree, and open the rows").click()
    hung.page.wait_for_url(re.compile(r"/tracing/inbox"))
    expect(hung.page.locator("main")).to_contain_text("Log of a door", timeout=LONG_MS)
    unnamed = hung.page.get_by_role("link", name="Somebody who is not named")
    ways = unnamed.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert {TYPED["name"], PARTY, SHOWN, MARKED} == {read_again(hung, way) for way in ways}


def read_again(officer: Person, way: str) -> str:
    """The name in a row that was opened: by an act, from its seal."""
    page = officer.open(way)
    page.locator("button[form^='open-']").first.click()
    page.wait_for_url(re.compile(r"/posts/rows/\d+$"))
    return page.locator("h1").inner_text()


def told_and_not_told(stage: Stage) -> None:
    """The next day's batch warns whoever was there then, and nobody who came later; neither phone has sent a word."""
    stage.it_is(DAY_MS)
    stage.publishes()
    assert [""] * 3 == stage.phones.update()
    page = stage.browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(stage.phones.page("anna"))
    expect(page.get_by_text(WARNED).first).to_be_visible(timeout=LONG_MS)
    page.goto(stage.phones.page("chi", "/warnings"))
    expect(page.get_by_text(WARNED_BY_CODE).first).to_be_visible(timeout=LONG_MS)
    expect(page.locator("main")).not_to_contain_text(HALL, timeout=LONG_MS)
    page.goto(stage.phones.page("binh", "/warnings"))
    expect(page.locator("main")).not_to_contain_text(HALL, timeout=LONG_MS)
    page.close()
    assert [[], [], []] == [stage.phones.sent(owner) for owner in ("anna", "binh", "chi")]


def in_the_report(collector: Person) -> None:
    """What the door measured, with its denominator: on the page of sums and in the paper's own words."""
    page = collector.open(f"/directives/{KEY}/sums")
    expect(page.locator("main")).to_contain_text("2.86 % (1/35)", timeout=LONG_MS)
    way = collector.post(f"/directives/{KEY}/papers", HEAD)
    sheet = pdfium.PdfDocument(collector.get(f"{way}/file.pdf"))
    said = " ".join(" ".join(one.get_textpage().get_text_range() for one in sheet).split())
    assert "2,86 % (1/35)" in said
    assert "1 cửa, từ 20/11/2026 đến hết 24/11/2026; biết tình trạng ứng dụng của 27 trong 35 lượt khách" in said


def rows_go_with_a_certificate(stage: Stage, place: str) -> None:
    """After 21 days; the portal does it by itself."""
    stage.it_is(23 * DAY_MS)
    with stage.working("lan") as lan:
        post = lan.open(place).locator("a[href^='/posts/']").first.get_attribute("href")
        for _ in range(60):
            if "Erased after 21 days" in lan.open(post or "").locator("main").inner_text():
                break
            lan.page.wait_for_timeout(1_000)
        expect(lan.page.locator("main")).to_contain_text(f"{ENTRIES} rows of", timeout=LONG_MS)
        expect(lan.page.locator("main")).to_contain_text(re.compile("[0-9a-f]{16}"), timeout=LONG_MS)


def copied_and_restored(folder: Path, data: Path) -> None:
    """A backup of the running portal, and what comes of it elsewhere."""
    copy = ("--key", str(folder / "copy.key"))
    made = portal_command("backup", data, "--out", str(folder / "copy"), *copy)
    assert 0 == made.returncode, made.stderr
    restored = portal_command("restore", folder / "restored", "--backup", str(folder / "copy"), *copy)
    assert 0 == restored.returncode, restored.stderr
    assert [HALL] == words_in(
        [HALL], (path.read_bytes() for path in (folder / "restored").rglob("*") if path.is_file())
    )


def nowhere_in_clear(folder: Path) -> None:
    """No name that was typed at the door stands in any file of portal, exchange, phones, browser or of a restored
    backup; what is no secret is found."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [] == words_in(SAID, files)
    assert [HALL] == words_in([HALL], files)


def _root(town: Town) -> bytes:
    return httpx.get(f"{town.exchange.public}/v1/root", timeout=60).content
