"""Writes of households: who lives where, and that all of them were exposed. Each leaves a line in the audit.

All writes hold the outbreak first, as tracing does, then the household.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.households.models import LONGEST_ADDRESS, Household, Member
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import sees_name
from bluezone.portal.tracing.contacts import mark_of
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Certainty, Evidence, Exposure, Involvement
from bluezone.portal.tracing.services import record_exposure
from bluezone.portal.tracing.transferring import enter_person
from bluezone.vietnam.names import normalised_name

MOST_MEMBERS = 40
_SHORTEST_ADDRESS = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody of a household, as they are told."""

    full_name: str
    phone: str = ""
    birth_year: int | None = None


@transaction.atomic
def make_household(*, actor: Staff, involvement: Involvement, address: str, now: dt.datetime) -> Household:
    """Enters the household of somebody, with its address. Raises RefusedError where they live in one already."""
    hold(involvement.outbreak)
    involvement.refresh_from_db()  # whoever was moved meanwhile lives where they are now
    if Member.objects.filter(involvement=involvement).exists():
        raise RefusedError("this person lives in a household already")
    made = Household.objects.create(
        outbreak=involvement.outbreak,
        unit=involvement.unit,
        path=involvement.path,
        address=_said_address(address),
        made_by=actor,
        made_at=now,
        touched_at=now,
    )
    Member.objects.create(household=made, involvement=involvement, joined_by=actor, joined_at=now)
    _note(made, actor, "households.make", now, involvement)
    return made


@transaction.atomic
def change_address(*, actor: Staff, household: Household, address: str, read: str, now: dt.datetime) -> None:
    """Writes the address anew. Raises RefusedError, and ChangedError where somebody was faster."""
    held = _held(household, read)
    held.address = _said_address(address)
    _touch(held, now)
    _note(held, actor, "households.address", now)


