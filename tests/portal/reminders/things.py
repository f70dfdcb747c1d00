"""Contacts who agreed to be reminded, one who was, and one whose reminder failed, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Message, Outlet, State
from bluezone.portal.reminders.candidates import candidates_among
from bluezone.portal.reminders.models import How, Kind, Reminder, Whose
from bluezone.portal.reminders.services import Way, consent_of, digest_of_person, note_consent, send_reminders
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.posting import Fields
from tests.support.portal.things import Named, Things
from tests.support.portal.tracing import ago

NAMES = {
    "a contact who may agree to reminders": Named("Giàng Thị Nhắc", "tracing.see"),
    "a contact who agreed to reminders": Named("Lù A Nhận", "tracing.see"),
    "a contact whose reminder failed": Named("Sùng Thị Lỡ", "tracing.see"),
}
OPEN_OUTSIDE = {
    "reminder_new": "everybody is shown whom it reaches in their own units, from wherever they are",
    "reminder_send": "the same: who is ticked is looked for in one's own units",
}
_PHONES = ("0944666001", "0944666002", "0944666003")
LINES = {
    "reminded_person": "reminders.see",
    "reminder_consent": "reminders.see",
    "reminder_new": "reminders.new",
    "reminders": "reminders.list",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    officer = office.staff("Cứ A Nhắc", Role.HEALTH_OFFICER)
    case = office.case(officer, confirmed_by=office.staff("Hà Thứ Tư", Role.SUPERVISOR), full_name="Mã A Nhắc")
    meeting = Meeting(kind=Exposure.Kind.WORK, first_day=ago(2), last_day=ago(2))
    unit = the_unit(SON_DUONG)
    contacts = [Contact(one.value, unit, meeting, phone) for one, phone in zip(NAMES.values(), _PHONES, strict=True)]
    source, entropy = involve(outbreak_at(case.path, case.onset), case.person), office.chance.randbytes
    met = record_contacts(actor=officer, source=source, contacts=contacts, now=NOW, entropy=entropy)
    free, agreed, failed = (_node(one.target_id) for one in met)
    for one in (agreed, failed):
        _agrees(officer, one)
    _remind(known, officer, failed)
    return {
        "kind": "answer",
        "person": free.person.pseudonym,
        "reminder_withdraw.person": agreed.person.pseudonym,
        "reminder": Reminder.objects.latest("pk").pk,
        "free": free.pk,
        "agreed": agreed.pk,
    }


def forms(known: Things) -> dict[str, Fields]:
    made = known.of("reminders")
    free, agreed = _node(made["free"]), _node(made["agreed"])
    consent = {"address": free.person.phone, "whose": "own", "how": "call", "told": "yes"}
    return {
        "reminder_consent": {**consent, "read": digest_of_person(free, None)},
        "reminder_withdraw": {"read": digest_of_person(agreed, consent_of(agreed.person))},
        "reminder_called": {},
    }


def _agrees(officer: Staff, node: Involvement) -> None:
    said = {"address": node.person.phone, "whose": Whose.OWN, "how": How.CALL, "read": digest_of_person(node, None)}
    note_consent(actor=officer, involvement=node, **said, now=NOW)


def _remind(known: Things, officer: Staff, node: Involvement) -> None:
    ways = (Outlet.QUEUE,)
    (one,) = candidates_among([node], Kind.ANSWER, ways, NOW)
    send_reminders(
        actor=officer,
        kind=Kind.ANSWER,
        involvements=[node],
        read={node.pk: one.as_read},
        way=Way(ways, "https://c.vn/reminders/own", is_plain=False),
        now=NOW,
        entropy=known.office.chance.randbytes,
    )
    forgotten = {"address": "", "body": "", "subject": "", "next_at": None}
    Message.objects.filter(reminder__involvement=node).update(state=State.FAILED, **forgotten)


def _node(number: object) -> Involvement:
    return Involvement.objects.select_related("person", "unit__parent").get(pk=number)
