"""Codes that visitors showed at the doors of a place instead of their names, for alerts about it.

A row says in which hour its visitor came in, and perhaps another one when they left; whoever was not seen to leave is
taken to have stayed for the usual time of such a place, as phones do of their own visits. So a code is alerted where
its visitor may have been there in the hours of a case, and no row is opened for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from bluezone.portal.posts.models import DoorRow
from bluezone.portal.premises.models import Premises
from bluezone.protocol.calendar import Day
from bluezone.protocol.door_codes import visit_alert
from bluezone.protocol.venue import VenueKind

_HOUR, _LONGEST = dt.timedelta(hours=1), dt.timedelta(hours=24)
"""Rows are of whole hours; and who came in more than a day before is taken to have left."""


def codes_shown_at(*, premises: Premises, begins: dt.datetime, ends: dt.datetime) -> Sequence[tuple[dt.date, bytes]]:
    """What is published of each code whose visitor may have been there then, with the UTC day for which it is: never
    one before the presence began, for which nobody publishes any more."""
    usual = dt.timedelta(minutes=VenueKind(premises.kind).usual_minutes)
    rows = _rows_of(premises, begins - _LONGEST, ends + _LONGEST)
    came = list(rows.filter(way=DoorRow.Way.IN, alert__isnull=False, hour__lt=ends).order_by("hour", "pk"))
    gone = rows.filter(way=DoorRow.Way.OUT, of__isnull=False) if came else rows.none()
    left = {bytes(of): hour for of, hour in gone.values_list("of", "hour") if of is not None}
    first = begins.astimezone(dt.UTC).date()
    return [
        _published(bytes(one.alert or b""), max(first, one.hour.astimezone(dt.UTC).date()))
        for one in came
        if left.get(bytes(one.number), one.hour + usual) + _HOUR > begins
    ]


def _published(note: bytes, day: dt.date) -> tuple[dt.date, bytes]:
    return day, visit_alert(note, Day.of(day))


def _rows_of(premises: Premises, begins: dt.datetime, ends: dt.datetime) -> QuerySet[DoorRow]:
    posts = list(premises.posts.order_by("pk").values_list("pk", flat=True))
    return DoorRow.objects.filter(post__in=posts, hour__gte=begins, hour__lt=ends)
