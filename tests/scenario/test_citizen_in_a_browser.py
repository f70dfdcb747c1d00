"""A phone's pages at work in a real browser: they stay true, stop with their engine, obey the keyboard, keep what was
typed, and weigh at most 150 kB a screen. How every screen looks stands in test_citizen_looks.py.
"""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import expect

from bluezone.citizen import open_phone, pages_of, serve
from bluezone.citizen.telling import tell_what_is_due
from tests.support.amounts import SCREENS_TWENTY_TIMES_SLOWER
from tests.support.citizen.browsing import a_browser, a_page, played
from tests.support.citizen.owners import KEY, PAGES
from tests.support.citizen.screens import CODE, SCREENS
from tests.support.citizen.showcase import CHROMIUM, until_answers
from tests.support.ports import free_port
from tests.support.webui.promised import until

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.in_turn(of=6),
]
MAX_BYTES = 150_000
_WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, file) => sum + file.decodedBodySize, 0)"""
_OUTSIDE_THE_RING = """() => {
  const ring = document.querySelector(".mark__in").getBoundingClientRect();
  const x = ring.left + ring.width / 2, y = ring.top + ring.height / 2;
  const corners = box => [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]];
  const range = document.createRange();
  return [...document.querySelectorAll(".mark__time, .mark__signs svg")].filter(part => {
    range.selectNodeContents(part);
    const box = part.tagName === "svg" ? part : range;
    return corners(box.getBoundingClientRect()).some(at => Math.hypot(at[0] - x, at[1] - y) > ring.width / 2);
  }).map(part => part.outerHTML);
}"""
_ASIDE = """() => {
  const middle = box => (box.left + box.right) / 2, ring = document.querySelector(".mark__in").getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(".mark__bluetooth span"));
  const lines = new Map([...range.getClientRects()].map(line => [Math.round(line.top), line]));
  return [...lines.values()].map(line => Math.round(Math.abs(middle(line) - middle(ring))));
}"""
"""How far each line beneath the ring stands from the ring's middle."""
_UNDER_TABS = """() => {
  const focused = document.activeElement, tabs = document.querySelector(".tabs");
  if (focused === document.body || tabs.contains(focused)) return [];
  return focused.getBoundingClientRect().bottom > tabs.getBoundingClientRect().top + 2 ? [focused.textContent] : [];
}"""


@pytest.mark.slow
def test_nothing_jumps_on_a_phone_twenty_times_slower(tmp_path):
    """There a page arrives in pieces; painted in pieces, header, tabs and rows would move as their words come."""

    async def play():
        complaints = []
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            session = await page.context.new_cdp_session(page)
            await session.send("Emulation.setCPUThrottlingRate", {"rate": 20})
            for path in SCREENS[:: len(SCREENS) // SCREENS_TWENTY_TIMES_SLOWER]:
                await page.goto(shown.address("busy-vi", path))
                if await page.evaluate("window.shifts") > 0:
                    complaints.append(path)
        return complaints

    assert [] == played(play())


def test_what_a_late_script_shows_stands_there_from_the_first_paint(tmp_path):
    async def late(route):
        await asyncio.sleep(0.5)
        await route.continue_()

    async def play():
        moved = {}
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.route("**/*.js", late)
            for path in ("/settings/notices", "/invite", "/code", "/places/scan"):
                await page.goto(shown.address("busy-vi", path))
                moved[path] = await page.evaluate("window.shifts")
        return moved

    assert {"/settings/notices": 0, "/invite": 0, "/code": 0, "/places/scan": 0} == played(play())


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_ring_of_the_mark_cuts_nothing_off(tmp_path, width, size):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [], width=width)
            await page.goto(shown.address("busy-vi", "/mark"))
            await page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            return await page.evaluate(_OUTSIDE_THE_RING)

    assert [] == played(play())


def test_the_words_beneath_the_ring_stand_in_its_middle(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [], width=1280)
            await page.goto(shown.address("busy-vi", "/mark"))
            return await page.evaluate(_ASIDE)

    assert max(played(play())) <= 20  # the drawing stands before the first line


@pytest.mark.slow
def test_a_screen_with_all_it_loads_is_at_most_150_kb(tmp_path):
    async def play():
        heavy = {}
        async with a_browser(tmp_path, "busy") as (browser, shown):
            context = await browser.new_context(service_workers="block")
            page = await context.new_page()
            line = await context.new_cdp_session(page)
            await line.send("Network.setCacheDisabled", {"cacheDisabled": True})  # nothing kept from the screen before
            for path in SCREENS:
                await page.goto(shown.address("busy-vi", path))
                heavy[path] = await page.evaluate(_WEIGHT)
        return heavy

    sizes = played(play())

    assert {} == {path: size for path, size in sizes.items() if size > MAX_BYTES}
    assert min(sizes.values()) > 10_000  # something was measured


