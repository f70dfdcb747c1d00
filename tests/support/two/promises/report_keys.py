"""The report key: nobody alone brings it back, and nobody of one unit makes everybody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from itertools import combinations, product

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.reports.models import Envelope, Recovery, ReportKey
from bluezone.portal.reports.selectors import private_key, public_report_key, top_path
from bluezone.portal.reports.services import give_phrase, make_report_key, recover_report_keys
from bluezone.portal.staff.selectors import colleagues_of
from bluezone.portal.staff.services import hire
from tests.support.portal.offices import NOW, TAN_TRAO, TUYEN_QUANG, Office, settled, the_unit
from tests.support.two.promise import Move, Promise, World, behind_the_gate, rows, whoever_was_hired_has_waited

_OLD_WRAPPING, _WRAPPING = b"o" * 32, b"w" * 32
_GUESS = "0000 0000 0000 0000 0000 0000 0000 0000"
_PHRASE = "phrase of "
_LONGEST_TERM = SETTLED + dt.timedelta(days=1)
Play = Callable[[World], object]


def _with_a_key_of_the_province(office: Office) -> dict[str, str]:
    """Made by its administrator, guarded by three officers; their phrases."""
    first = office.staff("Quản Trị Tỉnh", Role.ADMINISTRATOR, TUYEN_QUANG)
    officers = [office.staff(f"Giữ {name}", Role.SUPERVISOR, TUYEN_QUANG) for name in ("Một", "Hai", "Ba")]
    phrases = {str(one.pk): give_phrase(actor=one, now=NOW, entropy=office.chance.randbytes) for one in officers}
    make_report_key(
        actor=first,
        officers=officers,
        path=the_unit(TUYEN_QUANG).path,
        wrapping_key=_OLD_WRAPPING,
        now=NOW,
        entropy=office.chance.randbytes,
    )
    return phrases


def _a_communes_administrator_with_three_puppets(office: Office) -> World:
    _with_a_key_of_the_province(office)
    player = office.staff("Kẻ Lạ", Role.ADMINISTRATOR, TAN_TRAO)
    puppets = [office.staff(f"Rối {name}", Role.REPORTER, TAN_TRAO) for name in ("Một", "Hai", "Ba")]
    settled(*puppets)
    for one in puppets:
        give_phrase(actor=one, now=NOW, entropy=office.chance.randbytes)
    key = ReportKey.objects.get()
    people = [player.pk, *(one.pk for one in puppets)]
    return World(now=NOW, players=people, facts={"key": key.pk, "public": bytes(key.public), "unit": TAN_TRAO})


def _an_administrator_who_has_hired_three(office: Office) -> World:
    """Of long ago, and of this minute; the three have drawn their phrases, which one person keeps."""
    _with_a_key_of_the_province(office)
    player = settled(Staff.objects.get(full_name="Quản Trị Tỉnh"))
    invented = [office.staff(f"Không Có {name}", Role.SUPERVISOR, TUYEN_QUANG) for name in ("Một", "Hai", "Ba")]
    for one in invented:
        give_phrase(actor=one, now=NOW, entropy=office.chance.randbytes)
    facts = {"public": bytes(ReportKey.objects.get().public), "unit": TUYEN_QUANG}
    return World(now=NOW, players=[player.pk, *(one.pk for one in invented)], facts=facts)


def _one_officer_after_the_fire(office: Office) -> World:
    """On another machine, with a backup and a fresh wrapping key; the officer is administrator of the whole as well."""
    phrases = _with_a_key_of_the_province(office)
    player = Staff.objects.get(full_name="Giữ Một")
    Grant.objects.create(
        staff=player, role=Role.ADMINISTRATOR, unit=the_unit(TUYEN_QUANG), path=the_unit(TUYEN_QUANG).path, given_at=NOW
    )
    key = ReportKey.objects.get()
    known = {_PHRASE + str(player.pk): phrases[str(player.pk)]}
    facts = {"key": key.pk, "public": bytes(key.public), "unit": TUYEN_QUANG}
    return World(now=NOW, players=[player.pk], known=known, facts=facts)


def _phrases(world: World) -> Iterator[Move]:
    for actor in world.players:
        yield Move(f"{actor} draws a phrase", _drawing(actor))


def _recovering(world: World) -> Iterator[Move]:
    texts = [*(text for name, text in world.known.items() if name.startswith(_PHRASE)), _GUESS]
    for actor in world.players:
        for one, other in product(texts, repeat=2):
            yield Move(f"{actor} types {one[:4]} and {other[:4]}", _typing(actor, (one, other)))


def _making(world: World) -> Iterator[Move]:
    for actor in world.players:
        for three in combinations(world.players, 3):
            for path in {top_path(), the_unit(world.facts["unit"]).path}:
                yield Move(f"{actor} makes a key of {path} with {three}", _make(actor, three, path))


def _hiring(world: World) -> Iterator[Move]:
    if len(world.players) < 4:
        yield Move("hires a colleague who does not exist", _hire)


def _drawing(actor: int) -> Play:
    def play(world: World) -> None:
        person = Staff.objects.get(pk=actor)
        world.known[_PHRASE + str(actor)] = give_phrase(actor=person, now=world.now, entropy=world.entropy)

    return play


def _typing(actor: int, phrases: tuple[str, str]) -> Play:
    def play(world: World) -> None:
        person = Staff.objects.get(pk=actor)
        behind_the_gate(person, "reports.key")
        facts = {"phrases": phrases, "wrapping_key": _WRAPPING, "now": world.now, "entropy": world.entropy}
        recover_report_keys(actor=person, **facts)

    return play


def _make(actor: int, three: tuple[int, ...], path: str) -> Play:
    def play(world: World) -> None:
        person = Staff.objects.get(pk=actor)
        behind_the_gate(person, "reports.key")
        officers = list(colleagues_of(person).filter(pk__in=three))
        if len(officers) != len(three):
            raise RefusedError("guards are colleagues")
        facts = {"path": path, "wrapping_key": _WRAPPING, "now": world.now, "entropy": world.entropy}
        make_report_key(actor=person, officers=officers, **facts)

    return play


def _hire(world: World) -> None:
    person, unit = Staff.objects.get(pk=world.players[0]), the_unit(world.facts["unit"])
    behind_the_gate(person, "staff.manage", unit)
    name = f"khong.co.that.{len(world.players)}"
    facts = {"username": name, "full_name": "Không Có Thật", "role": Role.HEALTH_OFFICER}
    hired, _ = hire(actor=person, unit=unit, now=world.now, entropy=world.entropy, **facts)
    world.players.append(hired.pk)


def _another_key_is_everybodys(world: World) -> bool:
    return public_report_key() != world.facts["public"]


def _the_key_is_at_hand(world: World) -> bool:
    return private_key(ReportKey.objects.get(pk=world.facts["key"]), _WRAPPING) is not None


def _state(world: World) -> Hashable:
    return (
        rows(ReportKey, world, "path", "public", "wrapped"),
        rows(Recovery, world, "staff_id", "public"),
        rows(Envelope, world, "key_id", "first_id", "second_id"),
        rows(
            Grant.objects.filter(staff__in=world.players, ended_at=None),
            world,
            "staff_id",
            "role",
            "path",
            "given_at",
            over=_LONGEST_TERM,
        ),
    )


EVERYBODYS = Promise(
    name="making the key to which all phones seal, as somebody of one commune",
    page="docs/operating/portal.md",
    words="an administrator of all units of the portal",
    begin=_a_communes_administrator_with_three_puppets,
    acts=(_making, _hiring, _phrases),
    broken=_another_key_is_everybodys,
    state=_state,
)
GUARDED_BY_NOBODY = Promise(
    name="having the key to which all phones seal guarded by three who do not exist",
    page="docs/operating/portal.md",
    words="the three officers of another one have worked here for a week",
    begin=_an_administrator_who_has_hired_three,
    acts=(_making, _phrases),
    broken=_another_key_is_everybodys,
    state=_state,
    unless=whoever_was_hired_has_waited,
)
BROUGHT_BACK = Promise(
    name="bringing a report key back alone",
    page="docs/operating/portal.md",
    words="One alone cannot, nor whoever holds backup and key",
    also=(
        "in which two officers may bring the key back",
        "and a portal's report key comes back by two of three officers",
        "Reports stay closed until two of the three officers have typed their phrases",
    ),
    begin=_one_officer_after_the_fire,
    acts=(_recovering, _phrases, _making, _hiring),
    broken=_the_key_is_at_hand,
    state=_state,
)
PROMISES = (EVERYBODYS, GUARDED_BY_NOBODY, BROUGHT_BACK)
