"""Other people's counts and rates: kept beside what was reported, never added to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import DirectiveRecord, Participant, PublishedRate, VendorCount
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.rollout.reports.quotients import published_percent

_MOST_COUNTS = 50_000


@transaction.atomic
def keep_vendor_counts(
    *,
    actor: Staff | None,
    record: DirectiveRecord,
    counts: Mapping[str, Mapping[str, int]],
    as_of: dt.date,
    now: dt.datetime,
) -> int:
    """Keeps what the maker counted, by participant and indicator; how many. Raises RefusedError for unknown ones."""
    context = context_of(record)
    feeds = {indicator.id for indicator in context.directive.indicators if indicator.vendor_feed}
    known = {row.key: row for row in record.participants.filter(key__in=counts)}
    rows = [(key, name, value) for key, values in counts.items() for name, value in values.items()]
    if len(rows) > _MOST_COUNTS:
        raise RefusedError("these are too many counts for one directive")
    for key, name, value in rows:
        if key not in known or name not in feeds or value < 0:
            raise RefusedError("a count of the maker's is of an organisation or an indicator that is not there")
        VendorCount.objects.update_or_create(
            participant=known[key], indicator=name, defaults={"value": value, "as_of": as_of}
        )
    detail = {"directive": record.key, "counts": len(rows)}
    record_write(actor=actor, act="directives.vendor", now=now, subjects=[], path=record.path, detail=detail)
    return len(rows)


@transaction.atomic
def note_published_rate(
    *, actor: Staff, participant: Participant, rate: str, text: str, where: str, now: dt.datetime
) -> PublishedRate:
    """Notes a rate as somebody printed it, to be held against the quotient. Raises RefusedError for what is no rate."""
    context = context_of(participant.directive)
    if rate not in {one.id for one in context.directive.rates} or published_percent(text) is None:
        raise RefusedError("a published rate is written as it was printed, such as 8,3 %")
    row, _ = PublishedRate.objects.update_or_create(
        participant=participant,
        rate=rate,
        defaults={"text": text.strip(), "where": where.strip()[:200], "by": actor, "at": now},
    )
    record_write(
        actor=actor,
        act="directives.published",
        now=now,
        subjects=[("participant", participant.pk)],
        path=participant.path,
        detail={"directive": context.record.key, "rate": rate, "text": row.text},
    )
    return row
