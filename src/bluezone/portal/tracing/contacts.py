"""Writes of contacts: whom somebody met, as an interview tells it, entered together or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from bluezone.lists.cleaning.phones import number_meant
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import sees_name
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement
from bluezone.portal.tracing.selectors import own_paths
from bluezone.portal.tracing.services import record_exposure
from bluezone.portal.tracing.transferring import enter_person
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import normalised_name


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who was met, as an interview tells it."""

    full_name: str
    unit: Unit
    meeting: Meeting
    phone: str = ""
    birth_year: int | None = None


@transaction.atomic
def record_contacts(
    *,
    actor: Staff,
    source: Involvement,
    contacts: Sequence[Contact],
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> list[Exposure]:
    """Notes whom this person met, each as a person and an exposure with the interview as its evidence. Whoever lives
    where the actor does not work is offered to the commune of theirs. Raises RefusedError, also for the person
    themselves where the actor sees who that is, and then nobody was entered."""
    if not contacts:
        raise RefusedError("please enter one contact at least")
    hold(source.outbreak)
    known = _known_to(actor, source)
    exposures = []
    for contact in contacts:
        if _is_of(contact, source.person) and sees_name(actor, "tracing.see", source):
            raise RefusedError("one of these contacts is the person themselves: name, telephone and year are theirs")
        who = mark_of(contact.full_name, contact.phone)
        if who in known:
            raise RefusedError("one of these contacts is entered already")
        known.add(who)
        target = enter_person(
            actor=actor,
            outbreak=source.outbreak,
            home=source.unit,
            full_name=contact.full_name,
            phone=contact.phone,
            unit=contact.unit,
            birth_year=contact.birth_year,
            now=now,
            entropy=entropy,
        )
        exposures.append(
            record_exposure(
                actor=actor,
                source=source,
                target=target,
                meeting=contact.meeting,
                evidence=[
                    Piece(
                        origin=Evidence.Origin.INTERVIEW,
                        confidence=contact.meeting.certainty,
                        day_from=contact.meeting.first_day,
                        day_to=contact.meeting.last_day,
                    )
                ],
                now=now,
            )
        )
    return exposures


def _known_to(actor: Staff, source: Involvement) -> set[tuple[str, str]]:
    """Names and numbers of whoever this person is known to have met, as far as the actor sees them or typed them:
    whoever tries names out learns nothing. Others are entered once more, and proposed as doubles to whoever sees
    both."""
    met = Exposure.objects.filter(source=source, withdrawn_at=None)
    seen = rows_within(Involvement.objects.filter(outbreak=source.outbreak_id), own_paths(actor)).values("pk")
    met = met.filter(Q(target__in=seen) | Q(entered_by=actor))
    return {
        mark_of(name, phone) for name, phone in met.values_list("target__person__full_name", "target__person__phone")
    }


def _is_of(contact: Contact, person: Person) -> bool:
    """Whether a contact is told just as this person is; of whoever has no telephone two may be called alike."""
    told = (*mark_of(contact.full_name, contact.phone), contact.birth_year)
    return bool(contact.phone) and told == (*mark_of(person.full_name, person.phone), person.birth_year)


def mark_of(name: str, phone: str) -> tuple[str, str]:
    """Names somebody by what an interview tells, so that nobody is entered twice."""
    return fold(normalised_name(name)), number_meant(phone)
