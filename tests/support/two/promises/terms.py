"""What ends with time: a code, an agreement, a session, and having said who one is.

These games are lost by waiting alone: whoever tries the same at once was let do it, by two or by themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bluezone.portal.identity.models import Invitation, Staff
from bluezone.portal.identity.resting import SessionStore
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS
from bluezone.portal.posts.models import RowRelease
from bluezone.portal.staff.invitations import LASTS, ask_for_both, give_what_was_asked_for, renew
from bluezone.portal.staff.middleware import LONGEST_SESSION
from bluezone.portal.tracing.exporting import releases as exporting
from bluezone.portal.tracing.exporting.files import What
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.models import Release
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.doorposts import a_case_at, a_gate, row, sealed
from tests.support.portal.offices import NOW, TUYEN_QUANG, Office, settled
from tests.support.two.promise import A_DAY, AT_ONCE, HOURS, Move, Promise, World, rows
from tests.support.two.promises import doors, releases

_NEW = "một câu của kẻ nhặt được"
_MINUTE = dt.timedelta(minutes=1)
_REST, _SHOWN_FOR = 30 * _MINUTE, 5 * _MINUTE
SHORTLY, HALF_AN_HOUR, MORE = 4 * _MINUTE, 29 * _MINUTE, 31 * _MINUTE
_GRAVE = {"new codes": "mfa_generate_recovery_codes", "the app taken away": "mfa_deactivate_totp"}


def _a_code_that_lies_about(office: Office) -> World:
    """Two administrators have just given it out, as it should be; the player finds it, and is nobody here."""
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    one, other = (office.staff(name, Role.ADMINISTRATOR, TUYEN_QUANG) for name in ("Đỗ Quản Trị", "Lý Quản Trị"))
    settled(one, other)
    ask_for_both(actor=one, staff=lan, now=NOW)
    code = give_what_was_asked_for(actor=other, staff=lan, now=NOW, entropy=office.chance.randbytes)
    return World(now=NOW, known={"code": code}, facts={"target": lan.pk})


def _using(world: World) -> Iterator[Move]:
    yield Move("uses the code", _use)
    yield Move("uses the code in capitals", lambda world: _renew(world, world.known["code"].upper()))


def _use(world: World) -> None:
    _renew(world, world.known["code"])


def _renew(world: World, code: str) -> None:
    renew(code=code, password="", new_password=_NEW, now=world.now)
    world.known["late"] = world.now >= NOW + LASTS


def _came_in_late(world: World) -> bool:
    """By a code that is older than it may be; whoever comes in time was given it by two."""
    has_come_in = check_password(_NEW, Staff.objects.get(pk=world.facts["target"]).password)
    return has_come_in and bool(world.known.get("late"))


def _invitation(world: World) -> Hashable:
    return rows(Invitation, world, "ended_at", "expires_at", "wrong")


def _names_that_a_colleague_has_asked_for(office: Office) -> World:
    """A moment ago. Both have been here for long, and the player, who is the second, may agree: today."""
    player, asker = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Trần Đồng Ý", "Mai Đề Nghị"))
    settled(player, asker)
    releases.involve_two(office, player)
    with releases.as_if_two_were_many():
        asked = {"outbreak": default_outbreak(), "what": What.PEOPLE, "reason": "báo cáo", "now": NOW}
        exporting.ask_for_release(actor=asker, **asked)
    return World(now=NOW, players=[player.pk])


def _many_names_leave_late(world: World) -> bool:
    """By what nobody has asked for within a day."""
    asked = Release.objects.filter(asked_at__gt=world.now - ASK_LASTS).exclude(agreed_at=None)
    return releases.many_names_leave(world) and not asked.exists()


def _rows_that_a_colleague_has_asked_for(office: Office) -> World:
    gate = a_gate(office)
    gate.send(row(1, sealed=sealed(name="Lò Thị Cùng")))
    seen = a_case_at(gate)
    seen.ask(at=NOW)
    facts = {"landmark": seen.landmark.pk, "premises": gate.premises}
    return World(now=NOW, players=[seen.second.pk], facts=facts)


def _rows_were_opened_late(_world: World) -> bool:
    agreed = RowRelease.objects.exclude(agreed_at=None).values_list("asked_at", "agreed_at")
    return any(agreed_at - asked_at >= ASK_LASTS for asked_at, agreed_at in agreed)


def _a_browser_that_was_left(office: Office) -> World:
    """Its owner has been at work for all but forty minutes of a shift, and typed the password again a moment ago."""
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    began = NOW - LONGEST_SESSION + 40 * _MINUTE
    with _clocks_at(began):
        key = office.client(lan).cookies[settings.SESSION_COOKIE_NAME].value
        shown = SessionStore(key).load()
    shown[AUTHENTICATION_METHODS_SESSION_KEY] += [
        {"method": "password", "at": NOW.timestamp(), "reauthenticated": True}
    ]
    kept = {"session_data": SessionStore().encode(shown), "expire_date": NOW + _REST}
    Session.objects.filter(session_key=key).update(**kept)
    return World(
        now=NOW, players=[lan.pk], known={"asked": NOW}, facts={"key": key, "began": began, "world": office.world}
    )


def _at_a_browser(world: World) -> Iterator[Move]:
    yield Move("looks at Today", _look)
    for what, name in _GRAVE.items():
        yield Move(f"has {what}", _changing(name))


def _look(world: World) -> None:
    _asked(world, "get", "today")


def _changing(name: str) -> Callable[[World], object]:
    def play(world: World) -> None:
        before = _factors()
        _asked(world, "post", name)
        if _factors() != before:
            world.known["changed late"] = world.now - NOW > _SHOWN_FOR

    return play


def _factors() -> list[tuple[object, ...]]:
    return list(Authenticator.objects.order_by("pk").values_list("pk", "type", "data"))


def _asked(world: World, way: str, name: str) -> None:
    """And whoever is not sent to the sign-in is in."""
    environ = {ENVIRON_KEY: replace(world.facts["world"], clock=lambda: world.now), "HTTP_HOST": "localhost"}
    client = Client(**environ)
    client.cookies[settings.SESSION_COOKIE_NAME] = world.facts["key"]
    with _clocks_at(world.now):
        answer = getattr(client, way)(reverse(name))
    if not answer.get("Location", "").startswith(reverse("account_login")):
        _note_that_it_is_in(world)


def _note_that_it_is_in(world: World) -> None:
    rested, worked = world.now - world.known["asked"], world.now - world.facts["began"]
    world.known["in late"] = rested > _REST or worked > LONGEST_SESSION
    world.known["asked"] = world.now


@contextmanager
def _clocks_at(now: dt.datetime) -> Iterator[None]:
    """Sessions, and what they have shown, go by the framework's clocks."""
    with mock.patch.object(timezone, "now", return_value=now), mock.patch("time.time", now.timestamp):
        yield