def test_everything_is_reached_with_the_keyboard_alone(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en"))
            await page.keyboard.press("Tab")
            first = await page.evaluate("document.activeElement.textContent")
            await page.keyboard.press("Enter")
            reached = [await page.evaluate("location.hash")]
            for _ in range(40):
                await page.keyboard.press("Tab")
                reached.append(await page.evaluate("document.activeElement.getAttribute('href')"))
        return first, reached

    first, reached = played(play())

    assert "Skip to the content" == first
    assert "#main" == reached[0]
    assert {"/p/busy-en/around", "/p/busy-en/mark", "/p/busy-en/code", "/p/busy-en/warnings"} <= set(reached)


def test_home_stays_true_by_itself(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en"))
            await page.evaluate("document.activeElement.blur()")
            await shown.devices["busy-en"].pause()
            await page.get_by_text("Bluezone is off").wait_for(timeout=30_000)
            return await page.locator(".status--off").count()

    assert 1 == played(play())


def test_what_came_with_the_page_is_not_put_there_once_more(tmp_path):
    """A screen reader would say all of it again, and what moves would start anew."""

    async def play():
        async with a_browser(tmp_path, "kept") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("kept-en", "/code/progress"))
            await page.evaluate("document.querySelector('.empty').kept = true")
            async with page.expect_response("**/now/code"):
                pass
            async with page.expect_response("**/now/code"):
                pass
            return await page.evaluate("document.querySelector('.empty').kept")

    assert played(play()) is True


def test_the_mark_moves_and_stops_with_the_phone(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en", "/mark"))
            shown_time = page.locator("[data-now]")
            before = await shown_time.text_content()
            await page.wait_for_function("t => document.querySelector('[data-now]').textContent !== t", arg=before)
            await page.route("**/now/mark", lambda route: route.abort())
            await page.locator("html.is-cut-off").wait_for(timeout=30_000)
            said = page.get_by_text("Bluezone does not answer")
            proof = [
                await page.locator(part).first.is_visible() for part in (".mark__signs", ".mark__state", ".mark .qr")
            ]
            return before, await shown_time.text_content(), await said.is_visible(), proof

    before, after, said, proof = played(play())

    assert before != after
    assert said
    assert [False, False, False] == proof  # nothing is left that the person at the door could take for a live phone


async def never_answers(_route):
    """A frozen engine: the connection stands, nothing comes."""


async def refuses(route):
    await route.fulfill(status=403, body="refused")


@pytest.mark.parametrize("engine", [never_answers, refuses])
def test_the_seconds_of_the_mark_stop_when_the_engine_is_frozen_or_refuses(tmp_path, engine):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en", "/mark"))
            await page.route("**/now/mark", engine)
            await page.locator("html.is-cut-off").wait_for(timeout=60_000)
            stopped = await page.locator("[data-now]").text_content()
            await page.wait_for_timeout(2_500)
            return stopped, await page.locator("[data-now]").text_content()

    stopped, later = played(play())

    assert stopped == later


def test_home_stays_true_while_a_link_in_it_has_the_focus(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en"))
            device = shown.devices["busy-en"]
            await page.focus("a.today")
            await device.pause()
            await page.get_by_text("Bluezone is off").wait_for(timeout=30_000)
            kept = await page.evaluate("document.activeElement.className")
            await page.route("**/now/home", lambda route: route.abort())
            await page.locator("html.is-cut-off").wait_for(timeout=30_000)
            return kept

    assert "card today" == played(play())


def test_a_form_with_an_error_says_so_in_its_title_and_takes_the_reader_there(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en", "/declaration"))
            await page.get_by_role("button", name="See what would be sent").click()
            await expect(page.get_by_role("alert")).to_be_focused(timeout=30_000)
            group = page.locator("#met_case")
            described = await group.get_attribute("aria-describedby")
            return await page.title(), await page.locator(f"#{described}").inner_text()

    title, why = played(play())

    assert title.startswith("Error: ")
    assert "Choose yes or no." == why


def test_what_takes_the_focus_is_not_hidden_by_the_ways_at_the_bottom(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-vi", "/questions"))
            hidden = []
            for _ in range(30):
                await page.keyboard.press("Tab")
                hidden += await page.evaluate(_UNDER_TABS)
            return hidden

    assert [] == played(play())


def test_a_page_whose_language_was_switched_in_another_tab_does_not_speak_two(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            context = await browser.new_context()
            page, other = [await context.new_page() for _ in range(2)]
            await page.goto(shown.address("busy-en"))
            await other.goto(shown.address("busy-en", "/more"))
            await other.get_by_role("button", name="VI").click()
            await page.bring_to_front()
            await expect(page.locator("html[lang=vi] .tabs")).to_contain_text("Trang chủ", timeout=60_000)

    played(play())


def test_a_page_that_comes_back_from_the_browsers_memory_is_asked_for_again(tmp_path):
    """The way back after erasing must not show what is erased."""

    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en", "/settings"))
            await shown.devices["busy-en"].pause()
            before = await page.get_by_text("Bluezone is off").count()
            await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
            await page.get_by_text("Bluezone is off").wait_for(timeout=60_000)
            return before

    assert 0 == played(play())


def test_a_form_that_comes_back_from_the_browsers_memory_is_as_it_was_left(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en", "/declaration"))
            await page.fill("#name", "Trần Văn An")
            await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
            await page.wait_for_timeout(1_000)
            return await page.input_value("#name")

    assert "Trần Văn An" == played(play())


def test_the_way_back_to_the_answer_to_a_form_does_not_say_that_the_engine_has_stopped(tmp_path):
    """Such an answer is kept nowhere; the browser then offers to ask for it again."""

    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.goto(shown.address("busy-en", "/code"))
            await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            await page.reload()
            await page.fill("#code", CODE)
            await page.get_by_role("button", name="Continue").click()
            await page.get_by_text("What would be sent").wait_for()
            await page.goto(shown.address("busy-en", "/more"))
            with contextlib.suppress(PlaywrightError):  # the browser's own page
                await page.go_back()
            return await page.locator("body").inner_text()

    assert "Bluezone has stopped" not in played(play())


def test_the_enter_key_on_a_tick_neither_sends_nor_erases(tmp_path):
    """It presses a form's first button. What cannot be called back leaves by its own button alone."""

    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            device, titles = shown.devices["busy-en"], []
            await page.goto(shown.address("busy-en", "/code"))
            await page.fill("#code", CODE)
            await page.keyboard.press("Enter")
            await page.locator("input[name=day]").first.wait_for()
            for path, tick in (("", "input[name=day]"), ("/settings/erase", "input[name=sure]")):
                if path:
                    await page.goto(shown.address("busy-en", path))
                    await page.check(tick)
                await page.focus(tick)
                await page.keyboard.press("Enter")
                await page.wait_for_timeout(500)
                titles.append(await page.title())
            return titles, device.draft, device.store.count_sightings()

    titles, draft, heard = played(play())

    assert ["Warn others? · Bluezone", "Erase everything · Bluezone"] == titles
    assert draft is None
    assert heard > 0


def test_two_phones_behind_one_address_both_open_when_the_engine_has_stopped(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            for phone in ("busy-vi", "busy-en"):
                await page.goto(shown.address(phone))
                await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
                await page.evaluate(until("() => caches.keys().then(names => names.length > 0)"))
            await page.context.set_offline(True)
            seen = []
            for phone in ("busy-vi", "busy-en"):
                await page.goto(shown.address(phone, "/places"))
                seen.append(await page.locator("main").inner_text())
            return seen

    for text in played(play()):
        assert "Bluezone has stopped" in text
        assert "Bluezone đã dừng" in text


def test_pages_open_without_scripts(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [], java_script_enabled=False)
            await page.goto(shown.address("busy-en", "/code"))
            await page.fill("#code", "1234")
            await page.get_by_role("button", name="Continue").click()
            await page.get_by_role("heading", name="Please check the code").wait_for()

    played(play())


@pytest.mark.slow
def test_ten_phones_in_ten_windows_all_stay_true(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy", plain=10) as (browser, shown):
            pages = [await a_page(browser, []) for _ in range(10)]
            for number, page in enumerate(pages):
                await page.goto(shown.address(str(number)))
                await page.evaluate("document.activeElement.blur()")
            for number in range(10):
                await shown.devices[str(number)].pause()
            for page in pages:
                await page.get_by_text("Bluezone is off").wait_for(timeout=60_000)
            return len(pages)

    assert 10 == played(play())


_A_SCREEN = """
Object.defineProperty(document, "hidden", {get: () => !!window.hides});
Object.defineProperty(Notification, "permission", {get: () => "granted"});
window.rung = [];
ServiceWorkerRegistration.prototype.showNotification = async function (title, options) {
  window.rung.push([title, options.body, options.tag]);
};"""


def test_a_page_that_nobody_looks_at_has_the_browser_tell_of_a_warning_once(tmp_path):
    """The headless engine has no screen for notices: one is imitated. test_told_by_real_screens.py has a real one."""

    async def play():
        async with a_browser(tmp_path, "warned") as (browser, shown):
            phone = open_phone(shown.devices["warned-vi"], token=KEY)
            await tell_what_is_due(phone)
            port = free_port()
            serving = asyncio.create_task(serve(pages_of(phone), port))
            await until_answers(port)
            page = await a_page(browser, heard := [])
            await page.add_init_script(_A_SCREEN)
            await page.clock.install()
            await page.goto(f"http://127.0.0.1:{port}{PAGES}/?key={KEY}")
            await page.goto(f"http://127.0.0.1:{port}{PAGES}/places")
            await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            await page.clock.run_for(35_000)
            looked_at = await page.evaluate("window.rung")
            await page.evaluate("window.hides = true")
            async with page.expect_response("**/notices/shown"):
                await page.clock.run_for(35_000)
            await tell_what_is_due(phone)
            async with page.expect_response("**/notices"):
                await page.clock.run_for(35_000)
            rung = await page.evaluate("window.rung")
            await page.close()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
        return looked_at, rung, heard

    looked_at, rung, heard = played(play())

    assert [] == looked_at
    assert [["Có tin dành cho bạn", "Hãy mở Bluezone khi không có ai nhìn vào màn hình.", "news"]] == rung
    assert [] == heard
