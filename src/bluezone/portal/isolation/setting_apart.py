"""What tracing is told of quarantines: whoever stays apart by a decision in force meets nobody from its first day on.

A day that somebody noted stands: they were told, and a paper is written later. Once a stay is over, by a release or by
the recall of its paper, tracing has no day of it any more: it knows no day on which somebody meets people again, and
meetings that count too long are looked into, others are missed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bluezone.portal.isolation.course import State
from bluezone.portal.isolation.models import Stay
from bluezone.portal.tracing.apartness import note_days_apart


def tell_tracing(stays: Sequence[Stay]) -> None:
    """Notes for whoever began to stay apart since when, and takes that back where they do no longer; the outbreaks are
    held."""
    days: dict[int, dt.date | None] = {}
    for stay in stays:
        noted = stay.apart_noted
        if stay.state == State.APART and noted is None and stay.involvement.set_apart_on is None:
            stay.apart_noted = days[stay.involvement_id] = stay.first_day
        elif stay.state != State.APART and noted is not None:
            stay.apart_noted = None
            if stay.involvement.set_apart_on == noted:
                days[stay.involvement_id] = None
    Stay.objects.bulk_update(stays, ["apart_noted"], batch_size=200)
    note_days_apart(days)
