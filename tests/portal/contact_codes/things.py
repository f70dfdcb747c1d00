"""Contacts of a case: one who may be asked, and two who agreed to warn others, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.contact_codes.exposed import digest_of_contact
from bluezone.portal.contact_codes.models import Consent
from bluezone.portal.contact_codes.services import note_consent, open_ask_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement
from tests.support.portal.offices import NOW, SON_DUONG, settled, the_unit
from tests.support.portal.posting import Fields
from tests.support.portal.things import Named, Things
from tests.support.portal.tracing import ago

NAMES = {
    "a contact who may be asked": Named("Giàng Thị Hỏi", "tracing.see"),
    "a contact who waits for a code": Named("Lù A Chờ", "tracing.see"),
    "a contact who thinks better of it": Named("Sùng Thị Thôi", "tracing.see"),
}
LINES = {
    "contact_code": "contact_codes.see",
    "contact_code_ask": "contact_codes.see",
    "contact_codes": "contact_codes.list",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    officer = settled(office.staff("Cứ A Đồng Ý", Role.HEALTH_OFFICER))
    case = office.case(officer, confirmed_by=office.staff("Hà Thứ Ba", Role.SUPERVISOR), full_name="Mã A Chín")
    meeting = Meeting(kind=Exposure.Kind.WORK, first_day=ago(2), last_day=ago(2))
    contacts = [Contact(one.value, the_unit(SON_DUONG), meeting) for one in NAMES.values()]
    source, entropy = involve(outbreak_at(case.path, case.onset), case.person), office.chance.randbytes
    met = record_contacts(actor=officer, source=source, contacts=contacts, now=NOW, entropy=entropy)
    free, waits, leaves = (_node(one.target_id) for one in met)
    for one in (waits, leaves):
        _agrees(officer, one)
    return {
        "person": free.person.pseudonym,
        "contact_code_give.person": waits.person.pseudonym,
        "contact_code_slip.person": waits.person.pseudonym,
        "contact_code_aside.person": leaves.person.pseudonym,
        "free": free.pk,
        "waits": waits.pk,
        "leaves": leaves.pk,
    }


def forms(known: Things) -> dict[str, Fields]:
    made = known.of("contact_codes")
    return {
        "contact_code_ask": {"consent": Consent.HERE.value, "told": "yes", "read": _read(made["free"])},
        "contact_code_give": {"read": _read(made["waits"])},
        "contact_code_aside": {"reason": "thôi", "read": _read(made["leaves"])},
    }


def _agrees(officer: Staff, node: Involvement) -> None:
    read = digest_of_contact(node, None)
    note_consent(actor=officer, involvement=node, consent=Consent.CALL, read=read, now=NOW)


def _read(number: object) -> str:
    node = _node(number)
    return digest_of_contact(node, open_ask_of(node.person))


def _node(number: object) -> Involvement:
    return Involvement.objects.select_related("person").get(pk=number)
