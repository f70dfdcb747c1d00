"""An office whose papers are signed: the committee of Sơn Dương in August 2020, its leader, clerk and writer."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any, Self

import pypdfium2 as pdfium

from bluezone.documents.paper import Paper
from bluezone.documents.signing import CertificateFacts, Credential
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.files import pages_of
from bluezone.portal.papers.models import Capacity, NotedCertificate, OutgoingPaper
from bluezone.portal.papers.noted import certificate_as_read, has_noted
from bluezone.portal.papers.standing import as_read, current_file
from bluezone.portal.world import VIET_NAM
from tests.support.documents.certificates import body, person, root_der
from tests.support.documents.papers import letter
from tests.support.portal.offices import SON_DUONG, Office, the_unit

DAY = dt.datetime(2020, 8, 11, 17, 46, 12, tzinfo=VIET_NAM)
ROOTS = (root_der(),)


@dataclass
class PaperOffice:
    """The committee's room for papers."""

    office: Office
    committee: Organisation
    leader: Staff
    clerk: Staff

    @classmethod
    def at(cls, office: Office, day: dt.datetime) -> Self:
        """Founded and staffed on this day."""
        office.clock[0] = day
        committee = create_organisation(
            actor=None, name="UBND huyện Sơn Dương", kind=Kind.COMMITTEE, unit=the_unit(SON_DUONG), now=day
        )
        leader, clerk = office.staff("Hoàng Văn Thử", Role.LEADER), office.staff("Lê Văn Thư", Role.REGISTRY_CLERK)
        made = cls(office, committee, leader, clerk)
        made.note(person(), Capacity.PERSON)
        made.note(body(), Capacity.ORGANISATION)
        return made

    def note(self, credential: Credential, capacity: Capacity) -> NotedCertificate:
        """The clerk brings a certificate that signs for the committee, the leader confirms it."""
        return noted(self.committee, credential.facts, capacity, (self.clerk, self.leader), self.now)

    @property
    def now(self) -> dt.datetime:
        return self.office.clock[0]

    def drafted(self, content: Paper | None = None) -> OutgoingPaper:
        return services.draft_paper(
            organisation=self.committee,
            paper=content or letter(),
            by=self.clerk,
            now=self.now,
            entropy=self.office.chance.randbytes,
        )

    def submitted(self, content: Paper | None = None) -> OutgoingPaper:
        paper = self.drafted(content)
        paper = services.submit(paper=paper, read=as_read(paper), by=self.clerk, now=self.now)
        turn_all(paper, self.leader, self.now)
        return paper

    def signed(self, paper: OutgoingPaper | None = None, **changes: Any) -> OutgoingPaper:
        facts: dict[str, Any] = {"credential": person(), "by": self.leader, "now": self.now, "roots": ROOTS}
        paper = paper or self.submitted()
        turn_all(paper, facts["by"], facts["now"])
        return services.sign_as_person(paper=paper, read=as_read(paper), **{**facts, **changes})

    def sealed(self, paper: OutgoingPaper | None = None, **changes: Any) -> OutgoingPaper:
        facts: dict[str, Any] = {"credential": body(), "by": self.clerk, "now": self.now, "roots": ROOTS}
        paper = paper or self.signed()
        return services.sign_as_organisation(paper=paper, read=as_read(paper), **{**facts, **changes})

    def issued(self, paper: OutgoingPaper | None = None) -> OutgoingPaper:
        paper = paper or self.sealed()
        return services.issue(paper=paper, read=as_read(paper), by=self.clerk, now=self.now)

    def reserved(self) -> OutgoingPaper:
        paper = self.submitted()
        return services.reserve_number(paper=paper, read=as_read(paper), by=self.clerk, now=self.now)

    def recalled(self, reason: str = "Ban hành nhầm") -> OutgoingPaper:
        paper = self.issued()
        return services.recall(paper=paper, read=as_read(paper), reason=reason, by=self.leader, now=self.now)

    def scanned(self, paper: OutgoingPaper | None = None, scan: bytes | None = None) -> OutgoingPaper:
        """Printed, signed with a pen, and back as the clerk's scan."""
        paper = paper or self.reserved()
        scan = a_scan(paper) if scan is None else scan
        return services.keep_scan(paper=paper, read=as_read(paper), scan=scan, by=self.clerk, now=self.now)

    def confirmed(self, paper: OutgoingPaper) -> OutgoingPaper:
        return services.confirm_scan(paper=paper, read=as_read(paper), by=self.leader, now=self.now)


def noted(
    organisation: Organisation,
    certificate: CertificateFacts,
    capacity: Capacity,
    by: tuple[Staff, Staff],
    now: dt.datetime,
    **more: bool,
) -> NotedCertificate:
    """Brought by the one, confirmed by the other, who have both been there for a week."""
    for one in by:
        one.grants.filter(given_at__gt=now - SETTLED).update(given_at=now - SETTLED)
    row = services.bring_certificate(
        organisation=organisation, certificate=certificate, capacity=capacity, by=by[0], now=now, **more
    )
    return services.confirm_certificate(certificate=row, read=certificate_as_read(row), by=by[1], now=now)


def note_both(paper: OutgoingPaper, clerk: Staff, leader: Staff, now: dt.datetime) -> None:
    """Notes the tests' signer and seal for the paper's organisation, where they are not noted yet."""
    for credential, capacity in ((person(), Capacity.PERSON), (body(), Capacity.ORGANISATION)):
        if not has_noted(paper.organisation, capacity):
            noted(paper.organisation, credential.facts, capacity, (clerk, leader), now)


def turn_all(paper: OutgoingPaper, by: Staff, now: dt.datetime) -> None:
    """Turns every page of the paper, as whoever signs it does."""
    for page in range(1, pages_of(paper, now) + 1):
        services.turn_page(paper=paper, read=as_read(paper), page=page, by=by, now=now)


def a_scan(paper) -> bytes:
    """The printed paper under a scanner: a picture of each page at 200 dots an inch, in colour."""
    return scan_of(current_file(paper))


def scan_of(printed: bytes) -> bytes:
    """Any file that was printed, likewise."""
    document, scanned = pdfium.PdfDocument(printed), pdfium.PdfDocument.new()
    for page in document:
        picture = page.render(scale=200 / 72).to_pil().convert("RGB")
        picture.putpixel((5, 5), (200, 0, 0))
        buffer = io.BytesIO()
        picture.save(buffer, "PDF", resolution=200)
        scanned.import_pages(pdfium.PdfDocument(buffer.getvalue()))
    out = io.BytesIO()
    scanned.save(out, version=17)
    return out.getvalue()