@transaction.atomic
def add_members(
    *,
    actor: Staff,
    household: Household,
    people: Sequence[Typed],
    read: str,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> list[Member]:
    """Enters people who live there, all of them or nobody; who of those known they may be, is proposed. Raises
    RefusedError, and ChangedError."""
    held = _held(household, read)
    if not people:
        raise RefusedError("please enter one person at least")
    _require_new(_known_to(actor, held), people)
    entered = [
        enter_person(
            actor=actor,
            outbreak=held.outbreak,
            home=held.unit,
            full_name=one.full_name,
            phone=one.phone,
            unit=held.unit,
            birth_year=one.birth_year,
            now=now,
            entropy=entropy,
        )
        for one in people
    ]
    return _take_in(held, entered, actor, now)


@transaction.atomic
def add_known(
    *, actor: Staff, household: Household, involved: Sequence[Involvement], read: str, now: dt.datetime
) -> list[Member]:
    """Takes people in who are known in the outbreak, all of them or nobody. Raises RefusedError, and ChangedError."""
    held = _held(household, read)
    if not involved:
        raise RefusedError("please choose one person at least")
    if any(one.outbreak_id != held.outbreak_id for one in involved):
        raise RefusedError("both people must belong to the same outbreak")
    if Member.objects.filter(involvement__in=involved).exists():
        raise RefusedError("this person lives in a household already")
    return _take_in(held, involved, actor, now)


@transaction.atomic
def leave(*, actor: Staff, household: Household, member: int, read: str, now: dt.datetime) -> None:
    """Takes the member of this number out, who does not live there; whoever was entered as exposed stays so. With the
    last one the household goes. Raises RefusedError, and ChangedError."""
    held = _held(household, read)
    gone = member_in(held, member)
    if gone is None:
        raise RefusedError("this person does not live there any more")
    gone.delete()
    _touch(held, now)
    _note(held, actor, "households.leave", now, gone.involvement)
    if not held.members.exists():
        held.delete()


@transaction.atomic
def expose_household(
    *,
    actor: Staff,
    member: Member,
    others: Collection[int],
    first_day: dt.date,
    last_day: dt.date,
    read: str,
    now: dt.datetime,
) -> list[Exposure]:
    """Notes that this member may have infected others of the household, by their numbers; whoever is entered as
    exposed at home by them already is passed over. Raises RefusedError, and ChangedError."""
    held = _held(member.household, read)
    source = Involvement.objects.select_related("outbreak").get(pk=member.involvement_id)
    if source.level is None:
        raise RefusedError("nothing leads from a case to this person, so nobody is exposed by them")
    chosen = [one.involvement for one in members_of(held) if one.pk in others and one.pk != member.pk]
    done = exposed_at_home(source.pk)
    waiting = [one for one in chosen if one.pk not in done]
    if not waiting:
        raise RefusedError("please choose somebody who is not entered as exposed yet")
    meeting = Meeting(
        kind=Exposure.Kind.HOUSEHOLD,
        first_day=first_day,
        last_day=last_day,
        first_is_estimated=True,
        last_is_estimated=True,
        certainty=Certainty.CERTAIN,
    )
    piece = Piece(origin=Evidence.Origin.REGISTER, confidence=Certainty.CERTAIN, day_from=first_day, day_to=last_day)
    made = [
        record_exposure(actor=actor, source=source, target=one, meeting=meeting, evidence=[piece], now=now)
        for one in waiting
    ]
    _touch(held, now)
    _note(held, actor, "households.expose", now, source, *waiting)
    return made


@transaction.atomic
def forget_households(before: dt.datetime) -> int:
    """Erases households in which nobody entered anything for long: addresses, and who lived with whom. Meetings that
    were made of them stay. Of how many."""
    return Household.objects.filter(touched_at__lt=before).delete()[1].get("households.Household", 0)


def forget_members(persons: Collection[int]) -> None:
    """Erases where persons lived whose names are about to be erased, by their numbers: a household with the last one,
    an address that names one of them."""
    gone = Member.objects.filter(involvement__person__in=persons)
    named = list(gone.values_list("household", "household__address", "involvement__person__full_name"))
    homes = {home for home, _, _ in named}
    Household.objects.filter(pk__in={home for home, address, name in named if _is_named(name, address)}).update(
        address=""
    )
    gone.delete()
    Household.objects.filter(pk__in=homes, members=None).delete()


def member_in(household: Household, number: int) -> Member | None:
    """Finds the member of this number, if they live there."""
    return Member.objects.select_related("involvement").filter(pk=number, household=household).first()


def members_of(household: Household) -> list[Member]:
    """Finds who lives there, in the order in which they were entered; nobody who became one with another since."""
    rows = household.members.filter(involvement__person__merged_into=None)
    return list(rows.select_related("involvement__person", "involvement__unit__parent").order_by("pk"))


def exposed_at_home(source: int) -> set[int]:
    """Finds whom this person may have infected at home, as it is entered, by the numbers of their places."""
    rows = Exposure.objects.filter(source=source, kind=Exposure.Kind.HOUSEHOLD, is_alive=True)
    return set(rows.values_list("target", flat=True))


def digest_of_household(household: Household) -> str:
    """Names what the page of a household shows, for the forms that change it."""
    members = members_of(household)
    told = [(one.pk, one.involvement.person.full_name, one.involvement.level) for one in members]
    places = [one.involvement_id for one in members]
    rows = Exposure.objects.filter(source__in=places, target__in=places, kind=Exposure.Kind.HOUSEHOLD, is_alive=True)
    return digest_of(household.pk, household.address, told, sorted(rows.values_list("source", "target")))


def _held(household: Household, read: str) -> Household:
    hold(household.outbreak)
    held = Household.objects.select_for_update(of=("self",)).filter(pk=household.pk).first()
    if held is None:
        raise RefusedError("this household is not there any more")
    require_as_read(read, digest_of_household(held))
    return held


def _known_to(actor: Staff, held: Household) -> list[Typed]:
    """Finds who lives there, as far as the actor sees their names: whoever tries names out learns nothing."""
    people = [one.involvement.person for one in members_of(held) if sees_name(actor, "tracing.see", one.involvement)]
    return [Typed(one.full_name, one.phone, one.birth_year) for one in people]


def _require_new(known: list[Typed], people: Sequence[Typed]) -> None:
    for at, one in enumerate(people):
        if any(_is_the_same(one, other) for other in (*known, *people[:at])):
            raise RefusedError("one of these people lives there already")


def _is_the_same(one: Typed, other: Typed) -> bool:
    """A grandmother and a grandchild may have one name and no telephone: their years tell them apart."""
    is_other_year = None not in {one.birth_year, other.birth_year} and one.birth_year != other.birth_year
    return mark_of(one.full_name, one.phone) == mark_of(other.full_name, other.phone) and not is_other_year


def _take_in(held: Household, involved: Sequence[Involvement], actor: Staff, now: dt.datetime) -> list[Member]:
    if held.members.count() + len(involved) > MOST_MEMBERS:
        raise RefusedError("a household has up to forty people; more live at several addresses")
    made = [Member.objects.create(household=held, involvement=one, joined_by=actor, joined_at=now) for one in involved]
    _touch(held, now)
    _note(held, actor, "households.join", now, *involved)
    return made


def _touch(held: Household, now: dt.datetime) -> None:
    held.touched_at = now
    held.save(update_fields=["address", "touched_at"])


def _is_named(full_name: str, address: str) -> bool:
    """Whether an address names this person, also in other letters: "nhà GIÀNG A CON"."""
    name = normalised_name(full_name).casefold()
    return bool(name) and name in normalised_name(address).casefold()


def _said_address(address: str) -> str:
    said = " ".join(address.split())
    if not _SHORTEST_ADDRESS <= len(said) <= LONGEST_ADDRESS:
        raise RefusedError("an address has 3 to 120 characters")
    return said


def _note(household: Household, actor: Staff, act: str, now: dt.datetime, *about: Involvement) -> None:
    subjects = [("household", household.pk), *(("person", one.person_id) for one in about)]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=household.path)
