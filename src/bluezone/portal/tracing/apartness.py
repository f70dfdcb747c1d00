"""Writes of when somebody was set apart: from the next day on they meet nobody.

A room above may note it for whoever it sets apart, within its own act, of which it writes the audit's line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.levels import hold, relevel
from bluezone.portal.tracing.meetings import LONGEST_AGO
from bluezone.portal.tracing.models import Involvement, Outbreak


@transaction.atomic
def set_apart(*, actor: Staff, involvement: Involvement, day: dt.date | None, read: str, now: dt.datetime) -> None:
    """Notes on which day somebody was set apart, or that they were not. Raises RefusedError."""
    if day is not None and not now.date() - LONGEST_AGO <= day <= now.date():
        raise RefusedError("somebody was set apart in the future, or too long ago")
    hold(involvement.outbreak)
    held = Involvement.objects.select_related("outbreak").get(pk=involvement.pk)
    require_as_read(read, digest_of_involvement(held))
    held.set_apart_on = day
    held.save(update_fields=["set_apart_on"])
    relevel(held.outbreak, [held.pk])
    record_write(actor=actor, act="tracing.set_apart", now=now, subjects=[("person", held.person_id)], path=held.path)


def hold_outbreaks_of(people: Collection[int]) -> None:
    """Has others who change any outbreak of these people wait, in one order; before any of the people is held."""
    for outbreak in Outbreak.objects.filter(involvements__person__involvements__in=people).distinct().order_by("pk"):
        hold(outbreak)


def note_days_apart(days: Mapping[int, dt.date | None]) -> None:
    """Notes for each of these since when they are set apart, or that they are not, with the levels that hang on it."""
    by_outbreak: dict[Outbreak, list[Involvement]] = {}
    for one in Involvement.objects.select_related("outbreak").filter(pk__in=days).order_by("outbreak", "pk"):
        one.set_apart_on = days[one.pk]
        by_outbreak.setdefault(one.outbreak, []).append(one)
    for outbreak, people in by_outbreak.items():
        Involvement.objects.bulk_update(people, ["set_apart_on"], batch_size=200)
        relevel(outbreak, [one.pk for one in people])


def digest_of_involvement(involvement: Involvement) -> str:
    """Names what a person's page says of their place in the outbreak, for the forms that decide on it."""
    one = involvement
    return digest_of(one.pk, one.person_id, one.unit_id, one.set_apart_on, one.vaccinated, one.level)
