"""One meeting that a phone heard, a door wrote down, a code at the door checked in and the patient told of: one line in
the inbox with four pieces, and one exposure by an officer in a browser, every click counted (issue 18: eight at most).

The portal answers within this process (tests/support/portal/browsing.py); the door's rows are sealed as its page seals
them and released by two, and the phone's report is sealed to the portal's key and opened.
"""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Locator, sync_playwright

from bluezone.portal.reports.models import Report
from bluezone.portal.reports.selectors import public_report_key
from bluezone.portal.reports.services import fetch_reports, take_report
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.tracing.models import Evidence, Exposure
from bluezone.portal.world import SealedReport
from bluezone.protocol.report import ContactReport, Minutes, Row, seal
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.browsing import Desk, open_portal
from tests.support.portal.doorposts import CaseAtDoor, a_case_at, a_gate, row, sealed
from tests.support.portal.offices import NOW, TAN_TRAO, Office, the_unit

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(300),
    pytest.mark.slow,
    pytest.mark.breadth,
]
WHO, PHONE = "Lò Thị Cùng", "0912345002"
BY_CODE = "Their phone warned them of a place whose code they had scanned"
MOST_CLICKS = 8


@pytest.fixture
def scene(db, monkeypatch) -> CaseAtDoor:
    """A case that was behind a gate, at which somebody wrote down who came."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # rows are looked at within Playwright's loop
    gate = a_gate(Office())
    gate.send(row(1, sealed=sealed(name=WHO, phone=PHONE)))
    return a_case_at(gate)


def phone_reports(scene: CaseAtDoor) -> None:
    """Its owner was warned that they were near, and sends the day with a number to call."""
    day = (NOW.date() - dt.date(1970, 1, 1)).days
    told = ContactReport(b"r" * 16, the_unit(TAN_TRAO).code[:5], (Row(day, 1, Minutes.FROM_30, 2),), PHONE)
    office = scene.gate.office
    office.exchange.reports.append(SealedReport("1" * 32, seal(told, public_report_key(), b"e" * 32)))
    fetch_reports(exchange=office.exchange, wrapping_key=wrapping_key(), now=NOW)
    take_report(actor=scene.asker, report=Report.objects.get(), wrapping_key=wrapping_key(), now=NOW)


def notes(desk: Desk, how: str) -> None:
    """Somebody at the telephone writes down what they were told."""
    desk.opens("/tracing/inbox/note")
    commune = the_unit(TAN_TRAO).name
    said = {"How do you know?": how, "Full name": WHO, "Telephone": PHONE, "Commune": commune}
    desk.fills({**said, "First day": f"{NOW:%Y-%m-%d}", "Last day": f"{NOW:%Y-%m-%d}"})
    desk.presses("Note it")
    desk.reads("Noted. It waits in the exposure inbox.")


class Counted:
    """An officer's finger."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.clicks = desk, 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        with self.desk.page.expect_navigation():
            what.click()


def test_a_phone_a_door_a_check_in_and_an_interview_are_one_line_and_one_exposure(scene):
    with open_portal(scene.gate.office) as portal, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        with Desk(browser, portal, scene.second) as second:
            notes(second, "Somebody was asked")
            notes(second, BY_CODE)
        with portal.rows():
            scene.agree(scene.ask())
            phone_reports(scene)
        with Desk(browser, portal, scene.asker) as officer:
            hand, page = Counted(officer), officer.page
            officer.opens("/")
            hand.click(page.locator(".rail").get_by_role("link", name="Exposure inbox"))
            lines = page.locator("main tbody tr").count()
            hand.click(page.get_by_role("main").get_by_role("link", name=WHO))
            told = page.locator("input[name=piece]:checked").count()
            hand.click(page.get_by_role("button", name="Make the exposure"))
            said = page.locator("main").inner_text()
        browser.close()
        with portal.rows():
            origins = list(Evidence.objects.filter(exposure=Exposure.objects.get()).values_list("origin", flat=True))

    assert (1, 4) == (lines, told)
    assert hand.clicks <= MOST_CLICKS
    assert ["app", "check_in", "door", "interview"] == sorted(origins)
    assert all(words in said for words in ("Report from a phone", "Check-in with a code", "Log of a door", "Interview"))
    assert [] == portal.broken
