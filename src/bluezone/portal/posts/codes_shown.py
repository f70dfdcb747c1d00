"""Codes that visitors showed at the doors of a place instead of their names, for alerts about it.

A row says in which hour its visitor came in, and perhaps another one when they left; whoever was not seen to leave is
taken to have stayed for the usual time of such a place, as phones do of their own visits. So a code is alerted where
its visitor may have been there in the hours of a case, and no row is opened for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from bluezone.portal.posts.models import DoorRow, Post, RowRelease
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.whole import covered
from bluezone.portal.tracing.models import Landmark
from bluezone.protocol.calendar import Day
from bluezone.protocol.door_codes import visit_alert
from bluezone.protocol.venue import place_kind

_HOUR, _LONGEST = dt.timedelta(hours=1), dt.timedelta(hours=24)
"""Rows are of whole hours; and who came in more than a day before is taken to have left."""


def codes_shown_at(*, premises: Premises, begins: dt.datetime, ends: dt.datetime) -> Sequence[tuple[dt.date, bytes]]:
    """What is published of each code whose visitor may have been there then, with the UTC day for which it is: never
    one before the presence began, for which nobody publishes any more."""
    return _shown_at(_posts_of(covered(premises)), begins, ends)


def codes_released(release: RowRelease, landmark: Landmark) -> Sequence[tuple[dt.date, bytes]]:
    """What is published of the codes of a release, at doors that were the place's when two agreed, and still are. What
    was joined to it since nobody agreed to; what was taken from it is another place."""
    agreed = {release.premises_id, *release.reached.order_by("pk").values_list("pk", flat=True)}
    posts = _posts_of(agreed.intersection(covered(release.premises)))
    return _shown_at(posts, landmark.begins, landmark.ends)


def _shown_at(
    posts: dict[int, dt.timedelta], begins: dt.datetime, ends: dt.datetime
) -> Sequence[tuple[dt.date, bytes]]:
    rows = DoorRow.objects.filter(post__in=list(posts), hour__gte=begins - _LONGEST, hour__lt=ends + _LONGEST)
    came = list(rows.filter(way=DoorRow.Way.IN, alert__isnull=False, hour__lt=ends).order_by("hour", "pk"))
    gone = rows.filter(way=DoorRow.Way.OUT, of__isnull=False) if came else rows.none()
    left = {bytes(of): hour for of, hour in gone.values_list("of", "hour") if of is not None}
    first = begins.astimezone(dt.UTC).date()
    return [
        _published(bytes(one.alert or b""), max(first, one.hour.astimezone(dt.UTC).date()))
        for one in came
        if left.get(bytes(one.number), one.hour + posts[one.post_id]) + _HOUR > begins
    ]


def _published(note: bytes, day: dt.date) -> tuple[dt.date, bytes]:
    return day, visit_alert(note, Day.of(day))


def _posts_of(places: Iterable[int]) -> dict[int, dt.timedelta]:
    """The doors of these places, with how long people usually stay behind each."""
    kinds = Post.objects.filter(premises__in=list(places)).values_list("pk", "premises__kind")
    return {post: dt.timedelta(minutes=place_kind(kind).usual_minutes) for post, kind in kinds.order_by("pk")}
