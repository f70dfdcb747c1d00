"""A school of Sơn Dương and whom to ask there, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import add_contact, create_organisation
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things

NAMES = {"organisation's contact": Named("Chu Thị Liên Hệ", "organisations.contacts", inside_only=False)}
OPEN_OUTSIDE = {"organisation": "the register of organisations is open to all staff; its contacts are not"}
LINES = {
    "organisation_place": "organisations.contacts",
    "organisations_export": "organisations.export",
}


def things(_known: Things) -> dict[str, object]:
    unit = the_unit(SON_DUONG)
    school = create_organisation(actor=None, name="Trường Một", kind=Kind.SCHOOL, unit=unit, now=NOW)
    name = NAMES["organisation's contact"].value
    contact = add_contact(actor=None, organisation=school, full_name=name, position="", phone="0911 000 333", now=NOW)
    return {"key": school.pk, "contact": contact.pk}


def the_school(known: Things) -> Organisation:
    return Organisation.objects.get(pk=known.of("organisations")["key"])


def forms(known: Things) -> dict[str, Fields]:
    unit = the_unit(SON_DUONG)
    return {"organisation_new": {"name": "Trường Hai", "kind": Kind.SCHOOL, "place": unit.name, "unit": unit.pk}}


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    return {
        "organisation_new": {"name": "Trường Ba", "kind": Kind.SCHOOL, "place": there.unit.name, "unit": there.unit.pk}
    }
