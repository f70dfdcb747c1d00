"""Two rows of one list that look alike, for whoever walks every page."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from bluezone.portal.lists.models import Candidate, Entry, SentList
from bluezone.portal.places.paths import province_of
from tests.portal.cases.things import its_opener, the_case
from tests.portal.organisations.things import the_school
from tests.support.portal.offices import NOW
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things

NAMES = {
    "listed person": Named("Vi Thị Trong Sổ", "lists.see"),
    "listed contact of a case": Named("Lường Văn Gặp", "lists.contacts"),
}
OPEN_OUTSIDE = {
    "roster": "each row of it is asked for by itself",
    "roster_export": "each row of it is asked for by itself",
}
LINES = {
    "contacts": "lists.see",
    "contacts_export": "lists.export",
    "duplicates": "lists.see",
    "roster": "lists.see",
    "roster_export": "lists.export",
}


def things(known: Things) -> dict[str, object]:
    sender, school, case = its_opener(known), the_school(known), the_case(known)
    sending = {"organisation": school, "path": school.path, "name": "x.csv", "state": "stored", "sent_by": sender}
    facts = {"organisation": school, "path": school.path, "province": province_of(school.path)}
    facts |= {"compared_as": "", "sort_key": ""}
    sent = SentList.objects.create(kind="staff", sent_at=NOW, **sending)
    name = NAMES["listed person"].value
    one, other = (Entry.objects.create(kind="staff", sent=sent, row=row, name=name, **facts) for row in (1, 2))
    pair = Candidate.objects.create(entry=other, other=one, path=school.path, score=90, reasons=[], pair="p")
    met = SentList.objects.create(kind="contacts", case=case, sent_at=NOW, **sending)
    name = NAMES["listed contact of a case"].value
    Entry.objects.create(kind="contacts", sent=met, case=case, row=1, name=name, **facts)
    return {"kind": "staff", "number": sent.pk, "duplicate_judge.number": pair.pk}


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    """A list for an organisation of others."""
    rows = "Họ và tên,Điện thoại\nNguyễn Văn A,0912345678\n".encode()
    return {
        "list_new": {
            "kind": "staff", "typed": "", "organisation": there.organisation.pk,
            "file": SimpleUploadedFile("x.csv", rows, "text/csv"),
        }
    }  # fmt: skip
