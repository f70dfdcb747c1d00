"""The counting page in a real browser before a portal of its own process: taps and photos, no network, a thin line,
a browser that is killed in the middle. At the end everything is there exactly once."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.support.amounts import PARCELS_AT_ONCE
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.door_browser import LONG_MS
from tests.support.portal.field_portal import FieldPortal, field_portal
from tests.support.portal.fielding import entries
from tests.support.portal.pictures import a_photo

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.in_turn(of=6),
]
KINDS = ("installed", "helped", "no_smartphone", "refused")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

_ENTRIES_LEFT = """() => new Promise(resolve => {
  const asking = indexedDB.open("bluezone-field", 1);
  asking.onsuccess = () => {
    const all = asking.result.transaction(["entries"]).objectStore("entries").getAll();
    all.onsuccess = () => resolve(all.result.length);
  };
})"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[FieldPortal]:
    with field_portal(tmp_path_factory.mktemp("field")) as running:
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


@dataclass
class Phone:
    """A browser with a memory of its own, that can be killed."""

    play: Playwright
    folder: Path

    @contextlib.contextmanager
    def opened(self, **options) -> Iterator[tuple[BrowserContext, Page]]:
        context = self.play.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=str(CHROMIUM),
            args=LEAN,
            viewport={"width": 390, "height": 844},
            **options,
        )
        try:
            yield context, context.pages[0] if context.pages else context.new_page()
        finally:
            with contextlib.suppress(Exception):
                context.close()

    def kill(self) -> None:
        """At once, as a battery ends: every process of this browser, found by its own folder."""
        mark = str(self.folder).encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark in (entry / "cmdline").read_bytes():
                        os.kill(int(entry.name), signal.SIGKILL)


@pytest.fixture
def phone(play, tmp_path) -> Phone:
    return Phone(play, tmp_path / "phone")


@dataclass
class PassingPhone:
    """One that nobody kills or opens again: windows of a browser that runs already."""

    browser: Browser

    @contextlib.contextmanager
    def opened(self) -> Iterator[tuple[BrowserContext, Page]]:
        context = self.browser.new_context(viewport={"width": 390, "height": 844})
        yield context, context.new_page()
        context.close()


@pytest.fixture
def passing_phone(browser) -> PassingPhone:
    return PassingPhone(browser)


def ready(page: Page, address: str) -> None:
    page.goto(address)
    shows_what_it_keeps(page)


def shows_what_it_keeps(page: Page) -> None:
    """Waits until one may tap, and the figures are those of the store and no longer the page's own noughts."""
    page.locator("[data-count=helped]:not([disabled])").wait_for()
    expect(page.locator("[data-line]")).not_to_be_empty(timeout=LONG_MS)


