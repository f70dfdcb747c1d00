"""The outbreak of whoever is in quarantine, and the report of its day, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation.models import Stay
from bluezone.portal.situation.daily import situation_of
from tests.support.portal.offices import NOW
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Things

OPEN_OUTSIDE = {
    "situation_day": "everybody sees the counts of their own units, of an outbreak that may reach these",
    "situation_report": "and writes the report of these; whose papers they write is asked of the office",
}


def things(known: Things) -> dict[str, object]:
    stay = Stay.objects.select_related("involvement__outbreak").get(pk=known.of("isolation")["stay"])
    return {"outbreak": stay.involvement.outbreak.pk, "body": known.of("isolation")["body"]}


def forms(known: Things) -> dict[str, Fields]:
    return {"situation_report": _report(known, known.of("situation")["body"])}


def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    return {"situation_report": _report(known, there.organisation.pk)}


def _report(known: Things, organisation: object) -> Fields:
    stay = Stay.objects.select_related("involvement__outbreak").get(pk=known.of("isolation")["stay"])
    writer = Staff.objects.get(full_name="Trịnh Thị Soạn")
    head = {"office": "TM. Ủy ban nhân dân", "post": "Chủ tịch", "signer": "Hoàng Văn Thử", "abbreviation": "UBND"}
    rest = {"place": "Sơn Dương", "drafting_unit": "YT", "addressee": "Sở Y tế", "organisation": organisation}
    return {**head, **rest, "read": situation_of(writer, stay.involvement.outbreak, NOW).digest}
