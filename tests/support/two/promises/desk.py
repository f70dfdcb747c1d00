"""A code, or an alert about a place, takes a second person; and so does saying that one is enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator

from bluezone.portal.cases.alerts import Presence, alert_place
from bluezone.portal.cases.models import AskedRule, Case, DeskRule, GivenCode, VenueAlert
from bluezone.portal.cases.rules import agree_to_rule, put_rule_aside, set_desk_rule
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case, give_code, open_case
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS, SETTLED
from bluezone.portal.staff.services import end_role, give_role, hire
from bluezone.protocol.venue import Venue, VenueKind
from tests.support.amounts import FULL
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG, Office, settled, the_unit
from tests.support.two.promise import (
    AT_ONCE,
    WAITS,
    Move,
    Promise,
    World,
    behind_the_gate,
    by_first,
    rows,
    whoever_was_hired_has_waited,
)

_LONGEST_TERM = SETTLED + dt.timedelta(days=1)
_LONG_AGO = dt.timedelta(days=30)
PLACE = Venue(
    venue_id=bytes(16),
    name="Chợ Sơn Dương",
    kind=VenueKind.MARKET,
    unit="02536",
    valid_from_s=0,
    valid_until_s=1 << 40,
    salt=bytes(16),
)
Play = Callable[[World], object]


def _begun(office: Office, *roles: Role) -> World:
    """One person with all of these roles plays, for as long as one likes; asks of others lie about."""
    player = office.staff("Trần Một Mình", roles[0], TUYEN_QUANG)
    for role in roles[1:]:
        give_role(actor=None, staff=player, role=role, unit=the_unit(TUYEN_QUANG), now=NOW)
    former = office.staff("Trần Đã Nghỉ", Role.SUPERVISOR)
    still = office.staff("Mai Giám Sát", Role.SUPERVISOR, TUYEN_QUANG)
    Grant.objects.update(given_at=NOW - _LONG_AGO)
    one_is_enough = {"needs_second_person": False, "valid_from": NOW.date()}
    set_desk_rule(actor=former, unit=the_unit(SON_DUONG), now=NOW, **one_is_enough)
    ago = NOW - dt.timedelta(days=2)
    asked = {"needs_second_person": False, "valid_from": ago.date()}
    set_desk_rule(actor=still, unit=the_unit(TUYEN_QUANG), now=ago, **asked)
    manager = office.staff("Lý Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)
    end_role(actor=manager, grant=former.grants.get(), now=NOW)
    return World(now=NOW, players=[player.pk], facts={"exchange": office.exchange})


def _an_officer_who_may_set_rules(office: Office) -> World:
    return _begun(office, Role.SUPERVISOR, Role.HEALTH_OFFICER, Role.EPIDEMIOLOGIST, Role.INTERVIEWER)


def _an_officer_who_hires(office: Office) -> World:
    return _begun(office, Role.HEALTH_OFFICER, Role.ADMINISTRATOR, Role.SUPERVISOR)


def _a_supervisor_who_has_hired(office: Office) -> World:
    """One of long ago, and one of this minute who does not exist."""
    player = settled(office.staff("Trần Một Mình", Role.SUPERVISOR, TUYEN_QUANG))
    return World(now=NOW, players=[player.pk, office.staff("Không Có Thật", Role.SUPERVISOR, TUYEN_QUANG).pk])


def _cases(world: World) -> Iterator[Move]:
    for actor in world.players:
        if Case.objects.count() < 2:
            yield Move(f"{actor} opens a case", _opening(actor))
        for number in Case.objects.values_list("number", flat=True):
            yield Move(f"{actor} confirms {number}", with_case(actor, number, "cases.confirm", confirm))
            yield Move(f"{actor} gives a code for {number}", with_case(actor, number, "cases.code", give))
            yield Move(f"{actor} alerts a place for {number}", with_case(actor, number, "cases.alert", alert))


def _rules(world: World) -> Iterator[Move]:
    for actor in world.players:
        for unit in (SON_DUONG, TUYEN_QUANG):
            for days in (0, 1):
                yield Move(f"{actor} says that in {unit} one is enough in {days} days", _ruling(actor, unit, days))
            yield Move(f"{actor} says that in {unit} two look", _ruling(actor, unit, None))
        for asked in AskedRule.objects.filter(ended_at=None):
            yield Move(f"{actor} agrees to ask {asked.pk}", _answering(actor, asked.pk, agree_to_rule))
            yield Move(f"{actor} puts ask {asked.pk} aside", _answering(actor, asked.pk, put_rule_aside))


def _hiring(world: World) -> Iterator[Move]:
    if len(world.players) == 1:
        for role in (Role.HEALTH_OFFICER, Role.SUPERVISOR):
            yield Move(f"hires a {role} who does not exist", _hire(role))


def _opening(actor: int) -> Play:
    def play(world: World) -> None:
        person, unit = Staff.objects.get(pk=actor), the_unit(SON_DUONG)
        behind_the_gate(person, "cases.open", unit)
        facts = {"full_name": "Người Không Có", "phone": "0912 345 678", "onset": world.now.date()}
        open_case(actor=person, unit=unit, now=world.now, entropy=world.entropy, **facts)

    return play


def with_case(actor: int, number: str, act: str, doing: Callable[[World, Staff, Case], object]) -> Play:
    def play(world: World) -> None:
        person, case = Staff.objects.get(pk=actor), Case.objects.get(number=number)
        behind_the_gate(person, act, case)
        doing(world, person, case)

    return play


def confirm(world: World, actor: Staff, case: Case) -> None:
    confirm_case(actor=actor, case=case, read=digest_of_case(case), now=world.now)


def give(world: World, actor: Staff, case: Case) -> None:
    exchange = world.facts["exchange"]
    exchange.now = world.now
    give_code(actor=actor, case=case, exchange=exchange, now=world.now)


def alert(world: World, actor: Staff, case: Case) -> None:
    exchange, ended = world.facts["exchange"], world.now - dt.timedelta(hours=1)
    exchange.now = world.now
    presence = Presence(PLACE, ended - dt.timedelta(hours=1), ended)
    alert_place(actor=actor, case=case, presence=presence, exchange=exchange, now=world.now)


def _ruling(actor: int, unit: str, days: int | None) -> Play:
    def play(world: World) -> None:
        person, place = Staff.objects.get(pk=actor), the_unit(unit)
        behind_the_gate(person, "cases.rule", place)
        begins = world.now.date() + dt.timedelta(days=days or 0)
        set_desk_rule(actor=person, unit=place, needs_second_person=days is None, valid_from=begins, now=world.now)

    return play


def _answering(actor: int, asked: int, doing: Callable[..., object]) -> Play:
    def play(world: World) -> None:
        person, found = Staff.objects.get(pk=actor), AskedRule.objects.get(pk=asked)
        behind_the_gate(person, "cases.rule", found)
        doing(actor=person, asked=found, now=world.now)

    return play


def _hire(role: Role) -> Play:
    def play(world: World) -> None:
        person, unit = Staff.objects.get(pk=world.players[0]), the_unit(TUYEN_QUANG)
        behind_the_gate(person, "staff.manage", unit)
        facts = {"username": "khong.co.that", "full_name": "Không Có Thật", "role": role}
        hired, _ = hire(actor=person, unit=unit, now=world.now, entropy=world.entropy, **facts)
        world.players.append(hired.pk)

    return play


def _one_alone_was_enough(world: World) -> bool:
    """Nobody else plays: whatever was given out or ruled, one person said."""
    mine = Case.objects.filter(opened_by__in=world.players)
    served = GivenCode.objects.filter(case__in=mine).exists() or VenueAlert.objects.filter(case__in=mine).exists()
    return served or DeskRule.objects.filter(needs_second_person=False).exists()


def _a_rule_stands(_world: World) -> bool:
    """Nobody else who exists plays."""
    return DeskRule.objects.filter(needs_second_person=False).exists()


def _has_hired(world: World) -> bool:
    """Somebody who does not exist confirms at once; rules take a week."""
    ruled = DeskRule.objects.filter(needs_second_person=False).exists()
    return len(world.players) > 1 and (whoever_was_hired_has_waited(world) or not ruled)


def _state(world: World) -> Hashable:
    """A rule that one is enough ends the game, whatever day it begins on, and where none stands two look: so no rule
    is told, nor from when on somebody would have one. Of a unit one ask is open at most."""
    ages = {"over": _LONGEST_TERM}
    own, asked = Grant.objects.filter(staff__in=world.players, ended_at=None), AskedRule.objects.filter(ended_at=None)
    return (
        by_first(rows(own, world, "staff_id", "role", "given_at", terms={"given_at": SETTLED})),
        rows(Case, world, "state", "opened_by", "confirmed_by"),
        rows(GivenCode, world, "case_id", "issued_at", **ages),
        rows(VenueAlert, world, "case_id"),
        by_first(rows(asked, world, "path", "asked_by", "asked_at", terms={"asked_at": ASK_LASTS})),
        DeskRule.objects.filter(needs_second_person=False).exists(),
        _days_of_rules(world) if world.is_told_whole else None,
    )


def _days_of_rules(world: World) -> Hashable:
    asked = AskedRule.objects.filter(ended_at=None)
    return rows(DeskRule, world, "path", "valid_from", "needs_second_person"), rows(asked, world, "path", "valid_from")


CODES = Promise(
    name="giving a code out for a case that nobody else looked at",
    page="docs/operating/portal.md",
    words="a code without a second person's confirmation",
    also=(
        "who confirms what a colleague opened",
        "the case waits for a second person before a code is given out for it",
    ),
    begin=_an_officer_who_may_set_rules,
    acts=(_cases, _rules),
    broken=_one_alone_was_enough,
    state=_state,
    asks_for_the_day=False,
)
CODES_OF_WHO_HIRES = Promise(
    name="the same, by somebody who may hire",
    page="SECURITY.md",
    words="they count as persons",
    begin=_an_officer_who_hires,
    acts=(_cases, _rules, _hiring),
    broken=_one_alone_was_enough,
    state=_state,
    asks_for_the_day=False,
    unless=_has_hired,
    waits=WAITS if FULL else (AT_ONCE,),
)
RULED_BY_WHO_HIRED = Promise(
    name="saying that one person is enough, by somebody who may hire",
    page="SECURITY.md",
    words="they count as persons",
    begin=_a_supervisor_who_has_hired,
    acts=(_rules,),
    broken=_a_rule_stands,
    state=_state,
    asks_for_the_day=False,
    unless=whoever_was_hired_has_waited,
)
PROMISES = (CODES, CODES_OF_WHO_HIRES, RULED_BY_WHO_HIRED)
