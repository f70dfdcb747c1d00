"""A desk at which lists are brought in through the pages: organisations to send for, and what the pages then say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import SentList
from bluezone.portal.lists.working import work_off
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit

Sent = tuple[bytes, str]


@dataclass
class Desk:
    """One officer of Sơn Dương with a browser."""

    office: Office
    officer: Staff
    client: Client
    school: Organisation

    def bring(self, sent: Sent, kind: str = "staff", *, case: str = "", sender: Organisation | None = None) -> SentList:
        """Uploads a file; what waits for a worker is worked off."""
        answer = self.post(sent, kind, case=case, sender=sender)
        assert 302 == answer.status_code, complaints(answer.content.decode())
        work_off(lambda: NOW)
        return SentList.objects.get(pk=int(answer.headers["location"].rpartition("/")[2]))

    def post(self, sent: Sent, kind: str = "staff", *, case: str = "", sender: Organisation | None = None):
        data, name = sent
        organisation = sender or self.school
        said = {"kind": kind, "case": case, "typed": organisation.name, "organisation": organisation.pk}
        return self.client.post("/lists/new", {**said, "file": SimpleUploadedFile(name, data)})

    def page(self, sent: SentList) -> str:
        return self.client.get(f"/lists/sent/{sent.pk}").content.decode()

    def say(self, sent: SentList, **choices: object) -> SentList:
        """Changes what is said about the list; the page's own columns go with it."""
        columns = {f"column-{column['index']}": column["field"] for column in sent.preview["columns"]}
        self.client.post(f"/lists/sent/{sent.pk}/columns", {**columns, "sheet": "", "letters": "", **choices})
        work_off(lambda: NOW)
        return SentList.objects.get(pk=sent.pk)

    def store(self, sent: SentList) -> SentList:
        answer = self.client.post(f"/lists/sent/{sent.pk}/store", {"digest": sent.preview["digest"]})
        assert 302 == answer.status_code, complaints(answer.content.decode())
        work_off(lambda: NOW)
        return SentList.objects.get(pk=sent.pk)


def a_desk(office: Office, role: Role = Role.SUPERVISOR) -> Desk:
    officer = office.staff("Trần Văn Hùng", role)
    school = create_organisation(
        actor=None, name="Trường THPT Sơn Dương", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW
    )
    return Desk(office, officer, office.client(officer), school)


def complaints(page: str) -> list[str]:
    """What a page says is wrong."""
    found = re.findall(r'(?s)(?:role="alert">|field__error[^>]*>)(.*?)</(?:section|p)>', page)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]
