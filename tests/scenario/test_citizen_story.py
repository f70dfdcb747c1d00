"""The whole story, in two browsers: two phones meet; one owner types a code, consents, and sends; the other phone finds
out by itself, and its owner reports to the health staff. With a real exchange, real stores and real pages; each tap of
the two owners is counted.
"""

from __future__ import annotations

import asyncio
import base64
import re

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright

from bluezone.device.runtime import Device
from bluezone.protocol.codes import spaced
from bluezone.protocol.report import ContactReport, LinkConsent, Minutes, Sealable, open_sealed, report_public_key
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.scenario.streets import Street, a_street
from tests.support.scenario.taps import COUNTED, HOW_MANY

PRIVATE = b"only the portal has it".ljust(32, b".")
PATIENCE_MS = 60_000


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")
def test_from_a_meeting_to_an_accepted_report(tmp_path):
    async def play():
        async with a_street(tmp_path, report_public_key(PRIVATE)) as street, async_playwright() as play:
            browser = await play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
            try:
                return await story(street, browser)
            finally:
                await browser.close()

    told, reports, ledgers, taps = asyncio.run(play())

    assert "1 phone near you now" in told["binh sees anna"]
    assert "Thank you. It is done." in told["anna has sent"]
    assert "You were near a person who has COVID-19" in told["binh is warned"]
    assert "Tuesday, 24 November" in told["binh reads"]
    ((least, most),) = re.findall(r"Time near (\d+) to (\d+) minutes", told["binh reads"])
    assert int(least) < 40 < int(most)
    assert "Tuesday, 24 November F1, 30 to 60 minutes, 1 meeting" in told["binh looks"]
    assert "It has arrived" in told["binh has reported"]
    assert re.search(r"Contact report sent on \w+, \d+ \w+", told["binh is home again"])
    assert {"anna": 4, "binh": 6} == taps
    consent, report = reports
    assert isinstance(consent, LinkConsent)
    assert isinstance(report, ContactReport)
    assert [(1, True)] == [(row.level, row.minutes >= Minutes.FROM_15) for row in report.rows]
    assert set(report.links) <= set(consent.links)
    assert 1 == len(report.links)
    assert ["report by tap", "upload by tap", "redeem by tap"] == ledgers["anna"]  # the newest first
    assert ["report by tap"] == ledgers["binh"]


async def story(street: Street, browser: Browser):
    told: dict[str, str] = {}
    anna, binh = [await _opened(browser, street.address(name)) for name in ("anna", "binh")]
    told["binh sees anna"] = await words(binh)

    await anna.get_by_role("link", name="I have a code from health staff").click()
    await anna.fill("#code", spaced(await street.scene.code()))
    await anna.get_by_role("button", name="Continue").click()
    await anna.get_by_label("Help the case team").check()
    await anna.get_by_role("button", name="Send", exact=True).click()
    await anna.get_by_text("Thank you. It is done.").wait_for(timeout=PATIENCE_MS)
    told["anna has sent"] = await words(anna)
    await street.anna.take_turn()  # the consent to linking goes later, in cover's place

    await street.scene.publish_tomorrow()
    await street.binh.update()
    await binh.get_by_role("link", name="What to do now").wait_for(timeout=PATIENCE_MS)  # home found out by itself
    told["binh is warned"] = await words(binh)
    await binh.get_by_role("link", name="What to do now").click()
    told["binh reads"] = await words(binh)
    await binh.get_by_role("link", name="Write a contact report").click()
    await binh.get_by_label("Let the case team see").check()
    await binh.get_by_role("button", name="See what would be sent").click()
    told["binh looks"] = await words(binh)
    await binh.get_by_role("button", name="Send", exact=True).click()
    await binh.get_by_text("It has arrived").wait_for(timeout=PATIENCE_MS)
    told["binh has reported"] = await words(binh)

    await binh.get_by_role("navigation").get_by_role("link", name="Home").click()
    told["binh is home again"] = await words(binh)
    taps = {"anna": await anna.evaluate(HOW_MANY), "binh": await binh.evaluate(HOW_MANY)}

    answer = await street.scene.internal.get("/internal/v1/reports")
    return told, _opened_reports(answer), {"anna": _mine(street.anna), "binh": _mine(street.binh)}, taps


async def _opened(browser: Browser, address: str) -> Page:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    await context.add_init_script(COUNTED)
    page = await context.new_page()
    await page.goto(address)
    return page


async def words(page: Page) -> str:
    """What stands in the middle of the page."""
    await page.wait_for_load_state()
    return re.sub(r"\s+", " ", await page.locator("main").inner_text())


def _opened_reports(answer: httpx.Response) -> list[Sealable]:
    """What waits for the portal, opened with its key; the consent to linking first, as it came first."""
    sealed = [base64.b64decode(waiting["sealed"]) for waiting in answer.json()]
    return sorted(
        (open_sealed(one, PRIVATE) for one in sealed), key=lambda message: type(message).__name__ != "LinkConsent"
    )


def _mine(device: Device) -> list[str]:
    """What the ledger says left with the owner's data, and whether a tap did it."""
    return [
        f"{departure.what} by {'tap' if departure.owner_act else 'itself'}"
        for departure in device.store.departures()
        if departure.what in {"redeem", "upload", "report"}
    ]
