"""A draft of a school's letter, for whoever walks every page."""

from __future__ import annotations

import datetime as dt

from bluezone.documents.paper import Issuer, Paper, Paragraph
from bluezone.documents.signing import CertificateFacts
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers.forms import typed_from
from bluezone.portal.papers.models import Capacity
from bluezone.portal.papers.services import bring_certificate, draft_paper
from tests.portal.cases.things import its_opener
from tests.portal.organisations.things import the_school
from tests.support.documents.papers import letter
from tests.support.portal.offices import NOW, settled
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things

OWN = Issuer(name=("Trường Một",), abbreviation="THM", place="Sơn Dương")
OWN_CERTIFICATE = CertificateFacts(
    fingerprint="ab" * 32,
    name="Trường Một",
    organisation="Trường Một",
    issuer="Root CA thử",
    valid_from=dt.date(2026, 1, 1),
    valid_until=dt.date(2027, 1, 1),
)

NAMES = {
    "somebody whom a paper is about": Named("Vừ Thị Trích", "papers.see"),
    "telephone in a paper": Named("0977 111 555", "papers.see"),
}
LINES = {
    "certificate_new": "papers.certificates",
    "certificates": "papers.certificates",
    "paper": "papers.see",
    "paper_docx": "papers.see",
    "paper_edit": "papers.see",
    "paper_list": "papers.list",
    "paper_pdf": "papers.see",
    "paper_picture": "papers.see",
    "paper_read": "papers.see",
    "paper_seal": "papers.see",
    "paper_sign": "papers.see",
    "register": "papers.register",
    "register_export": "papers.register",
    "register_print": "papers.register",
}


def things(known: Things) -> dict[str, object]:
    school, by = the_school(known), its_opener(known)
    paper = draft_paper(
        organisation=school, paper=about_a_pupil(), by=by, now=NOW, entropy=known.office.chance.randbytes
    )
    clerk = settled(known.office.staff("Đỗ Văn Thư", Role.REGISTRY_CLERK))
    certificate = bring_certificate(
        organisation=school, certificate=OWN_CERTIFICATE, capacity=Capacity.ORGANISATION, by=clerk, now=NOW
    )
    return {
        "certificate": certificate.pk,
        "number": known.of("cases")["number"],
        "key": school.pk,
        "paper": paper.pk,
        "name": "drawn",
        "check_key": "unknown",
    }


def about_a_pupil() -> Paper:
    """Named in the subject, which lists and registers show, and in the words."""
    name, phone = (one.value for one in NAMES.values())
    called = Paragraph(text=f"Điện thoại của gia đình em {name}: {phone}.")
    return letter(issuer=OWN, subject=f"em {name} ở nhà cách ly", blocks=(called, *letter().blocks))


def forms(known: Things) -> dict[str, Fields]:
    return {"paper_new": {**typed_from(letter(issuer=OWN)), "organisation": the_school(known).pk}}


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    own = Issuer(name=(there.organisation.name,), abbreviation="TH", place="Bên Kia")
    return {"paper_new": {**typed_from(letter(issuer=own)), "organisation": there.organisation.pk}}
