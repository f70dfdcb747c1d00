"""Everything that is held about a person leaves only once another one than whoever put it together has approved it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator

from bluezone.portal.dossiers import services
from bluezone.portal.dossiers.models import Dossier, Proof
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.isolation.papers import Signing
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.staff.services import give_role
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.two.promise import A_DAY, Move, Promise, World, behind_the_gate, rows

_LONG_AGO = dt.timedelta(days=30)


def _one_with_both_roles(office: Office) -> World:
    player = office.staff("Trần Một Mình", Role.HEALTH_OFFICER)
    give_role(actor=None, staff=player, role=Role.SUPERVISOR, unit=the_unit(SON_DUONG), now=NOW)
    person = office.case(player).person
    body = create_organisation(
        actor=None, name="UBND xã Sơn Dương", kind=Kind.COMMITTEE, unit=the_unit(SON_DUONG), now=NOW
    )
    Grant.objects.update(given_at=NOW - _LONG_AGO)
    head = Signing(body, "UBND", "Sơn Dương", ("TM. Ủy ban nhân dân", "Chủ tịch"), "Hoàng Văn Thử", "YT")
    return World(now=NOW, players=[player.pk], facts={"person": person, "signing": head})


def _acts(world: World) -> Iterator[Move]:
    yield Move("notes the ask", _ask)
    for number in Dossier.objects.order_by("pk").values_list("pk", flat=True):
        for name in ("draft", "approve", "hand", "aside"):
            told = (name, number)
            yield Move(f"{name} {number}", lambda world, told=told: _do(world, *told))


def _ask(world: World) -> None:
    player, person = Staff.objects.get(pk=world.players[0]), world.facts["person"]
    behind_the_gate(player, "dossiers.ask", person)
    said = {"person": person, "path": person.path, "proof": Proof.KNOWN, "words": "", "now": world.now}
    services.note_ask(actor=player, **said)


def _do(world: World, name: str, number: int) -> None:
    player, dossier = Staff.objects.get(pk=world.players[0]), Dossier.objects.get(pk=number)
    behind_the_gate(player, "dossiers.hand" if name == "aside" else f"dossiers.{name}", dossier)
    said = {"actor": player, "dossier": dossier, "read": services.digest_of_dossier(dossier), "now": world.now}
    if name == "draft":
        services.draft_dossier(signing=world.facts["signing"], **said)
    elif name == "aside":
        services.put_aside(reason="thử", **said)
    else:
        {"approve": services.approve_dossier, "hand": services.hand_over}[name](**said)


def _a_file_leaves(world: World) -> bool:
    return any(_is_printed(one, world) for one in Dossier.objects.order_by("pk"))


def _is_printed(dossier: Dossier, world: World) -> bool:
    if dossier.handed_at is not None:
        return True
    if dossier.approved_at is None:
        return False
    try:
        return bool(services.printed(dossier, world.now))
    except RefusedError:
        return False


def _state(world: World) -> Hashable:
    moments = ("asked_at", "drafted_at", "approved_at", "handed_at", "ended_at")
    return rows(Dossier, world, *moments, "drafted_by", "approved_by", over=A_DAY)


HANDED_OUT = Promise(
    name="handing out a person's own file",
    page="docs/guides/own-files.md",
    words="another person reads all of it and approves",
    begin=_one_with_both_roles,
    acts=(_acts,),
    broken=_a_file_leaves,
    state=_state,
)
PROMISES = (HANDED_OUT,)
