"""The day's state of an outbreak is written as a report."""

from __future__ import annotations

from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation.papers import Signing
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.situation.daily import situation_of
from bluezone.portal.situation.services import Asked, write_report
from bluezone.portal.tracing.models import Outbreak
from tests.support.portal.offices import NOW, Office


def work(office: Office) -> dict[str, str]:
    """Lets somebody who writes papers draft it."""
    hung, outbreak = Staff.objects.get(username="hung"), Outbreak.objects.latest("pk")
    organisation = Organisation.objects.get(name="UBND xã Sơn Dương")
    head = Signing(organisation, "UBND", "Sơn Dương", ("Chủ tịch",), "Nguyễn Văn Khánh", "YT")
    asked, read = Asked(head, "UBND tỉnh Tuyên Quang"), situation_of(hung, outbreak, NOW).digest
    entropy = office.chance.randbytes
    write_report(actor=hung, outbreak=outbreak, asked=asked, read=read, now=NOW, entropy=entropy)
    return {}
