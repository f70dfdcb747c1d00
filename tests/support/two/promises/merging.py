"""Two persons become one only if two people say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator

from bluezone.portal.cases.merging import agree_to_merge, ask_to_merge, digest_of_merge, leave_two, undo_merge
from bluezone.portal.cases.models import Double, Merge, Person
from bluezone.portal.cases.persons import digest_of_double, tell_apart
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.staff.services import end_role, give_role
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.two.promise import Move, Promise, World, behind_the_gate, rows, whoever_was_hired_has_waited

_LONGEST_TERM = SETTLED + dt.timedelta(days=1)
_LONG_AGO = dt.timedelta(days=30)


def _one_with_both_roles(office: Office) -> World:
    """Somebody who has left has asked, too, and somebody who still works here the day before yesterday."""
    player = office.staff("Trần Một Mình", Role.HEALTH_OFFICER)
    give_role(actor=None, staff=player, role=Role.SUPERVISOR, unit=the_unit(SON_DUONG), now=NOW)
    former, still = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Trần Đã Nghỉ", "Mai Còn Làm"))
    Grant.objects.update(given_at=NOW - _LONG_AGO)
    for asker, phone, now in ((former, "0912 000 001", NOW), (still, "0912 000 002", NOW - dt.timedelta(days=2))):
        double = _alike(office, player, phone)
        ask_to_merge(actor=asker, double=double, keep=double.one_id, read=digest_of_double(double), now=now)
    end_role(actor=office.staff("Lý Quản Trị", Role.ADMINISTRATOR), grant=former.grants.get(), now=NOW)
    return World(now=NOW, players=[player.pk])


def _one_who_has_hired_somebody_invented(office: Office) -> World:
    """An officer of long ago, who hires too, and just did."""
    player = office.staff("Trần Vừa Tuyển", Role.HEALTH_OFFICER)
    _alike(office, player, "0912 000 001")
    Grant.objects.update(given_at=NOW - _LONGEST_TERM)
    return World(now=NOW, players=[player.pk, office.staff("Không Có Thật", Role.HEALTH_OFFICER).pk])


def _alike(office: Office, opener: Staff, phone: str) -> Double:
    one, other = (office.case(opener, phone=phone).person for _ in range(2))
    return Double.objects.get(one=one, other=other)


def pairs(world: World) -> Iterator[Move]:
    for actor in world.players:
        for double in Double.objects.order_by("pk"):
            yield Move(f"{actor} asks that pair {double.pk} become one", with_pair(actor, double.pk, ask))
            yield Move(f"{actor} tells pair {double.pk} apart", with_pair(actor, double.pk, _tell_apart))
        for merge in Merge.objects.order_by("pk"):
            for doing in (agree_to_merge, leave_two, undo_merge):
                yield Move(f"{actor} does {doing.__name__} with {merge.pk}", with_merge(actor, merge.pk, doing))


def with_pair(actor: int, number: int, doing: Callable[[World, Staff, Double], object]) -> Callable[[World], object]:
    def play(world: World) -> None:
        person, double = Staff.objects.get(pk=actor), Double.objects.select_related("one", "other").get(pk=number)
        for one in (double.one, double.other):
            behind_the_gate(person, "cases.merge", one)
        doing(world, person, double)

    return play


def with_merge(actor: int, number: int, doing: Callable[..., object]) -> Callable[[World], object]:
    def play(world: World) -> None:
        person, merge = Staff.objects.get(pk=actor), Merge.objects.select_related("kept", "merged").get(pk=number)
        for one in (merge.kept, merge.merged):
            behind_the_gate(person, "cases.merge", one)
        doing(actor=person, merge=merge, read=digest_of_merge(merge), now=world.now)

    return play


def ask(world: World, actor: Staff, double: Double) -> None:
    ask_to_merge(actor=actor, double=double, keep=double.one_id, read=digest_of_double(double), now=world.now)


def _tell_apart(world: World, actor: Staff, double: Double) -> None:
    tell_apart(actor=actor, double=double, read=digest_of_double(double), now=world.now)


def _somebody_was_merged(_world: World) -> bool:
    """Nobody else plays, or nobody else who exists."""
    return Person.objects.exclude(merged_into=None).exists()


def _state(world: World) -> Hashable:
    ages = {"over": _LONGEST_TERM}
    own = Grant.objects.filter(staff__in=world.players, ended_at=None)
    return (
        rows(own, world, "staff_id", "role", "given_at", **ages),
        rows(Merge, world, "kept", "merged", "asked_by", "asked_at", "ended_at", "at", "undone_at", **ages),
        rows(Double, world, "one", "other", "apart_at", **ages),
    )


MERGED = Promise(
    name="making two persons one",
    page="docs/operating/portal.md",
    words="Nobody alone makes two persons one",
    also=("Two persons become one only by two people's word",),
    begin=_one_with_both_roles,
    acts=(pairs,),
    broken=_somebody_was_merged,
    state=_state,
    asks_for_the_day=False,
)
MERGED_BY_WHO_HIRED = Promise(
    name="making two persons one, by somebody who may hire",
    page="SECURITY.md",
    words="they count as persons",
    begin=_one_who_has_hired_somebody_invented,
    acts=(pairs,),
    broken=_somebody_was_merged,
    state=_state,
    asks_for_the_day=False,
    unless=whoever_was_hired_has_waited,
)
PROMISES = (MERGED, MERGED_BY_WHO_HIRED)
