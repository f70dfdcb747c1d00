"""A contact agrees to be reminded, and is."""

from __future__ import annotations

from bluezone.portal.cases.models import Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.messages.models import Outlet
from bluezone.portal.reminders.candidates import asked_now, candidates_among
from bluezone.portal.reminders.models import How, Kind, Whose
from bluezone.portal.reminders.services import Way, digest_of_person, note_consent, send_reminders
from bluezone.portal.tracing.models import Involvement
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit

_WAYS = (Outlet.QUEUE,)
_PHONE = "0912777001"


def work(office: Office) -> dict[str, str]:
    """Lets an officer ask, and remind."""
    lan, here = Staff.objects.get(username="lan"), the_unit(SON_DUONG)
    asked = asked_now(lan, Kind.ANSWER, NOW).filter(path__startswith=here.path, level__gte=1).latest("pk")
    Person.objects.filter(pk=asked.person_id).update(phone=_PHONE)
    node = Involvement.objects.select_related("person", "unit__parent").get(pk=asked.pk)
    said = {"address": _PHONE, "whose": Whose.GUARDIAN, "how": How.CALL, "read": digest_of_person(node, None)}
    note_consent(actor=lan, involvement=node, **said, now=NOW)
    (one,) = candidates_among([node], Kind.ANSWER, _WAYS, NOW)
    send_reminders(
        actor=lan,
        kind=Kind.ANSWER,
        involvements=[node],
        read={node.pk: one.as_read},
        way=Way(_WAYS, "https://c.vn/reminders/own", is_plain=False),
        now=NOW,
        entropy=office.chance.randbytes,
    )
    return {}
