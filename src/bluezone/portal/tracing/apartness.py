"""Writes of when somebody was set apart: from the next day on they meet nobody."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.levels import hold, relevel
from bluezone.portal.tracing.meetings import LONGEST_AGO
from bluezone.portal.tracing.models import Involvement


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


def digest_of_involvement(involvement: Involvement) -> str:
    """Names what a person's page says of their place in the outbreak, for the forms that decide on it."""
    one = involvement
    return digest_of(one.pk, one.person_id, one.unit_id, one.set_apart_on, one.vaccinated, one.level)
