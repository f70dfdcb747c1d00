"""Writes of many people and cases at once, for lists of another authority: a query for each table, not for each row.

A list says what is held of a case; nobody here has compared it with a test result. So the case waits for a second
person before the desk gives out a code for it, whatever the list says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.cases.models import Case, Classification, Person
from bluezone.portal.cases.persons import pseudonym_of
from bluezone.portal.cases.services import next_numbers
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import province_of
from bluezone.vietnam.folding import fold

AT_ONCE = 2_000
_DRAWN = 16
"""Bytes for each pseudonym."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody of whom a list tells."""

    full_name: str
    phone: str
    birth_year: int | None
    unit: Unit


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case of which a list tells, and what the list holds of it."""

    person: Person
    onset: dt.date
    held: str
    """A value of Classification."""


@transaction.atomic
def add_people(people: Sequence[NewPerson], now: dt.datetime, entropy: Callable[[int], bytes]) -> list[Person]:
    """Adds these people, in their order. Whoever calls has it proposed who of them may be known."""
    pseudonyms = _pseudonyms(len(people), entropy)
    return Person.objects.bulk_create(
        (
            Person(
                full_name=one.full_name,
                phone=one.phone,
                unit=one.unit,
                path=one.unit.path,
                search_text=f" {fold(one.full_name)} ",
                birth_year=one.birth_year,
                noted_at=now,
                pseudonym=pseudonym,
            )
            for one, pseudonym in zip(people, pseudonyms, strict=True)
        ),
        AT_ONCE,
    )


@transaction.atomic
def open_listed_cases(*, actor: Staff, cases: Sequence[NewCase], now: dt.datetime) -> list[Case]:
    """Opens a case for each, in their order; what is no case by the list is closed as one at once."""
    numbers = next_numbers(now.year, len(cases))
    opened = Case.objects.bulk_create(
        (_case(one, number, actor, now) for one, number in zip(cases, numbers, strict=True)), AT_ONCE
    )
    hold_by_list(actor=actor, held=[(case, one.held) for case, one in zip(opened, cases, strict=True)], now=now)
    return opened


def hold_by_list(*, actor: Staff, held: Sequence[tuple[Case, str]], now: dt.datetime) -> None:
    """Writes what a list holds of these cases from now on. Whoever calls has those know who follow cases."""
    Classification.objects.bulk_create(
        (
            Classification(case=case, value=value, basis=Classification.Basis.LISTED, by=actor, at=now)
            for case, value in held
        ),
        AT_ONCE,
    )


def _case(one: NewCase, number: str, actor: Staff, now: dt.datetime) -> Case:
    person, is_none = one.person, one.held == Classification.Value.NOT_A_CASE
    closed = {"reason": Case.Reason.NO_CASE, "closed_by": actor, "closed_at": now} if is_none else {}
    return Case(
        number=number,
        person=person,
        unit_id=person.unit_id,
        path=person.path,
        province=province_of(person.path),
        onset=one.onset,
        state=Case.State.CLOSED if is_none else Case.State.OPENED,
        opened_by=actor,
        opened_at=now,
        **closed,
    )


def _pseudonyms(count: int, entropy: Callable[[int], bytes]) -> list[str]:
    """Draws so many that nobody has yet."""
    found = dict[str, None]()
    while len(found) < count:
        drawn = entropy(_DRAWN * (count - len(found)))
        new = {pseudonym_of(drawn[at : at + _DRAWN]) for at in range(0, len(drawn), _DRAWN)} - found.keys()
        taken = set[str]()
        ordered = sorted(new)
        for at in range(0, len(ordered), AT_ONCE):
            some = ordered[at : at + AT_ONCE]
            taken |= set(Person.objects.filter(pseudonym__in=some).values_list("pseudonym", flat=True))
        found |= dict.fromkeys(sorted(new - taken))
    return list(found)
