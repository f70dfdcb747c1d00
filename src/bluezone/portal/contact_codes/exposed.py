"""Whether somebody is a contact who can warn others, and of which days: what the level rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from bluezone.portal.as_read import digest_of
from bluezone.portal.contact_codes.models import ContactCode
from bluezone.portal.tracing.models import Exposure, Involvement

CONTACT = 1
"""F1: met a confirmed case while that could infect (`tracing/levels.py`). Nobody farther away publishes."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """The days between which a contact met cases."""

    first_day: dt.date
    last_day: dt.date


def exposed(involvement: Involvement) -> Exposed | None:
    """The days of somebody who is an F1; None for everybody else, and where no day is known."""
    first = involvement.possible_from
    if involvement.level != CONTACT or first is None:
        return None
    days = [day for day in meetings_with_cases(involvement).values_list("last_day", flat=True) if day is not None]
    return Exposed(first, max([first, *days]))


def meetings_with_cases(involvement: Involvement) -> QuerySet[Exposure]:
    """Exposures that count, and whose source is a confirmed case."""
    return Exposure.objects.filter(target=involvement, is_alive=True, source__level=0).order_by("pk")


def digest_of_contact(involvement: Involvement, asked: ContactCode | None) -> str:
    """Names what the page shows of a contact, for the forms that decide."""
    person = involvement.person
    met = meetings_with_cases(involvement).values_list("number", "first_day", "last_day", "source__person")
    own = (person.pk, person.full_name, person.phone, involvement.path, involvement.level, involvement.possible_from)
    return digest_of(*own, list(met), None if asked is None else asked.pk)
