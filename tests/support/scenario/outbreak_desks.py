"""Who works on an outbreak in three communes, each before a browser of their own, and what they do there with their
hands: pages opened, fields filled, buttons pressed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium
from playwright.sync_api import Browser

from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from tests.support.portal.browsing import Desk, OpenPortal
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, settled, the_unit
from tests.support.portal.paper_offices import scan_of
from tests.support.portal.posting import a_strange_commune

BINH_CA, AN_TUONG = "02548-202507", "02512-202507"
LEADER, COMMITTEE, LABORATORY = "Hoàng Văn Thử", "UBND xã Sơn Dương", "CDC Tuyên Quang"
PEOPLE = {
    "lan": ("Trần Thị Lan", Role.HEALTH_OFFICER, SON_DUONG),
    "mai": ("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO),
    "dung": ("Vũ Tiến Dũng", Role.HEALTH_OFFICER, BINH_CA),
    "tham": ("Phạm Hỏi Thăm", Role.INTERVIEWER, SON_DUONG),
    "viet": ("Trịnh Văn Viết", Role.SUPERVISOR, TUYEN_QUANG),
    "dich": ("Đỗ Thị Dịch", Role.EPIDEMIOLOGIST, TUYEN_QUANG),
    "thu": ("Lê Văn Thư", Role.REGISTRY_CLERK, SON_DUONG),
    "chu": (LEADER, Role.LEADER, SON_DUONG),
    "xa": ("Lò Văn Xa", Role.HEALTH_OFFICER, AN_TUONG),
    "la": ("Bùi Văn Lạ", Role.HEALTH_OFFICER, "99001-202507"),
    "thao": ("Lê Phương Thảo", Role.REPORTER, SON_DUONG),
}
"""By what the story calls them."""
SIGNS = {
    "Signed by (office)": "TM. Ủy ban nhân dân",
    "Post": "Chủ tịch",
    "Signed by (name)": LEADER,
    "Its abbreviation": "UBND",
    "Place before the date": "Sơn Dương",
    "Drafting unit": "YT",
}


@dataclass
class Desks:
    """All of them, and one clock."""

    browser: Browser
    portal: OpenPortal
    folder: Path
    own_code: str = ""
    """By which a contact answers without a call."""
    awaited: dict[str, list[str]] = field(default_factory=dict)
    """Barcodes of which a laboratory has still to tell, by whose."""
    _sitting: dict[str, Desk] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Desk:
        """Has somebody sit down before a browser, the first time that the story calls them."""
        if name not in PEOPLE:
            raise AttributeError(name)
        if name not in self._sitting:
            with self.portal.rows():
                person = settled(self.portal.office.staff(*PEOPLE[name]))
                self._sitting[name] = Desk(self.browser, self.portal, person)
        return self._sitting[name]

    def it_is(self, day: int, hours: int = 0) -> None:
        """Moves the clocks, ours and the exchange's, to so many days and hours after the story's beginning."""
        office = self.portal.office
        office.clock[0] = office.exchange.now = NOW + dt.timedelta(days=day, hours=hours)

    @contextlib.contextmanager
    def nobody(self) -> Iterator[Desk]:
        """A browser in which nobody is signed in."""
        with Desk(self.browser, self.portal) as desk:
            yield desk


def found_offices() -> None:
    """Registers the committee in whose name decisions and reports are signed, and a province that is another."""
    a_strange_commune()
    create_organisation(actor=None, name=COMMITTEE, kind=Kind.COMMITTEE, unit=the_unit(SON_DUONG), now=NOW)


def opens_person(desk: Desk, name: str) -> None:
    """Goes by the list of all who are traced."""
    desk.opens("/tracing")
    desk.follows(name)
    desk.reads("Why this level")


def takes_over(desk: Desk, name: str) -> None:
    """Takes over whoever is offered, whose name the page does not show before."""
    desk.opens("/tracing/transfers")
    desk.reads("Offered to your units")
    assert name not in desk.page.content()
    desk.presses("Take this person over")
    opens_person(desk, name)


def enters_contacts(desk: Desk, of: str, *lines: tuple[str, ...]) -> None:
    """Pastes whom somebody met from a spreadsheet, a line each."""
    opens_person(desk, of)
    desk.follows("Enter contacts")
    desk.unfolds("Paste from a spreadsheet")
    desk.fills({"Copied from a spreadsheet": "\n".join("\t".join(one) for one in lines)})
    desk.presses("Into the lines below")
    desk.presses("Enter these contacts")
    desk.reads("The contacts are entered.")


def proposes_quarantine(desk: Desk, name: str) -> None:
    """Proposes what the rules ask of somebody."""
    opens_person(desk, name)
    desk.follows("Decisions on quarantine")
    desk.fills({"On what ground": "F1, Công văn 762/BYT-DP"})
    desk.presses("Propose", exact=True)
    desk.reads("proposed")


def hands_over(desk: Desk, name: str) -> None:
    """Notes that somebody was handed the decision about them."""
    desk.opens("/isolation")
    desk.follows(name)
    desk.reads("in quarantine")
    desk.unfolds("Note the delivery")
    desk.presses("Note it")
    desk.reads("Handed over")


def writes_one_paper(desks: Desks, *, is_first: bool = False) -> None:
    """Writes all decisions that wait into one paper, and has it signed and issued. After the first one the page knows
    by itself who signs."""
    desks.viet.opens("/isolation/bulk")
    if is_first:
        desks.viet.fills(SIGNS)
    desks.viet.presses("Write one paper about them")
    goes_its_way(desks)


def goes_its_way(desks: Desks) -> None:
    """Has the draft before its writer submitted, given its number, printed, signed with a pen, compared and issued."""
    viet, clerk, leader = desks.viet, desks.thu, desks.chu
    address = viet.page.url
    viet.presses("Submit for signature")
    clerk.opens(address)
    clerk.unfolds("Sign with another tool, or by hand")
    clerk.presses("Give it its number")
    with clerk.page.expect_download() as coming:
        clerk.page.get_by_role("link", name="Download the file to be signed").click()
    scan = desks.folder / "scan.pdf"
    scan.write_bytes(scan_of(Path(coming.value.path()).read_bytes()))
    clerk.page.get_by_label("Signed by hand: the scan").set_input_files(scan)
    clerk.presses("Keep the scan")
    leader.opens(address)
    leader.presses("I have compared it with the original: it is the same")
    clerk.opens(address)
    clerk.presses("Issue it")
    clerk.reads("Anybody may check it")


def asks_everybody(desk: Desk) -> list[str]:
    """Notes of everybody whom the round asks for that they are well, one after another; names them."""
    desk.opens("/followup")
    asked = []
    while (card := desk.page.locator("#next")).count():
        asked.append(card.get_by_role("heading").inner_text())
        desk.presses("Well", card, exact=True)
    desk.reads("Nobody is left to ask now")
    return asked


def has_symptoms(desk: Desk, name: str) -> None:
    """Notes of somebody in the round that they cough and have a temperature."""
    desk.opens("/followup")
    card = desk.page.get_by_role("article", name=name)
    desk.unfolds("Symptoms, temperature, refused", card)
    card.get_by_role("checkbox", name="Cough").check()
    card.get_by_label("Temperature").fill("38,2")
    desk.presses("Has symptoms", card)
    desk.reads("With symptoms: a sample to take")


def takes_samples(desk: Desk, *people: str) -> list[str]:
    """Prints labels, takes a tube of each of these, and notes that it was sent and has arrived; names the barcodes."""
    desk.opens("/sampling")
    desk.unfolds("Print labels")
    with desk.page.expect_download() as coming:
        desk.page.get_by_role("button", name="Draw and print them").click()
    sheet = pdfium.PdfDocument(coming.value.path())[0].get_textpage().get_text_range()
    barcodes = re.findall(r"\d{3} \d{3} \d{3}", sheet)[: len(people)]
    desk.opens("/sampling")
    for name, barcode in zip(people, barcodes, strict=True):
        desk.page.get_by_label(f"Barcode of {name}").fill(barcode)
    desk.presses("Note these samples")
    desk.reads("1 sample is noted." if len(people) == 1 else f"{len(people)} samples are noted.")
    desk.opens("/sampling/sending")
    desk.fills({"Laboratory": LABORATORY})
    desk.presses("These were sent")
    desk.presses("The laboratory has these")
    return barcodes


def enters_negative(desk: Desk, barcodes: list[str]) -> None:
    """Pastes what the laboratory wrote of these tubes."""
    desk.opens("/sampling/results")
    desk.fills({"Copied from a spreadsheet": "\n".join(f"{one}\tâm tính" for one in barcodes)})
    desk.presses("Read it")
    desk.presses(f"Enter {len(barcodes)} result")
    desk.reads(f"{len(barcodes)} result")


def releases(desk: Desk) -> None:
    """Proposes the release of everybody whose days are over."""
    desk.opens("/isolation/bulk")
    desk.presses("Propose their release")
