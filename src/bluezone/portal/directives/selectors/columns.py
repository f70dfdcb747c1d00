"""Columns of those below one participant: what lists, the dashboard and sums read when there are thousands."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Max, Q

from bluezone.portal.directives.models import ExtensionRecord, Participant
from bluezone.portal.places.paths import SEPARATOR
from bluezone.rollout.consolidation.deadlines import Standing

_AFTER_SEPARATOR = chr(ord(SEPARATOR) + 1)
SENT = ("submitted", "approved", "locked")


class Row(NamedTuple):
    """One participant of whom a report is expected."""

    pk: int
    key: str
    name: str
    kind: str
    due: dt.datetime
    """With extensions."""
    state: str
    """Empty where nobody has begun."""
    way: str
    submitted_at: dt.datetime | None
    """Of a report that is there; None for a draft."""
    receiver: int | None
    """To whom it goes, and who decides on it."""


def rows_of(top: Participant) -> list[Row]:
    """Rows of all at and below this participant who have to report, in the list's order."""
    extended = dict(
        ExtensionRecord.objects.filter(participant__directive=top.directive_id)
        .values_list("participant")
        .annotate(Max("to"))
        .order_by()
    )
    rows = Participant.objects.filter(below(top, itself=True), is_expected=True).order_by("place")
    columns = ("pk", "key", "name", "kind", "due", "report__state", "report__way", "report__submitted_at", "reports_to")
    return [
        Row(
            pk,
            key,
            name,
            kind,
            max(due, extended[pk]) if pk in extended else due,
            state or "",
            way or "",
            submitted_at if state in SENT else None,
            receiver,
        )
        for pk, key, name, kind, due, state, way, submitted_at, receiver in rows.values_list(*columns)
    ]


def below(top: Participant, before: str = "", *, itself: bool = False) -> Q:
    """The condition for everybody whose reporting line runs through this participant; `before` leads to the row."""
    start = top.line if itself else top.line + "0"
    end = top.line[: -len(SEPARATOR)] + _AFTER_SEPARATOR
    found = {f"{before}directive": top.directive_id, f"{before}line__gte": start, f"{before}line__lt": end}
    return Q(**found)


def standing(due: dt.datetime, submitted_at: dt.datetime | None, now: dt.datetime) -> Standing:
    """How a row's report stands: the core's `standing_of`, from columns instead of a report."""
    if submitted_at is not None:
        return Standing.ON_TIME if submitted_at < due else Standing.SENT_LATE
    return Standing.LATE if now >= due else Standing.OPEN
