"""Nobody alone becomes a colleague who has a second factor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Invitation, Renewal, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS, SETTLED
from bluezone.portal.staff import invitations
from bluezone.portal.staff.invitations import ask_for_both, give_what_was_asked_for, invite, renew, with_code, withdraw
from bluezone.portal.staff.selectors import colleagues_of, former_colleagues_of
from bluezone.portal.staff.services import end_role, give_role, hire
from tests.support.amounts import FULL
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG, Office, settled, the_unit
from tests.support.two.promise import (
    AT_ONCE,
    Move,
    Promise,
    World,
    behind_the_gate,
    by_first,
    rows,
    whoever_was_hired_has_waited,
)

_LONGEST_TERM = SETTLED + dt.timedelta(days=1)
"""Nothing here asks whether a role is older than that. Of an ask only a day counts, of a code whether it is over."""
HIRES = "hires an administrator who does not exist"


def _begun(office: Office, *targets: Staff) -> World:
    """One administrator plays; whom they could become has a factor, and a password that they do not know."""
    player = office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)
    other = office.staff("Lý Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)
    Grant.objects.filter(staff__in=(player, other)).update(given_at=NOW - _LONGEST_TERM)
    factors = Authenticator.objects.filter(user__in=targets).values_list("pk", flat=True)
    facts = {"targets": [one.pk for one in targets], "factors": frozenset(factors), "unit": TUYEN_QUANG}
    return World(now=NOW, players=[player.pk], facts=facts)


def _a_colleague_and_the_other_administrator(office: Office) -> World:
    """The other administrator in a drill only."""
    targets = [office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)]
    if FULL:
        targets.append(office.staff("Lê Cũng Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG))
    return _begun(office, *targets)


def _asks_that_were_left_lying(office: Office) -> World:
    """One by somebody who is no administrator any more, one of the day before yesterday by somebody who is."""
    lan, hoa = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Nguyễn Thị Lan", "Vũ Thị Hoa"))
    world = _begun(office, lan, hoa)
    former = office.staff("Trần Đã Nghỉ", Role.ADMINISTRATOR, TUYEN_QUANG)
    still = office.staff("Mai Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)
    settled(former, still)
    ask_for_both(actor=former, staff=lan, now=NOW)
    ask_for_both(actor=still, staff=hoa, now=NOW - dt.timedelta(days=2))
    end_role(actor=still, grant=former.grants.get(), now=NOW)
    return world


def _asks(world: World) -> Iterator[Move]:
    """What an administrator's pages about a colleague offer."""
    for actor in world.players:
        for target in world.facts["targets"]:
            for what in (Renewal.PASSWORD, Renewal.SECOND_FACTOR):
                yield Move(f"{actor} gives a code to {target} for the {what.value}", _inviting(actor, target, what))
            yield Move(f"{actor} gives out what was asked for {target}", _on(actor, target, _give))
            yield Move(f"{actor} asks for both of {target}", _on(actor, target, _ask))
            yield Move(f"{actor} withdraws what is open of {target}", _on(actor, target, _withdraw))


def _roles(world: World) -> Iterator[Move]:
    for actor in world.players:
        for target in world.facts["targets"]:
            yield Move(f"{actor} makes {target} a reporter", _on(actor, target, _make_reporter))
            yield Move(f"{actor} ends a role of {target}", _on(actor, target, _end_a_role))


def _hiring(world: World) -> Iterator[Move]:
    if len(world.players) == 1:
        yield Move(HIRES, _hire)


def _codes(world: World) -> Iterator[Move]:
    """Codes are used by whoever holds them, with any password that the player knows. Of those that open nothing any
    more the newest alone is tried: whichever it is, it is answered by no invitation."""
    passwords = {name: text for name, text in world.known.items() if name.startswith("password")} or {"nothing": ""}
    opened = _opened(world)
    dead = [name for name, invited in opened.items() if invited is None]
    for name, invited in opened.items():
        if invited is not None or name == dead[-1]:
            for whose, password in passwords.items():
                yield Move(f"uses {name} with {whose}", _using(name, password))


def _opened(world: World) -> dict[str, int | None]:
    """Of each code that a player holds whose open invitation knows it, however late it is; None of none."""
    of_whom = dict(Invitation.objects.filter(ended_at=None).values_list("code_hash", "staff_id"))
    codes = {name: code for name, code in world.known.items() if name.startswith("code")}
    return {name: of_whom.get(invitations._hash(code)) for name, code in codes.items()}


def _on(actor: int, target: int, doing):  # type: ignore[no-untyped-def] # three small closures of one shape
    return lambda world: doing(world, Staff.objects.get(pk=actor), target)


def _found(actor: Staff, target: int, act: str) -> Staff:
    """As the page finds a colleague, without the roles that it shows."""
    behind_the_gate(actor, act)
    for known in (colleagues_of(actor), former_colleagues_of(actor)):
        person = known.filter(pk=target).prefetch_related(None).first()
        if person is not None:
            return person
    raise RefusedError("there is nobody of this name")


def _keep_code(world: World, code: str) -> None:
    world.known[f"code {world.drawn}"] = code


def _inviting(actor: int, target: int, what: Renewal):  # type: ignore[no-untyped-def] # as above
    def play(world: World) -> None:
        person = Staff.objects.get(pk=actor)
        asked = _found(person, target, "staff.reset")
        _keep_code(world, invite(actor=person, staff=asked, renews=what, now=world.now, entropy=world.entropy))

    return play