def kept_for_offline(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def thin(context: BrowserContext, page: Page, *, offline: bool = False) -> None:
    """64 kbit/s both ways, or nothing at all."""
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    conditions = {"offline": offline, "latency": 400, "downloadThroughput": 8_000, "uploadThroughput": 8_000}
    line.send("Network.emulateNetworkConditions", conditions)


def figure(page: Page, name: str) -> int:
    return int(page.locator(f"[data-{name}]").inner_text())


def tap(page: Page, kind: str, times: int) -> None:
    for _ in range(times):
        before = figure(page, f"figure={kind}")
        page.locator(f"[data-count={kind}]").click()
        page.wait_for_function(
            "([kind, before]) => Number(document.querySelector(`[data-figure=${kind}]`).textContent) === before + 1",
            arg=[kind, before],
        )


def take_photos(page: Page, folder: Path, count: int) -> None:
    for number in range(count):
        before = figure(page, "photos-kept")
        path = folder / f"{number}.jpg"
        path.write_bytes(a_photo(number, size=(1600, 1200), exif=True))
        page.set_input_files("[data-photo]", str(path))
        page.wait_for_function(
            "before => Number(document.querySelector('[data-photos-kept]').textContent) === before + 1", arg=before
        )


def wait_until(page: Page, condition: str) -> None:
    """Asks ten times in a second: at each frame, which is what is asked else, a page that waits for a thin line draws
    sixty."""
    page.wait_for_function(f"() => {condition}", timeout=240_000, polling=100)


@pytest.mark.every_run
def test_fifty_taps_and_ten_photos_without_a_network_arrive_exactly_once_over_a_thin_line(portal, phone, tmp_path):
    address = portal.new_link("D50")
    with phone.opened() as (context, page):
        ready(page, address)
        kept_for_offline(page)
        thin(context, page, offline=True)
        context.set_offline(True)
        for kind, times in zip(KINDS, (20, 12, 10, 8), strict=True):
            tap(page, kind, times)
        take_photos(page, tmp_path, 10)
        assert (50, 0) == (figure(page, "kept"), figure(page, "arrived"))

        page.reload()
        shows_what_it_keeps(page)
        page.wait_for_function("() => document.querySelector('[data-kept]').textContent === '50'")
        assert (10, 0) == (figure(page, "photos-kept"), figure(page, "photos-arrived"))
        phone.kill()

    with phone.opened() as (context, page):
        thin(context, page)
        ready(page, address)
        wait_until(page, "Number(document.querySelector('[data-photos-arrived]').textContent) >= 3")
        phone.kill()
    assert 3 <= portal.photos("D50") < 10

    with phone.opened() as (context, page):
        thin(context, page)
        ready(page, address)
        wait_until(page, "document.querySelector('[data-photos-kept]').textContent === '0'")
        wait_until(page, "document.querySelector('[data-kept]').textContent === '0'")
        assert (50, 10) == (figure(page, "arrived"), figure(page, "photos-arrived"))
        shown = [figure(page, f"figure={kind}") for kind in KINDS]

    assert [20, 12, 10, 8] == shown
    assert (32, 20, 10, 8, 50) == portal.sums("D50")
    assert 10 == portal.photos("D50")


def first_answer_lost(page) -> list[str]:
    """Loses the first answer to what this page sends, on its way back; it stands in the list then."""
    lost: list[str] = []

    def lose_the_first(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/field/entries", lose_the_first)
    return lost


def test_an_answer_that_is_lost_on_the_way_back_doubles_nothing(portal, browser):
    """The office has written it down, and the phone never hears of it."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    lost = first_answer_lost(page)
    ready(page, portal.new_link("D51"))
    tap(page, "refused", 3)
    wait_until(page, "document.querySelector('[data-arrived]').textContent === '3'")

    assert ['{"added": 3, "known": 0}'] == lost
    assert (0, 0, 0, 3, 3) == portal.sums("D51")


def test_a_slip_of_the_thumb_is_taken_back_before_it_is_sent(portal, passing_phone):
    with passing_phone.opened() as (_, page):
        ready(page, portal.new_link("D52"))
        now = dt.datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, dt.UTC)
        page.clock.set_fixed_time(now)  # a tap rests for four seconds, and a loaded machine takes longer to click
        tap(page, "installed", 1)
        tap(page, "refused", 1)
        page.locator("[data-undo]").click()
        page.wait_for_function("() => document.querySelector('[data-figure=refused]').textContent === '0'")
        page.clock.set_fixed_time(now + dt.timedelta(minutes=1))
        wait_until(page, "document.querySelector('[data-arrived]').textContent === '1'")

        assert page.locator("[data-undo]").is_disabled()

    assert (1, 1, 0, 0, 1) == portal.sums("D52")


def test_a_tap_that_has_left_is_not_taken_back_though_no_answer_came(portal, browser):
    """The office may have it: taken back here, it would count there and not on the phone."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    lost = first_answer_lost(page)
    ready(page, portal.new_link("D65"))
    tap(page, "refused", 1)
    while not lost:
        page.wait_for_timeout(50)
    page.evaluate("document.querySelector('[data-undo]').click()")
    wait_until(page, "document.querySelector('[data-kept]').textContent === '0'")

    assert (1, True) == (figure(page, "figure=refused"), page.locator("[data-undo]").is_disabled())
    assert (0, 0, 0, 1, 1) == portal.sums("D65")


def test_what_has_arrived_is_no_longer_on_the_phone(portal, passing_phone):
    with passing_phone.opened() as (_, page):
        ready(page, portal.new_link("D53"))
        tap(page, "refused", 2)
        wait_until(page, "document.querySelector('[data-arrived]').textContent === '2'")
        left = page.evaluate(_ENTRIES_LEFT)

    assert 0 == left


@pytest.mark.breadth
def test_two_windows_of_one_phone_count_together_and_nothing_twice(portal, passing_phone):
    address = portal.new_link("D54")
    with passing_phone.opened() as (context, page):
        ready(page, address)
        other = context.new_page()
        ready(other, address)
        tap(page, "helped", 2)
        other.reload()
        shows_what_it_keeps(other)
        tap(other, "no_smartphone", 1)
        wait_until(other, "document.querySelector('[data-kept]').textContent === '0'")
        arrived = figure(other, "arrived")

    assert 3 == arrived
    assert (2, 0, 1, 0, 3) == portal.sums("D54")


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_link_that_ended_says_so_and_loses_nothing(portal, passing_phone, end):
    team = {"revoked": "D55", "expired": "D56"}[end]
    with passing_phone.opened() as (context, page):
        ready(page, portal.new_link(team))
        kept_for_offline(page)
        context.set_offline(True)
        tap(page, "helped", 2)
        with portal.ended(team, end):
            context.set_offline(False)
            page.locator("[data-said=shut]").wait_for(timeout=60_000)

            assert page.locator("[data-why]").inner_text() in {
                "Đường dẫn này đã bị thu hồi; xin nơi cấp đường dẫn mới.",
                "Mã đội đã hết hạn; xin mã mới.",
            }
            assert 2 == figure(page, "kept")
    assert (0, 0, 0, 0, 0) == portal.sums(team)


def test_a_file_that_is_no_photo_is_told_so_and_not_kept(portal, passing_phone, tmp_path):
    (tmp_path / "not.jpg").write_bytes(b"%PDF-1.7 hostile")
    with passing_phone.opened() as (_, page):
        ready(page, portal.new_link("D57"))
        page.set_input_files("[data-photo]", str(tmp_path / "not.jpg"))
        page.get_by_text("Không đọc được ảnh này; xin chụp lại.").wait_for()

        assert 0 == figure(page, "photos-kept")


def test_a_page_without_a_link_says_where_to_get_one(portal, passing_phone):
    with passing_phone.opened() as (_, page):
        page.goto(f"{portal.origin}/field/")
        page.get_by_text("Chưa có đội").wait_for()

        assert page.locator("[data-count=helped]").is_disabled()


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        ("/field/", 320, "light"),
        ("/field/en", 1280, "dark"),
        pytest.param("/field/", 320, "dark", marks=pytest.mark.breadth),
        pytest.param("/field/", 390, "light", marks=pytest.mark.breadth),
        pytest.param("/field/", 390, "dark", marks=pytest.mark.breadth),
        pytest.param("/field/en", 1280, "light", marks=pytest.mark.breadth),
    ],
)
def test_the_page_is_clean_in_both_languages(portal, browser, scheme, path, width):
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("request", lambda r: heard.append(r.url) if not r.url.startswith(portal.origin) else None)
    ready(page, portal.new_link(f"E{width % 100}").replace("/field/", path))
    tap(page, "refused", 1)
    page.evaluate(AXE)
    found = page.evaluate(_RUN_AXE)
    overflow = page.evaluate(_OVERFLOW)

    assert ([], [], 0) == (heard, found, overflow)


