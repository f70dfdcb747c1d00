"""Rows of a door are opened only if two people say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator

from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.posts.models import RowRelease
from bluezone.portal.posts.services import releasing
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.staff.services import give_role
from bluezone.portal.tracing.models import Landmark
from tests.support.portal.doorposts import a_case_at, a_gate, row, sealed
from tests.support.portal.offices import NOW, TAN_TRAO, Office, the_unit
from tests.support.two.promise import A_DAY, Move, Promise, World, behind_the_gate, rows

_LONG_AGO = dt.timedelta(days=30)


def _one_with_both_roles(office: Office) -> World:
    """A case has been behind a door; a colleague asked the day before yesterday."""
    gate = a_gate(office)
    gate.send(row(1, sealed=sealed(name="Lò Thị Cùng")))
    seen = a_case_at(gate)
    player = office.staff("Trần Một Mình", Role.HEALTH_OFFICER, TAN_TRAO)
    give_role(actor=None, staff=player, role=Role.SUPERVISOR, unit=the_unit(TAN_TRAO), now=NOW)
    Grant.objects.update(given_at=NOW - _LONG_AGO)
    seen.ask(at=NOW - 2 * A_DAY)
    return World(now=NOW, players=[player.pk], facts={"landmark": seen.landmark.pk, "premises": gate.premises})


def _acts(world: World) -> Iterator[Move]:
    yield Move("asks", _ask)
    for number in RowRelease.objects.order_by("pk").values_list("pk", flat=True):
        yield Move(f"agrees to {number}", lambda world, number=number: _agree(world, number))
        yield Move(f"puts {number} aside", lambda world, number=number: _put_aside(world, number))


def _ask(world: World) -> None:
    person, premises = Staff.objects.get(pk=world.players[0]), world.facts["premises"]
    behind_the_gate(person, "posts.release", premises)
    asked = {"premises": premises, "before": 1, "purpose": "tìm người", "why_many": "", "now": world.now}
    releasing.ask_for_rows(actor=person, landmark=Landmark.objects.get(pk=world.facts["landmark"]), **asked)


def _agree(world: World, number: int) -> None:
    person, release = _found(world, number)
    read = releasing.digest_of_release(release)
    releasing.agree_to_rows(actor=person, release=release, read=read, wrapping_key=wrapping_key(), now=world.now)


def _put_aside(world: World, number: int) -> None:
    person, release = _found(world, number)
    read = releasing.digest_of_release(release)
    releasing.put_rows_aside(actor=person, release=release, read=read, now=world.now)


def _found(world: World, number: int) -> tuple[Staff, RowRelease]:
    person, release = Staff.objects.get(pk=world.players[0]), RowRelease.objects.get(pk=number)
    behind_the_gate(person, "posts.release", release)
    return person, release


def _rows_are_open(world: World) -> bool:
    return RowRelease.objects.exclude(agreed_at=None).exists()


def _state(world: World) -> Hashable:
    return rows(RowRelease, world, "asked_by", "asked_at", "agreed_by", "agreed_at", "ended_at", over=A_DAY)


OPENED = Promise(
    name="opening rows of a door",
    page="SECURITY.md",
    words="Rows of a door are opened by two people's word",
    also=("Rows are asked for, and opened, for a case that is open",),
    begin=_one_with_both_roles,
    acts=(_acts,),
    broken=_rows_are_open,
    state=_state,
    asks_for_the_day=False,
)
PROMISES = (OPENED,)
