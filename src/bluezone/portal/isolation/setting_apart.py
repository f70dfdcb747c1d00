"""What tracing is told of quarantines: whoever stays apart by a decision in force meets nobody from its first day on.

A day that somebody noted stands: they were told, and a paper is written later. Once a stay is over, by a release or by
the recall of its paper, tracing has no day of it any more: it knows no day on which somebody meets people again, and
meetings that count too long are looked into, others are missed. Somebody stays apart once, in however many outbreaks
they are: so each of these is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bluezone.portal.cases.persons import merged_into
from bluezone.portal.isolation.course import State
from bluezone.portal.isolation.models import Stay
from bluezone.portal.tracing.apartness import note_days_apart
from bluezone.portal.tracing.models import Involvement


def tell_tracing(stays: Sequence[Stay]) -> None:
    """Notes for whoever began to stay apart since when, and takes that back where they do no longer; the outbreaks are
    held."""
    days: dict[int, dt.date | None] = {}
    for stay in stays:
        noted = stay.apart_noted
        if stay.state == State.APART and noted is None and stay.involvement.set_apart_on is None:
            stay.apart_noted = stay.first_day
            days.update(dict.fromkeys(_without_a_day(stay), stay.first_day))
        elif stay.state != State.APART and noted is not None:
            stay.apart_noted = None
            days.update(dict.fromkeys(_with_the_day(stay, noted)))
    Stay.objects.bulk_update(stays, ["apart_noted"], batch_size=200)
    note_days_apart(days)


def _without_a_day(stay: Stay) -> list[int]:
    """The person's places in outbreaks in which nobody noted since when they are set apart."""
    rows = Involvement.objects.filter(person=stay.involvement.person_id, set_apart_on=None)
    return list(rows.values_list("pk", flat=True))


def _with_the_day(stay: Stay, noted: dt.date) -> list[int]:
    """The person's places in outbreaks in which it is this day, and those of whoever was merged into them, who may be
    another one again; but for places with an order of their own that is in force."""
    same = merged_into(stay.involvement.person_id).values("pk")
    rows = Involvement.objects.filter(person__in=same, set_apart_on=noted).exclude(stays__state=State.APART)
    return list(rows.values_list("pk", flat=True))