def _is_in_for_too_long(world: World) -> bool:
    return bool(world.known.get("in late") or world.known.get("changed late"))


def _session(world: World) -> Hashable:
    return rows(Session, world, "session_key", "expire_date"), rows(Authenticator, world, "user_id", "type")


CODE_USED_LATE = Promise(
    name="using a code that lay about for longer than four hours",
    page="docs/operating/portal.md",
    words="It works once, within four hours",
    begin=_a_code_that_lies_about,
    acts=(_using,),
    broken=_came_in_late,
    state=_invitation,
    waits=(AT_ONCE, HOURS),
)
TAKEN_OUT_LATE = Promise(
    name="taking many names out by a word of days ago",
    page="docs/operating/portal.md",
    words="It holds for that list, for whoever asked, until the day is over",
    begin=_names_that_a_colleague_has_asked_for,
    acts=releases.TAKEN_OUT.acts,
    broken=_many_names_leave_late,
    state=releases.TAKEN_OUT.state,
    asks_for_the_day=False,
    waits=(AT_ONCE, HOURS, A_DAY),
)
OPENED_LATE = Promise(
    name="opening rows of a door that were asked for days ago",
    page="SECURITY.md",
    words="another agrees within a day, both a week in office (a constraint, too)",
    begin=_rows_that_a_colleague_has_asked_for,
    acts=doors.OPENED.acts,
    broken=_rows_were_opened_late,
    state=doors.OPENED.state,
    asks_for_the_day=False,
    waits=(AT_ONCE, HOURS, A_DAY),
)
LEFT_OPEN = Promise(
    name="working in a browser that somebody left",
    page="docs/operating/portal.md",
    words="a session after ten hours, or after half an hour of rest",
    also=("in a session that has not shown again within five minutes whose it is",),
    begin=_a_browser_that_was_left,
    acts=(_at_a_browser,),
    broken=_is_in_for_too_long,
    state=_session,
    waits=(AT_ONCE, SHORTLY, HALF_AN_HOUR, MORE),
)
PROMISES = (CODE_USED_LATE, TAKEN_OUT_LATE, OPENED_LATE, LEFT_OPEN)