def test_what_was_counted_with_a_revoked_link_goes_out_with_the_next_one(portal, passing_phone):
    """Somebody lost their phone; the others of the team have lost nothing."""
    with passing_phone.opened() as (context, page):
        ready(page, portal.new_link("D60"))
        kept_for_offline(page)
        context.set_offline(True)
        tap(page, "helped", 3)
        portal.revoke("D60")
        context.set_offline(False)
        page.locator("[data-said=shut]").wait_for(timeout=60_000)

        page.goto("about:blank")
        ready(page, portal.another_link("D60"))
        wait_until(page, "document.querySelector('[data-arrived]').textContent === '3'")

        assert not page.locator("[data-said=shut]").is_visible()
    assert (3, 0, 0, 0, 3) == portal.sums("D60")


def test_photos_that_are_refused_hold_back_no_count(portal, browser):
    page = browser.new_context(service_workers="block").new_page()
    why = '{"reason": "full", "vi": "Đội đã gửi quá nhiều ảnh.", "en": "Too many photos."}'
    page.route("**/field/photos/*", lambda route: route.fulfill(status=409, content_type="application/json", body=why))
    ready(page, portal.new_link("D63"))
    page.set_input_files("[data-photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photo(5)})
    page.get_by_text("Đội đã gửi quá nhiều ảnh.").wait_for()
    tap(page, "helped", 2)
    wait_until(page, "document.querySelector('[data-arrived]').textContent === '2'")
    left = figure(page, "photos-kept")

    assert 1 == left
    assert (2, 0, 0, 0, 2) == portal.sums("D63")


@pytest.mark.breadth
def test_yesterdays_counts_go_out_although_today_has_another_link(portal, passing_phone):
    with passing_phone.opened() as (context, page):
        ready(page, portal.new_link("D61"))
        kept_for_offline(page)
        context.set_offline(True)
        tap(page, "no_smartphone", 2)
        page.goto("about:blank")
        ready(page, portal.new_link("D62"))
        assert 0 == figure(page, "kept")
        context.set_offline(False)
        tap(page, "helped", 1)
        wait_until(page, "document.querySelector('[data-arrived]').textContent === '1'")

    assert (0, 0, 2, 0, 2) == portal.sums("D61")
    assert (1, 0, 0, 0, 1) == portal.sums("D62")


def test_the_same_parcel_from_many_sides_at_once_counts_once(portal):
    """A phone that lost its patience, a copied link, two windows: whoever comes second is told that it is known."""
    body = entries(*(["refused"] * 20), first=500)
    headers = {"authorization": f"Bearer {portal.tokens['D59']}", "content-type": "application/json"}

    def send(_number: int) -> dict[str, int]:
        answer = httpx.post(f"{portal.origin}/field/entries", content=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return answer.json()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(send, range(PARCELS_AT_ONCE)))

    assert [(0, 20)] * (PARCELS_AT_ONCE - 1) + [(20, 0)] == sorted((one["added"], one["known"]) for one in taken)
    assert (0, 0, 0, 20, 20) == portal.sums("D59")


@pytest.mark.every_run
def test_the_token_never_travels_in_an_address(portal, browser):
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url.partition("#")[0] + r.headers.get("referer", "")))
    ready(page, portal.new_link("D58"))
    tap(page, "helped", 1)
    wait_until(page, "document.querySelector('[data-arrived]').textContent === '1'")

    assert len(asked) > 5
    assert [] == [one for one in asked if "BT1." in one]


def test_a_portal_that_says_later_is_tried_again_and_loses_nothing(portal, browser):
    page = browser.new_context(service_workers="block").new_page()
    turned_away: list[str] = []

    def once(route):
        if turned_away:
            route.continue_()
            return
        turned_away.append(route.request.url)
        route.fulfill(status=429, content_type="text/plain", headers={"retry-after": "1"}, body="later\n")

    page.route("**/field/entries", once)
    ready(page, portal.new_link("D64"))
    tap(page, "helped", 2)
    wait_until(page, "document.querySelector('[data-arrived]').textContent === '2'")
    is_shut = page.locator("[data-said=shut]").is_visible()

    assert (1, False) == (len(turned_away), is_shut)
    assert (2, 0, 0, 0, 2) == portal.sums("D64")