def _ask(world: World, actor: Staff, target: int) -> None:
    ask_for_both(actor=actor, staff=_found(actor, target, "staff.reset"), now=world.now)


def _give(world: World, actor: Staff, target: int) -> None:
    person = _found(actor, target, "staff.reset")
    _keep_code(world, give_what_was_asked_for(actor=actor, staff=person, now=world.now, entropy=world.entropy))


def _withdraw(world: World, actor: Staff, target: int) -> None:
    withdraw(actor=actor, staff=_found(actor, target, "staff.reset"), now=world.now)


def _make_reporter(world: World, actor: Staff, target: int) -> None:
    person = _found(actor, target, "staff.manage")
    give_role(actor=actor, staff=person, role=Role.REPORTER, unit=the_unit(SON_DUONG), now=world.now)


def _end_a_role(world: World, actor: Staff, target: int) -> None:
    person = _found(actor, target, "staff.manage")
    grant = person.grants.filter(ended_at=None).order_by("pk").first()
    if grant is None:
        raise RefusedError("there is no role to end")
    end_role(actor=actor, grant=grant, now=world.now)


def _hire(world: World) -> None:
    actor = Staff.objects.get(pk=world.players[0])
    behind_the_gate(actor, "staff.manage")
    facts = {"username": "khong.co.that", "full_name": "Không Có Thật", "unit": the_unit(world.facts["unit"])}
    hired, _ = hire(actor=actor, role=Role.ADMINISTRATOR, now=world.now, entropy=world.entropy, **facts)
    world.players.append(hired.pk)


def _using(name: str, password: str):  # type: ignore[no-untyped-def] # as above
    def play(world: World) -> None:
        code, new = world.known[name], f"một câu của kẻ gian {name}"
        found = with_code(code, world.now)
        renew(code=code, password=password, new_password=new, now=world.now)
        if found is not None:
            world.known[f"password of {found.staff_id}"] = new
        del world.known[name]

    return play


def _has_become_a_colleague(world: World) -> bool:
    """Knows the password, and nothing else is asked for at the sign-in."""
    for target in world.facts["targets"]:
        kept = Staff.objects.get(pk=target).password
        known = [text for name, text in world.known.items() if name.startswith("password")]
        old = Authenticator.objects.filter(user_id=target, pk__in=world.facts["factors"])
        if any(check_password(text, kept) for text in known) and not old.exists():
            return True
    return False


def _knows(world: World) -> Hashable:
    """Whose code and whose password: what was drawn for it is as good as anything else that could have been. A code of
    which no open invitation knows opens nothing any more, however long one waits, nor do many of them."""
    open_to = list(_opened(world).values())
    passwords = sorted(name for name in world.known if name.startswith("password"))
    return None in open_to, tuple(sorted(filter(None, open_to))), tuple(passwords)


def _state(world: World) -> Hashable:
    """Each person has their rows by themselves. Nobody asks since when somebody has a role who only is helped. When
    something was asked for matters until it is given out, and when it ends from then on. All who play administer the
    same unit for as long as they do: what one of them gave out is as good as what another did."""
    people = Staff.objects.filter(pk__in=[*world.facts["targets"], *world.players])
    roles, open_still = Grant.objects.filter(ended_at=None), Invitation.objects.filter(ended_at=None)
    asks, given = open_still.filter(code_hash=None), open_still.exclude(code_hash=None)
    ends = {"terms": {"expires_at": AT_ONCE}}
    return (
        rows(people, world, "pk", "must_change_password", "password_unproven"),
        rows(Authenticator, world, "pk"),
        by_first(rows(roles.exclude(staff__in=world.players), world, "staff_id", "role", "path")),
        by_first(
            rows(roles.filter(staff__in=world.players), world, "staff_id", "given_at", terms={"given_at": SETTLED})
        ),
        by_first(rows(asks, world, "staff_id", "asked_by", "asked_at", terms={"asked_at": ASK_LASTS})),
        by_first(rows(given, world, "staff_id", "renews", "wrong", "expires_at", **ends)),
        _since_when_and_by_whom(world) if world.is_told_whole else None,
    )


def _since_when_and_by_whom(world: World) -> Hashable:
    return (
        rows(Grant.objects.filter(ended_at=None), world, "staff_id", "role", "path", "given_at", over=_LONGEST_TERM),
        rows(Invitation.objects.filter(ended_at=None), world, "staff_id", "asked_by", "given_by", "asked_at"),
    )


ALONE = Promise(
    name="becoming a colleague who has a second factor",
    page="SECURITY.md",
    words="One alone cannot become a colleague who has a second factor",
    begin=_a_colleague_and_the_other_administrator,
    acts=(_codes, _asks, _roles, _hiring),
    broken=_has_become_a_colleague,
    state=_state,
    knows=_knows,
    asks_for_the_day=False,
    unless=whoever_was_hired_has_waited,
)
LEFT_LYING = Promise(
    name="using what somebody else asked for once",
    page="docs/operating/portal.md",
    words="an ask ends after a day, and with the asker's role",
    begin=_asks_that_were_left_lying,
    acts=(_codes, _asks),
    broken=_has_become_a_colleague,
    state=_state,
    knows=_knows,
    asks_for_the_day=False,
)
PROMISES = (ALONE, LEFT_LYING)
