"""More than a thousand names of an outbreak leave only if two people say so."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from unittest import mock

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.staff.services import end_role, give_role
from bluezone.portal.tracing.exporting import releases
from bluezone.portal.tracing.exporting.files import What
from bluezone.portal.tracing.involving import default_outbreak, involve
from bluezone.portal.tracing.models import Release
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.two.promise import A_DAY, Move, Promise, World, behind_the_gate, rows, whoever_was_hired_has_waited

_LONGEST_TERM = SETTLED + A_DAY
_LONG_AGO = A_DAY * 30


def _one_with_both_roles(office: Office) -> World:
    """Somebody who has left has asked, too, and somebody who still works here the day before yesterday."""
    player = office.staff("Trần Một Mình", Role.HEALTH_OFFICER)
    give_role(actor=None, staff=player, role=Role.SUPERVISOR, unit=the_unit(SON_DUONG), now=NOW)
    former, still = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Trần Đã Nghỉ", "Mai Còn Làm"))
    Grant.objects.update(given_at=NOW - _LONG_AGO)
    involve_two(office, player)
    with as_if_two_were_many():
        for asker, ago in ((former, A_DAY * 0), (still, A_DAY * 2)):
            asked = {"outbreak": default_outbreak(), "what": What.PEOPLE, "reason": "báo cáo", "now": NOW - ago}
            releases.ask_for_release(actor=asker, **asked)
    end_role(actor=office.staff("Lý Quản Trị", Role.ADMINISTRATOR), grant=former.grants.get(), now=NOW)
    return World(now=NOW, players=[player.pk])


def _one_who_has_hired_somebody_invented(office: Office) -> World:
    """An officer of long ago, who hires too, and just did."""
    player = office.staff("Trần Vừa Tuyển", Role.HEALTH_OFFICER)
    involve_two(office, player)
    Grant.objects.update(given_at=NOW - _LONGEST_TERM)
    return World(now=NOW, players=[player.pk, office.staff("Không Có Thật", Role.HEALTH_OFFICER).pk])


def involve_two(office: Office, opener: Staff) -> None:
    for _ in range(2):
        involve(default_outbreak(), office.case(opener).person)


def _acts(world: World) -> Iterator[Move]:
    for actor in world.players:
        yield Move(f"{actor} asks", lambda world, actor=actor: _ask(world, actor))
        for release in Release.objects.order_by("pk"):
            told = (actor, release.pk)
            yield Move(f"{actor} agrees to {release.pk}", lambda world, told=told: _agree(world, *told))
            yield Move(f"{actor} puts {release.pk} aside", lambda world, told=told: _put_aside(world, *told))


def _ask(world: World, actor: int) -> None:
    person = Staff.objects.get(pk=actor)
    behind_the_gate(person, "tracing.release")
    asked = {"outbreak": default_outbreak(), "what": What.PEOPLE, "reason": "báo cáo", "now": world.now}
    with as_if_two_were_many():
        releases.ask_for_release(actor=person, **asked)


def _agree(world: World, actor: int, number: int) -> None:
    person, release = _found(actor, number)
    read = releases.digest_of_release(release)
    releases.agree_to_release(actor=person, release=release, read=read, now=world.now)


def _put_aside(world: World, actor: int, number: int) -> None:
    person, release = _found(actor, number)
    read = releases.digest_of_release(release)
    releases.put_release_aside(actor=person, release=release, read=read, now=world.now)


def _found(actor: int, number: int) -> tuple[Staff, Release]:
    person, release = Staff.objects.get(pk=actor), Release.objects.get(pk=number)
    behind_the_gate(person, "tracing.release", release)
    return person, release


def many_names_leave(world: World) -> bool:
    """To anybody at all: nobody else plays."""
    return any(_may_take(person, world) for person in Staff.objects.order_by("pk"))


def _may_take(person: Staff, world: World) -> bool:
    with as_if_two_were_many():
        try:
            releases.require_may_leave(person, default_outbreak(), What.PEOPLE, world.now)
        except RefusedError:
            return False
    return bool(releases.names_in(What.PEOPLE, default_outbreak(), person))


def as_if_two_were_many() -> mock._patch[int]:
    return mock.patch.object(releases, "MOST_ALONE", 1)


def _state(world: World) -> Hashable:
    ages = {"over": _LONGEST_TERM}
    own = Grant.objects.filter(staff__in=world.players, ended_at=None)
    return (
        rows(own, world, "staff_id", "role", "given_at", **ages),
        rows(Release, world, "asked_by", "asked_at", "agreed_by", "agreed_at", "ended_at", **ages),
    )


TAKEN_OUT = Promise(
    name="taking many names out",
    page="docs/operating/portal.md",
    words="Nobody alone takes more than 1,000 names of an outbreak out",
    also=("More than 1,000 names of an outbreak leave only by two people's word",),
    begin=_one_with_both_roles,
    acts=(_acts,),
    broken=many_names_leave,
    state=_state,
    asks_for_the_day=False,
)
TAKEN_OUT_BY_WHO_HIRED = Promise(
    name="taking many names out, by somebody who may hire",
    page="SECURITY.md",
    words="they count as persons",
    begin=_one_who_has_hired_somebody_invented,
    acts=(_acts,),
    broken=many_names_leave,
    state=_state,
    asks_for_the_day=False,
    unless=whoever_was_hired_has_waited,
)
PROMISES = (TAKEN_OUT, TAKEN_OUT_BY_WHO_HIRED)
