"""Whoever is named in one commune and lives in another becomes that one's work: offered here, taken or sent back there.

Until somebody there takes them, they stay the work of the unit that named them, and the other one sees no name. Whoever
works in both moves them at once. A case has its own way (`cases/moving.py`), and its person goes along.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case, Person
from bluezone.portal.cases.persons import note_person
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import sees_name
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.tracing.apartness import digest_of_involvement
from bluezone.portal.tracing.involving import involve, settle
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.models import Involvement, Outbreak, Transfer
from bluezone.portal.tracing.services import said_reason

_OPEN = (Transfer.State.OFFERED, Transfer.State.RETURNED)
"""Something is still to be done."""


@transaction.atomic
def offer_person(*, actor: Staff, involvement: Involvement, unit: Unit, read: str, now: dt.datetime) -> Transfer:
    """Offers somebody to the commune in which they live, or moves them at once where this person works in both. Raises
    RefusedError."""
    _hold(involvement)
    held = Involvement.objects.select_related("person", "outbreak", "unit").get(pk=involvement.pk)
    require_as_read(read, digest_of_involvement(held))
    return _offer(actor, held, unit, now)


@transaction.atomic
def enter_person(
    *,
    actor: Staff,
    outbreak: Outbreak,
    home: Unit,
    full_name: str,
    phone: str,
    unit: Unit,
    birth_year: int | None,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> Involvement:
    """Enters somebody whom an account names: where they live, if whoever enters them works there; else in the commune
    in which they were named, and offered to that of theirs. Raises RefusedError."""
    place = unit if sees_name(actor, "tracing.see", unit) else home
    person = note_person(full_name=full_name, phone=phone, birth_year=birth_year, unit=place, now=now, entropy=entropy)
    made = involve(outbreak, person)
    if place.pk != unit.pk:
        _offer(actor, made, unit, now)
    return made


@transaction.atomic
def take_person(*, actor: Staff, transfer: Transfer, read: str, now: dt.datetime) -> None:
    """Takes somebody over: from now on they are this unit's work. Raises RefusedError."""
    held = _held(transfer, read, Transfer.State.OFFERED)
    _answer(held, actor, now, Transfer.State.TAKEN)
    _carry(held.involvement, held.unit)
    _note(held, actor, "tracing.receive", now)


@transaction.atomic
def return_person(*, actor: Staff, transfer: Transfer, reason: str, read: str, now: dt.datetime) -> None:
    """Sends an offer back and says why. Raises RefusedError."""
    held = _held(transfer, read, Transfer.State.OFFERED)
    _answer(held, actor, now, Transfer.State.RETURNED, said_reason(reason))
    _note(held, actor, "tracing.return", now)


@transaction.atomic
def keep_person(*, actor: Staff, transfer: Transfer, read: str, now: dt.datetime) -> None:
    """Keeps somebody where they are: the offer is taken back, or that it came back is settled. Raises RefusedError."""
    held = _held(transfer, read, *_OPEN)
    _answer(held, actor, now, Transfer.State.KEPT, held.reason)
    _note(held, actor, "tracing.keep", now)


def settle_transfers(involvement: Involvement, now: dt.datetime) -> None:
    """Ends what is open about somebody who went another way: merged with another person, or moved with their case."""
    involvement.transfers.filter(state__in=_OPEN).update(state=Transfer.State.KEPT, answered_at=now)


def digest_of_transfer(transfer: Transfer) -> str:
    """Names what the list shows of an offer, for the forms that answer it."""
    return digest_of(transfer.pk, transfer.involvement_id, transfer.unit_id, transfer.state)


def _offer(actor: Staff, held: Involvement, unit: Unit, now: dt.datetime) -> Transfer:
    is_over = unit.valid_to is not None and unit.valid_to <= now.date()
    if unit.level not in {Level.COMMUNE, Level.HAMLET} or is_over:
        raise RefusedError("somebody lives in a commune")
    if unit.pk == held.unit_id:
        raise RefusedError("this person belongs to this commune already")
    if Case.objects.filter(person=held.person_id).exclude(state=Case.State.CLOSED).exists():
        raise RefusedError("this person has an open case: it is handed over, and the person goes along")
    if held.transfers.filter(state=Transfer.State.OFFERED).exists():
        raise RefusedError("this person is offered to another commune already")
    settle_transfers(held, now)
    made = Transfer.objects.create(
        involvement=held,
        origin=held.unit,
        unit=unit,
        path=unit.path,
        offered_by=actor,
        offered_at=now,
    )
    _note(made, actor, "tracing.offer", now)
    if sees_name(actor, "tracing.see", unit):
        _answer(made, actor, now, Transfer.State.TAKEN)
        _carry(held, unit)
    return made


def _held(transfer: Transfer, read: str, *states: str) -> Transfer:
    """Holds the offer as it stands now. Raises RefusedError where it is answered otherwise."""
    _hold(transfer.involvement)
    found = Transfer.objects.select_related("involvement__person", "involvement__outbreak", "unit").get(pk=transfer.pk)
    if found.state not in states:
        raise RefusedError("this offer is answered already")
    require_as_read(read, digest_of_transfer(found))
    return found


def _hold(involvement: Involvement) -> None:
    """Holds the person before their outbreak, as merges do: the other way round two acts would wait for each other
    (`deadlocks.py`)."""
    Person.objects.select_for_update(no_key=True).get(pk=involvement.person_id)
    hold(involvement.outbreak)


def _answer(held: Transfer, actor: Staff, now: dt.datetime, state: str, reason: str = "") -> None:
    held.state, held.answered_by, held.answered_at, held.reason = state, actor, now, reason
    held.save(update_fields=["state", "answered_by", "answered_at", "reason"])


def _carry(involvement: Involvement, unit: Unit) -> None:
    """A person, and their places in all outbreaks, belong to this unit from now on."""
    person = Person.objects.select_for_update(no_key=True).get(pk=involvement.person_id)
    person.unit, person.path = unit, unit.path
    person.save(update_fields=["unit", "path"])
    for one in Involvement.objects.filter(person=person).order_by("pk"):
        settle(one, unit)


def _note(transfer: Transfer, actor: Staff, act: str, now: dt.datetime) -> None:
    subjects = [("person", transfer.involvement.person_id)]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=transfer.involvement.path)
