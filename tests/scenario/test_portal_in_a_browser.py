"""Every screen of the portal in a real browser: at both widths, light and dark, Vietnamese and English.

No horizontal scroll, no console error, no request to anybody else, at most 200 kB at the first load, nothing that axe
objects to (WCAG 2.2 AA), and every page without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.served_portal import ServedPortal, portal_command, served_portal
from tests.support.showcase import CHROMIUM

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
]
MAX_BYTES = 200_000
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCREENS = {
    "": ("/account/login", "/verify", "/verify/form"),
    "lan": (
        "/",
        "/cases",
        "/cases?reach=province",
        "/cases?state=confirmed",
        "/cases/new",
        "/cases/CA-2026-00001",
        "/cases/CA-2026-00003",
        "/cases/CA-2026-00004",
        "/reports",
        "/reports/phrase",
        "/places?q=son+duong",
        "/places?q=zzz",
        "/places/02536-202507",
        "/places/02608-000000",
        "/organisations",
        "/organisations/4",
        "/account/second-factor",
        "/account/reauthenticate",
        "/account/password",
        "/nowhere",
        "/audit",
    ),
    "quantri": (
        "/",
        "/staff",
        "/staff/new",
        "/staff/lan",
        "/reports/key",
        "/organisations/4",
        "/organisations/new",
        "/audit",
        "/audit?about=case:CA-2026-00001",
    ),
    "van": (
        "/papers",
        "/papers?state=issued",
        "/papers/new",
        "/papers/1",
        "/papers/2",
        "/papers/2/edit",
        "/papers/1/seal",
        "/papers/registers/3",
        "/papers/registers/3?direction=in",
        "/papers/registers/3/arrivals/new",
        "/organisations/3/poster",
        "/messages",
        "/messages/new",
        "/messages/opt-outs",
    ),
    "khanh": ("/papers/1", "/papers/1/sign"),
    "thao": ("/", "/cases"),
}
EXPECTED = {("lan", "/nowhere"): 404, ("lan", "/audit"): 403, ("thao", "/cases"): 403}


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[ServedPortal]:
    data = tmp_path_factory.mktemp("portal") / "data"
    made = portal_command("demo-data", data, "--clock", str(noon(data.parent)))
    assert 0 == made.returncode, made.stderr
    with served_portal(data, "--clock", str(noon(data.parent))) as running:
        yield running


def noon(folder):
    from tests.support.exchanges import NOON_MS
    from tests.support.served import set_clock

    return set_clock(folder, NOON_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=str(CHROMIUM))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def sessions(portal: ServedPortal, browser: Browser) -> dict[str, Any]:
    """Everybody signs in once; a code of an app works once."""
    return {name: signed_in(portal, browser, name) if name else None for name in SCREENS}


def signed_in(portal: ServedPortal, browser: Browser, name: str) -> Any:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{portal.origin}/")
    page.fill("#id_login", name)
    page.fill("#id_password", portal.password(name))
    page.locator("main form button[type=submit]").first.click()
    page.fill("#id_code", portal.app_code(name))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{portal.origin}/")
    state = context.storage_state()
    context.close()
    return state


def opened(
    portal: ServedPortal, browser: Browser, session: Any, language: str = "vi", **options: Any
) -> BrowserContext:
    context = browser.new_context(storage_state=session, reduced_motion="reduce", **options)
    context.add_cookies([{"name": "language", "value": language, "url": portal.origin}])
    return context


def heard_on(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda r: heard.append(r.url) if not r.url.startswith("http://localhost:") else None)
    return heard


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_is_clean(portal, browser, sessions, language, scheme):
    complaints = []
    for width in (390, 1280):
        for name, paths in SCREENS.items():
            viewport = {"width": width, "height": 844}
            context = opened(portal, browser, sessions[name], language, viewport=viewport, color_scheme=scheme)
            page = context.new_page()
            heard = heard_on(page)
            for path in paths:
                complaints += [f"{name}{path} at {width}: {said}" for said in look(page, portal, name, path, heard)]
            context.close()

    assert [] == complaints


def look(page: Page, portal: ServedPortal, name: str, path: str, heard: list[str]) -> list[str]:
    """What is wrong with one screen."""
    heard.clear()
    answer = page.goto(portal.origin + path)
    expected = EXPECTED.get((name, path), 200)
    found = [text for text in heard if f"status of {expected}" not in text]
    if answer is None or answer.status != expected:
        found.append(f"status {answer and answer.status}")
    if page.evaluate(_OVERFLOW) > 0:
        found.append("scrolls sideways")
    page.evaluate(AXE)
    return found + page.evaluate(_RUN_AXE)


def test_text_of_twice_the_size_stays_readable(portal, browser, sessions):
    complaints = []
    for name, paths in SCREENS.items():
        context = opened(portal, browser, sessions[name], viewport={"width": 390, "height": 844})
        page = context.new_page()
        for path in paths:
            page.goto(portal.origin + path)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if page.evaluate(_OVERFLOW) > 0:
                complaints.append(f"{name}{path}")
        context.close()

    assert [] == complaints


def test_the_first_load_is_at_most_200_kb(portal, browser, sessions):
    sizes = {}
    for path in ("/", "/cases", "/cases/new", "/places?q=son+duong"):
        context = opened(portal, browser, sessions["lan"])
        page, answers = context.new_page(), []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(portal.origin + path)
        sizes[path] = sum(len(answer.body()) for answer in answers if answer.status == 200)
        context.close()

    assert {} == {path: size for path, size in sizes.items() if size > MAX_BYTES}
    assert min(sizes.values()) > 10_000  # something was measured


def test_a_case_is_opened_without_scripts(portal, browser, sessions):
    context = opened(portal, browser, sessions["lan"], "en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.origin}/cases/new")
    for name, value in {"full_name": "Vàng Thị Không", "phone": "0912 000 222", "onset": "2026-11-23"}.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_place", "sơn dương")
    page.get_by_role("button", name="Open the case").click()

    assert page.get_by_role("heading", name="Vàng Thị Không").count()
    context.close()


def test_communes_appear_while_one_types(portal, browser, sessions):
    context = opened(portal, browser, sessions["quantri"], "en")
    page = context.new_page()
    page.goto(f"{portal.origin}/places")
    page.locator("#q").press_sequentially("tan trao")
    page.get_by_role("link", name="Xã Tân Trào").wait_for(timeout=20_000)
    context.close()


def test_a_slip_prints_the_code_and_what_to_do_and_no_rail(portal, browser, sessions):
    context = opened(portal, browser, sessions["lan"], "en")
    page = context.new_page()
    page.goto(f"{portal.origin}/cases/CA-2026-00001")
    page.emulate_media(media="print")

    assert not page.locator(".rail").is_visible()
    assert page.get_by_role("heading", name="Vũ Thị Ánh").is_visible()
    context.close()
