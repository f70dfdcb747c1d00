"""The authority's half of the story, in browsers: an officer opens a case, a colleague confirms it, a code goes to a
phone; the other phone warns its owner, whose report arrives and is opened by the right officer and nobody else.

Real exchange, real portal process, real phones; staff sign in with an app and with a passkey.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, async_playwright

from bluezone.doors import asynchronous
from bluezone.exchange.listeners import Listener, internal_application, serve
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.exchange.exchanges import BEARER, NOON_MS, accepts, lets_watch
from tests.support.exchange.served import set_clock
from tests.support.portal.served_portal import ServedPortal, demo_portal, portal_command, served_portal
from tests.support.scenario.streets import Street, a_street

PATIENCE_MS = 60_000
ANNA = {"full_name": "Lò Thị Anna", "phone": "0912 000 111", "onset": "2026-11-22", "place": "sơn dương"}


@dataclass
class Town:
    """A street with phones, a portal beside it, and the hands of both clocks."""

    street: Street
    portal: ServedPortal
    browser: Browser
    clock_folder: object

    async def page(self, language: str = "en") -> Page:
        context = await self.browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        await context.add_cookies([{"name": "language", "value": language, "url": self.portal.origin}])
        return await context.new_page()

    async def signed_in(self, name: str) -> Page:
        """With password and authenticator app."""
        page = await self.page()
        await page.goto(f"{self.portal.origin}/")
        await page.fill("#id_login", name)
        await page.fill("#id_password", self.portal.password(name))
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.fill("#id_code", self.portal.app_code(name))
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_role("heading", name="Today", exact=True).wait_for(timeout=PATIENCE_MS)
        return page

    def tell_time(self) -> None:
        set_clock(self.clock_folder, self.street.scene.now_ms)


@contextlib.asynccontextmanager
async def a_town(folder) -> AsyncIterator[Town]:
    data, key = folder / "portal", folder / "internal.key"
    clock = set_clock(folder, NOON_MS)
    await asyncio.to_thread(demo_portal, data)
    told = await asyncio.to_thread(portal_command, "report-key", data, "--out", str(folder / "report.pub"))
    assert 0 == told.returncode, told.stderr
    key.write_text(BEARER)
    key.chmod(0o600)
    async with a_street(folder, (folder / "report.pub").read_bytes()) as street, _desk(street) as port:
        options = ("--clock", str(clock), "--exchange", f"http://127.0.0.1:{port}", "--exchange-key", str(key))
        starting = served_portal(data, *options)
        portal = await asyncio.to_thread(starting.__enter__)
        try:
            async with async_playwright() as play:
                browser = await play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
                yield Town(street, portal, browser, folder)
                await browser.close()
        finally:
            await asyncio.to_thread(starting.__exit__, None, None, None)


@contextlib.asynccontextmanager
async def _desk(street: Street) -> AsyncIterator[int]:
    """The scene's internal listener on a port of its own."""
    stop, ports = asyncio.Event(), asyncio.get_running_loop().create_future()
    application = internal_application(street.scene.exchange, accepts, lets_watch)
    serving = asyncio.create_task(
        serve([Listener(asynchronous(application), "127.0.0.1", 0)], ready=ports.set_result, stop=stop)
    )
    try:
        (port,) = await asyncio.wait_for(ports, 60)
        yield port
    finally:
        stop.set()
        await serving


@pytest.mark.in_turn(of=4, family="authority")
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")
def test_from_a_case_to_an_opened_report(tmp_path):
    async def play():
        async with a_town(tmp_path) as town:
            return await story(town)

    told = asyncio.run(play())
    verified = portal_command("verify-audit", tmp_path / "portal")

    assert "Waits for a second person" in told["lan has opened"]
    assert "You opened or corrected it" in told["lan has opened"]
    assert re.fullmatch(r"(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}", told["code"])
    assert told["code"] not in told["lan looks again"]
    assert "Used" in told["after the upload"]
    assert "You were near a person who has COVID-19" in told["binh is warned"]
    assert "Contact report" in told["lan's inbox"]
    assert "0900 222 333" not in told["lan's inbox"]
    for words in ("Tuesday, 24 November", "F1", "30 to 60 minutes", "0900 222 333", "yes, by the owner's consent"):
        assert words in told["lan reads"]
    assert "Done" in told["lan is done"]
    assert re.search(r"BN-\w{6}", told["mai looks at the province"])
    assert "Anna" not in told["mai looks at the province"] + told["mai looks at the case"]
    assert "912 000 111" not in told["mai looks at the case"]
    assert "No report here" in told["mai's inbox"]
    assert "You may not see this" in told["the reporter asks"]
    acts = ("opened a case", "confirmed a case", "gave out a code", "looked at a case", "opened a sealed report")
    for act in (*acts, "marked a report as done", "was refused"):
        assert act in told["the audit"]
    assert "Hoàng Thị Mai" in told["who saw the record"]
    assert told["code"] not in told["the audit"]
    assert 0 == verified.returncode, verified.stderr


