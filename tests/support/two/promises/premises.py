"""A place whose code phones take was approved by another person than whoever registered it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.premises.changing import agree_to_change, leave_change, propose_change
from bluezone.portal.premises.models import Kind, Premises, ToldPlace
from bluezone.portal.premises.owners import Told, digest_of_told, issue_link, register_told, tell_place
from bluezone.portal.premises.services import (
    Facts,
    approve_premises,
    close_premises,
    digest_of_premises,
    register_premises,
    renew_code,
    reopen_premises,
)
from bluezone.portal.staff.services import give_role
from tests.support.portal.announcing import PlayedPublished
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.two.promise import Move, Promise, World, behind_the_gate, rows

_INVENTED, _FOUND = Facts("Quán không có thật", Kind.FOOD), Facts("Chợ Sơn Dương", Kind.MARKET)
_INVENTED_ANEW = Facts("Chợ không có thật", Kind.MARKET)
_Play = Callable[[World], object]


def _one_with_every_role(office: Office) -> World:
    """A colleague's market waits for approval."""
    player = office.staff("Lê Một Mình", Role.REGISTRY_CLERK)
    for role in (Role.REPORTER, Role.LEADER, Role.HEALTH_OFFICER):
        give_role(actor=None, staff=player, role=role, unit=the_unit(SON_DUONG), now=NOW)
    clerk = office.staff("Trần Đăng Ký", Role.REGISTRY_CLERK)
    register_premises(actor=clerk, facts=_FOUND, unit=the_unit(SON_DUONG), now=NOW)
    told = Told(Facts("Quán của chủ", Kind.FOOD, "Thôn Tân Lập", "0207 3 830 777"), "Ma Thị Chủ")
    _, code = issue_link(actor=clerk, unit=the_unit(SON_DUONG), entropy=office.chance.randbytes, now=NOW)
    tell_place(code=code, told=told, entropy=office.chance.randbytes, now=NOW)
    facts = {"published": PlayedPublished(), "entropy": office.chance.randbytes}
    return World(now=NOW, players=[player.pk], facts=facts)


def _registering(world: World) -> Iterator[Move]:
    if Premises.objects.count() < 3:
        yield Move("registers a place that there is not", _register)
        yield Move("registers what an owner told", _register_told)


def _deciding(world: World) -> Iterator[Move]:
    for key in Premises.objects.values_list("pk", flat=True):
        yield Move(f"approves {key}", _signing("premises.approve", approve_premises, key))
        yield Move(f"signs another code for {key}", _signing("premises.approve", renew_code, key))
        yield Move(f"closes {key}", _written("premises.close", close_premises, key))
        yield Move(f"opens {key} again", _written("premises.register", reopen_premises, key))
        yield Move(f"calls {key} otherwise", _written("premises.register", _calling_otherwise, key))
        yield Move(f"agrees that {key} is called so", _signing("premises.approve", agree_to_change, key))
        yield Move(f"leaves {key} as it is", _written("premises.register", leave_change, key))


def _calling_otherwise(**about: Any) -> None:
    propose_change(facts=_INVENTED_ANEW, **about)


def _register(world: World) -> None:
    person, unit = Staff.objects.get(pk=world.players[0]), the_unit(SON_DUONG)
    behind_the_gate(person, "premises.register", unit)
    register_premises(actor=person, facts=_INVENTED, unit=unit, now=world.now)


def _register_told(world: World) -> None:
    person, told = Staff.objects.get(pk=world.players[0]), ToldPlace.objects.get()
    behind_the_gate(person, "premises.owners", told)
    register_told(actor=person, told=told, read=digest_of_told(told), now=world.now)


def _signing(act: str, doing: Callable[..., object], key: int) -> _Play:
    def play(world: World) -> None:
        person, found = Staff.objects.get(pk=world.players[0]), Premises.objects.get(pk=key)
        behind_the_gate(person, act, found)
        doing(actor=person, premises=found, read=digest_of_premises(found), now=world.now, **world.facts)

    return play


def _written(act: str, doing: Callable[..., object], key: int) -> _Play:
    def play(world: World) -> None:
        person, found = Staff.objects.get(pk=world.players[0]), Premises.objects.get(pk=key)
        behind_the_gate(person, act, found)
        doing(actor=person, premises=found, read=digest_of_premises(found), now=world.now)

    return play


def _a_place_of_one_alone(world: World) -> bool:
    """One that has a code, and that nobody but the player has seen, or seen under the name that it says."""
    coded, alone = Premises.objects.filter(codes__isnull=False), set(world.players)
    return any(
        {one.registered_by_id, one.approved_by_id} <= alone
        or (one.name == _INVENTED_ANEW.name and {one.changed_by_id, one.change_agreed_by_id} <= alone)
        for one in coded
    )


def _state(world: World) -> Hashable:
    return (
        rows(
            Premises,
            world,
            "state",
            "name",
            "new_facts",
            "registered_by",
            "approved_by",
            "changed_by",
            "change_agreed_by",
        ),
        rows(ToldPlace, world, "settled_by", "premises"),
    )


PLACE = Promise(
    name="signing the code of a place that nobody else has seen",
    page="SECURITY.md",
    words="another person approves it",
    also=("another person agrees, a new code is signed",),
    begin=_one_with_every_role,
    acts=(_registering, _deciding),
    broken=_a_place_of_one_alone,
    state=_state,
)
PROMISES = (PLACE,)
