"""Writes of many meetings at once, for lists of another authority: a query for each table, not for each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.cases.models import Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.paths import province_of
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Outbreak
from bluezone.portal.tracing.services import evidence_of, exposure_of, next_numbers

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class NewExposure:
    """Two people, how they met, and the one thing that says so."""

    source: Involvement
    target: Involvement
    meeting: Meeting
    piece: Piece


@transaction.atomic
def involve_many(
    outbreak: Outbreak, people: Iterable[Person], set_apart: Mapping[int, dt.date | None]
) -> list[Involvement]:
    """Gives each of these people, who have none yet, their place in the outbreak, in their order."""
    return Involvement.objects.bulk_create(
        (
            Involvement(
                outbreak=outbreak,
                person=person,
                unit_id=person.unit_id,
                path=person.path,
                province=province_of(person.path),
                set_apart_on=set_apart.get(person.pk),
            )
            for person in people
        ),
        AT_ONCE,
    )


@transaction.atomic
def record_exposures(*, actor: Staff, exposures: Sequence[NewExposure], now: dt.datetime) -> list[Exposure]:
    """Notes that these people met, each time with what says so. Whoever calls sees to it that no piece of evidence was
    taken before, and has levels computed."""
    numbers = next_numbers(now.year, len(exposures))
    made = Exposure.objects.bulk_create(
        (
            exposure_of(one.source, one.target, one.meeting, number=number, actor=actor, now=now)
            for one, number in zip(exposures, numbers, strict=True)
        ),
        AT_ONCE,
    )
    Evidence.objects.bulk_create(
        (evidence_of(one.piece, exposure, actor, now) for one, exposure in zip(exposures, made, strict=True)), AT_ONCE
    )
    return made
