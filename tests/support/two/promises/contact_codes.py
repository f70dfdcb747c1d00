"""A contact's code takes two: one who notes that they agree, another who gives it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator

from bluezone.portal.contact_codes import services
from bluezone.portal.contact_codes.exposed import digest_of_contact, digest_of_meetings
from bluezone.portal.contact_codes.models import Consent, ContactCode
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS
from bluezone.portal.staff.services import end_role, give_role
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement
from bluezone.portal.tracing.services import digest_of_exposure, record_exposure, withdraw_exposure
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
    """One that is settled without a code is read by nothing here; whether a day is published still hangs on today."""
    waits = ContactCode.objects.filter(ended_at=None)
    return rows(waits, world, "person_id", "asked_by", "asked_at", terms={"asked_at": ASK_LASTS})


def _one_before_whom_a_colleague_noted_it(office: Office) -> World:
    """A contact of a confirmed case who agreed before a colleague, just now: the player may give the code."""
    known = FollowupOffice(office)
    player = office.staff("Trần Một Mình", Role.HEALTH_OFFICER, TUYEN_QUANG)
    give_role(actor=None, staff=player, role=Role.SUPERVISOR, unit=the_unit(TUYEN_QUANG), now=NOW)
    colleague = office.staff("Mai Còn Làm", Role.HEALTH_OFFICER, TUYEN_QUANG)
    Grant.objects.update(given_at=NOW - _LONG_AGO)
    case, node = known.node(0), known.node(_CONTACTS[0])
    said = {"involvement": node, "consent": Consent.CALL, "read": digest_of_contact(node, None), "now": NOW}
    services.note_consent(actor=colleague, **said)
    facts = {"contacts": [node.pk], "case": case.pk, "exchange": office.exchange, "agreed": digest_of_meetings(node)}
    return World(now=NOW, players=[player.pk], facts=facts)


def _meetings(world: World) -> Iterator[Move]:
    (contact,) = world.facts["contacts"]
    yield Move("enters a meeting of three days ago", lambda world: _meet(world, contact))
    for number in Exposure.objects.filter(target=contact, is_alive=True).order_by("pk").values_list("pk", flat=True):
        yield Move(f"withdraws meeting {number}", lambda world, number=number: _withdraw(world, number))


def _meet(world: World, contact: int) -> None:
    player, nodes = Staff.objects.get(pk=world.players[0]), Involvement.objects.select_related("outbreak", "person")
    case, node = nodes.get(pk=world.facts["case"]), nodes.get(pk=contact)
    behind_the_gate(player, "tracing.expose", case)
    day = NOW.date() - dt.timedelta(days=3)
    meeting = Meeting(kind=Exposure.Kind.WORK, first_day=day, last_day=day)
    piece = Piece(origin=Evidence.Origin.INTERVIEW)
    record_exposure(actor=player, source=case, target=node, meeting=meeting, evidence=[piece], now=world.now)


def _withdraw(world: World, number: int) -> None:
    player, one = Staff.objects.get(pk=world.players[0]), Exposure.objects.select_related("target").get(pk=number)
    behind_the_gate(player, "tracing.withdraw", one.target)
    withdraw_exposure(actor=player, exposure=one, reason="nhầm người", read=digest_of_exposure(one), now=world.now)


def _gives(world: World) -> Iterator[Move]:
    for move in _acts(world):
        if move.name.startswith(("give", "ask")):
            yield Move(move.name, lambda world, move=move: _note_for_what(world, move))


def _note_for_what(world: World, move: Move) -> None:
    """Nobody else has looked at anything but what was there when the colleague noted it."""
    before = ContactCode.objects.filter(given_at__isnull=False).count()
    move.play(world)
    if ContactCode.objects.filter(given_at__isnull=False).count() > before:
        node = Involvement.objects.get(pk=world.facts["contacts"][0])
        if digest_of_meetings(node) != world.facts["agreed"]:
            world.known["beyond"] = True


def _for_other_meetings(world: World) -> bool:
    return "beyond" in world.known


def _state_of_meetings(world: World) -> Hashable:
    met = Exposure.objects.filter(target__in=world.facts["contacts"])
    return _state(world), rows(met, world, "is_alive"), ContactCode.objects.filter(given_at__isnull=False).count()


CONTACTS_CODE = Promise(
    name="giving out a contact's code",
    page="docs/guides/contact-codes.md",
    words="another person looks at the meetings and gives the code out",
    also=("a contact's code without a second person", "by another person than noted their consent"),
    begin=_one_with_both_roles,
    acts=(_acts,),
    broken=_a_code_went_out,
    state=_state,
)
AS_AGREED = Promise(
    name="giving out a contact's code for other meetings than they agreed to",
    page="docs/guides/contact-codes.md",
    words="nobody alone gives it out for other meetings, or other days, than the person agreed to",
    begin=_one_before_whom_a_colleague_noted_it,
    acts=(_gives, _meetings),
    broken=_for_other_meetings,
    state=_state_of_meetings,
)
PROMISES = (CONTACTS_CODE, AS_AGREED)
