"""Whether somebody is a contact who can warn others, and of which days: what the level rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from bluezone.portal.as_read import digest_of, digest_to_keep
from bluezone.portal.contact_codes.models import ContactCode
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.protocol.config import PathogenProfile

CONTACT = 1
"""F1: met a confirmed case while that could infect (`tracing/levels.py`). Nobody farther away publishes."""
PUBLISHED_DAYS = PathogenProfile().tracing_days
"""So far back phones keep keys, and an exchange publishes them, unless its configuration says fewer."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """The days between which a contact met cases."""

    first_day: dt.date
    last_day: dt.date

    def is_too_long_ago(self, today: dt.date) -> bool:
        """Whether no day of these could be published any more."""
        return (today - self.last_day).days >= PUBLISHED_DAYS


def exposed(involvement: Involvement) -> Exposed | None:
    """The days of somebody who is an F1; None for everybody else, and where no day is known of any meeting."""
    if involvement.level != CONTACT:
        return None
    days = [day for one in meetings_with_cases(involvement) for day in (one.first_day, one.last_day) if day is not None]
    if not days:
        return None
    first, last = min(days), max(days)
    return Exposed(max(first, min(involvement.possible_from or first, last)), last)


def meetings_with_cases(involvement: Involvement) -> QuerySet[Exposure]:
    """Exposures that count, whose source is a confirmed case that could infect then and was not apart yet; a day that
    nobody knows cuts nothing off."""
    begins, ends = F("source__possible_from"), F("source__set_apart_on")
    could = Q(last_day=None) | Q(source__possible_from=None) | Q(last_day__gte=begins)
    was_about = Q(first_day=None) | Q(source__set_apart_on=None) | Q(first_day__lte=ends)
    counts = Exposure.objects.filter(could, was_about, target=involvement, is_alive=True, source__level=0)
    return counts.order_by("pk")


def digest_of_meetings(involvement: Involvement) -> str:
    """Names what makes somebody a contact: for their consent, and for whoever gives the code out."""
    standing = Count("evidence", filter=Q(evidence__withdrawn_at=None))
    met = meetings_with_cases(involvement).annotate(pieces=standing)
    told = met.values_list("number", "kind", "first_day", "last_day", "source__person", "pieces")
    return digest_to_keep(involvement.level, involvement.possible_from, list(told))


def digest_of_contact(involvement: Involvement, asked: ContactCode | None) -> str:
    """Names what the page shows of a contact, for the forms that decide."""
    person = involvement.person
    own = (person.pk, person.full_name, person.phone, involvement.path)
    return digest_of(*own, digest_of_meetings(involvement), None if asked is None else asked.pk)