async def story(town: Town) -> dict[str, str]:
    told: dict[str, str] = {}
    lan = await with_a_passkey(town, await town.signed_in("lan"))
    number = await a_case_is_opened(lan, told)
    hung = await town.signed_in("hung")
    await hung.goto(f"{town.portal.origin}/cases/{number}")
    await hung.get_by_role("button", name="I have checked it").click()
    await hung.get_by_text("Confirmed by").wait_for(timeout=PATIENCE_MS)
    await a_code_is_given_and_used(town, lan, number, told)
    await the_other_is_warned_and_reports(town, told)
    await the_report_is_opened(town, lan, told)
    await others_look(town, number, told)
    return told


async def with_a_passkey(town: Town, page: Page) -> Page:
    """Adds a passkey, signs out, and signs in with nothing else."""
    devices = await page.context.new_cdp_session(page)
    await devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    await devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await page.get_by_role("link", name="My account").click()
    await page.get_by_role("link", name="Add a passkey").click()
    await page.wait_for_load_state()
    if await page.get_by_role("heading", name="Please confirm that it is you").count():
        await page.fill("input[type=password]", town.portal.password("lan"))
        await page.get_by_role("button", name="Confirm").click()
    await page.fill("#id_name", "my phone")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.wait_for_url(re.compile(r"/second-factor(/codes)?$"), timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.get_by_role("heading", name="Today", exact=True).wait_for(timeout=PATIENCE_MS)
    return page


async def a_case_is_opened(lan: Page, told: dict[str, str]) -> str:
    await lan.get_by_role("link", name="Open a case").click()
    for name, value in ANNA.items():
        await lan.fill(f"#id_{name}", value)
    await lan.get_by_role("button", name="Open the case").click()
    await lan.get_by_role("heading", name="Lò Thị Anna").wait_for(timeout=PATIENCE_MS)
    told["lan has opened"] = await words(lan)
    return lan.url.rpartition("/")[2]


async def a_code_is_given_and_used(town: Town, lan: Page, number: str, told: dict[str, str]) -> None:
    town.tell_time()
    await lan.goto(f"{town.portal.origin}/cases/{number}")
    await lan.get_by_role("button", name="Give out a code").click()
    told["code"] = await lan.locator(".secret__code").inner_text()
    await lan.get_by_role("link", name="Back to the case").click()
    told["lan looks again"] = await words(lan)
    anna = await a_phone(town, "anna")
    await anna.get_by_role("link", name="I have a code from health staff").click()
    await anna.fill("#code", told["code"])
    await anna.get_by_role("button", name="Continue").click()
    await anna.get_by_label("Help the case team").check()
    await anna.get_by_role("button", name="Send", exact=True).click()
    await anna.get_by_text("Thank you. It is done.").wait_for(timeout=PATIENCE_MS)
    await lan.reload()
    told["after the upload"] = await words(lan)


async def the_other_is_warned_and_reports(town: Town, told: dict[str, str]) -> None:
    binh = await a_phone(town, "binh")
    await town.street.scene.publish_tomorrow()
    town.tell_time()
    await town.street.binh.update()
    await binh.get_by_role("link", name="What to do now").wait_for(timeout=PATIENCE_MS)
    told["binh is warned"] = await words(binh)
    await binh.get_by_role("link", name="What to do now").click()
    await binh.get_by_role("link", name="Write a contact report").click()
    await binh.locator("input[type=tel]").fill("0900 222 333")
    await binh.get_by_label("Let the case team see").check()
    await binh.get_by_role("button", name="See what would be sent").click()
    await binh.get_by_role("button", name="Send", exact=True).click()
    await binh.get_by_text("It has arrived").wait_for(timeout=PATIENCE_MS)


async def the_report_is_opened(town: Town, lan: Page, told: dict[str, str]) -> None:
    await lan.goto(f"{town.portal.origin}/reports")
    told["lan's inbox"] = await words(lan)
    await lan.get_by_role("button", name="Open Contact report").click()
    told["lan reads"] = await words(lan)
    await lan.get_by_role("button", name="Mark as done").click()
    told["lan is done"] = await words(lan)


async def others_look(town: Town, number: str, told: dict[str, str]) -> None:
    mai = await town.signed_in("mai")
    for name, path in (
        ("mai looks at the province", "/cases?reach=province"),
        ("mai looks at the case", f"/cases/{number}"),
        ("mai's inbox", "/reports"),
    ):
        await mai.goto(town.portal.origin + path)
        told[name] = await words(mai)
    thao = await town.signed_in("thao")
    await thao.goto(f"{town.portal.origin}/cases")
    told["the reporter asks"] = await words(thao)
    administrator = await town.signed_in("quantri")
    await administrator.goto(f"{town.portal.origin}/audit")
    told["the audit"] = await words(administrator)
    await administrator.goto(f"{town.portal.origin}/audit?about=case:{number}")
    told["who saw the record"] = await words(administrator)


async def a_phone(town: Town, name: str) -> Page:
    context = await town.browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(town.street.address(name))
    return page


async def words(page: Page) -> str:
    """What stands in the middle of the page."""
    await page.wait_for_load_state()
    return re.sub(r"\s+", " ", await page.locator("main").inner_text())
