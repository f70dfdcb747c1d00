"""A contact's code takes two: one who notes that they agree, another who gives it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator

from bluezone.portal.contact_codes import services
from bluezone.portal.contact_codes.exposed import digest_of_contact
from bluezone.portal.contact_codes.models import Consent, ContactCode
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS
from bluezone.portal.staff.services import end_role, give_role
from bluezone.portal.tracing.models import Involvement
from tests.support.portal.followup import FollowupOffice
from tests.support.portal.offices import NOW, TUYEN_QUANG, Office, the_unit
from tests.support.two.promise import Move, Promise, World, behind_the_gate, rows

_LONG_AGO, _TWO_DAYS = dt.timedelta(days=30), dt.timedelta(days=2)
_CONTACTS = (1, 2)


def _one_with_both_roles(office: Office) -> World:
    """Two contacts of a confirmed case: one agreed before somebody whose role ended today, the other before somebody
    who still works here, two days ago."""
    known = FollowupOffice(office)
    player = office.staff("Trần Một Mình", Role.HEALTH_OFFICER, TUYEN_QUANG)
    give_role(actor=None, staff=player, role=Role.SUPERVISOR, unit=the_unit(TUYEN_QUANG), now=NOW)
    former, still = (office.staff(name, Role.HEALTH_OFFICER, TUYEN_QUANG) for name in ("Lê Đã Nghỉ", "Mai Còn Làm"))
    manager = office.staff("Lý Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)
    Grant.objects.update(given_at=NOW - _LONG_AGO)
    nodes = [known.node(at) for at in _CONTACTS]
    for node, asker, now in zip(nodes, (former, still), (NOW, NOW - _TWO_DAYS), strict=True):
        said = {"involvement": node, "consent": Consent.CALL, "read": digest_of_contact(node, None), "now": now}
        services.note_consent(actor=asker, **said)
    end_role(actor=manager, grant=former.grants.get(), now=NOW)
    facts = {"contacts": [node.pk for node in nodes], "exchange": office.exchange}
    return World(now=NOW, players=[player.pk], facts=facts)


def _acts(world: World) -> Iterator[Move]:
    for number in world.facts["contacts"]:
        for name in ("ask", "give", "put_aside"):
            told = (name, number)
            yield Move(f"{name} {number}", lambda world, told=told: _do(world, *told))


def _do(world: World, name: str, number: int) -> None:
    player = Staff.objects.get(pk=world.players[0])
    node = Involvement.objects.select_related("person").get(pk=number)
    behind_the_gate(player, "contact_codes.give" if name == "give" else "contact_codes.ask", node)
    read = digest_of_contact(node, services.open_ask_of(node.person))
    said = {"actor": player, "involvement": node, "read": read, "now": world.now}
    if name == "ask":
        services.note_consent(consent=Consent.HERE, **said)
    elif name == "give":
        world.facts["exchange"].now = world.now
        services.give_contact_code(exchange=world.facts["exchange"], **said)
    else:
        services.put_aside(reason="thử", **said)


def _a_code_went_out(_world: World) -> bool:
    """Nobody else plays."""
    return ContactCode.objects.filter(given_at__isnull=False).exists()


def _state(world: World) -> Hashable:
    """One that is settled without a code is read by nothing here."""
    waits = ContactCode.objects.filter(ended_at=None)
    return rows(waits, world, "person_id", "asked_by", "asked_at", terms={"asked_at": ASK_LASTS})


CONTACTS_CODE = Promise(
    name="giving out a contact's code",
    page="docs/guides/contact-codes.md",
    words="another person looks at the meetings and gives the code out",
    also=("a contact's code without a second person", "by another person than noted their consent"),
    begin=_one_with_both_roles,
    acts=(_acts,),
    broken=_a_code_went_out,
    state=_state,
    asks_for_the_day=False,
)
PROMISES = (CONTACTS_CODE,)
