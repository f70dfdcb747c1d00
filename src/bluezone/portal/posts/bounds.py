"""What hours of a door are held against before its rows are opened: how many a place lets in at once, and for how long
people stay there.

Both are told to whoever asks and to whoever agrees, beside how many people the rows name; neither refuses anything. A
place whose doors say no bound has none, and the stay is the usual one of its kind, by which phones end a visit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from bluezone.portal.posts.models import Post
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.whole import entries_of
from bluezone.protocol.venue import place_kind


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many are inside at most, and how long somebody usually stays."""

    at_once: int | None
    stay: dt.timedelta

    def lists_more_than_at_once(self, people: int) -> bool:
        """Whether so many cannot all have been there together."""
        return self.at_once is not None and people > self.at_once

    def begins_too_early(self, before: dt.timedelta) -> bool:
        """Whether whoever came in at the beginning of these hours had usually left before the case came: a whole hour
        is opened, so one that the stay reaches into counts."""
        return before - dt.timedelta(hours=1) >= self.stay


@dataclass(frozen=True, slots=True)
class Warned:
    """What speaks for fewer hours than these; both None where nothing does."""

    at_once: int | None
    """How many the place lets in at once, where the rows name more."""
    stay: dt.timedelta | None
    """How long people usually stay there, where the hours begin earlier than that before the case came."""


def warned_of(premises: Premises, before: dt.timedelta, people: int) -> Warned:
    """Holds hours that begin so long before the case came against how many the place holds and how long people stay
    there."""
    bounds = bounds_of(premises)
    return Warned(
        bounds.at_once if bounds.lists_more_than_at_once(people) else None,
        bounds.stay if bounds.begins_too_early(before) else None,
    )


def bounds_of(premises: Premises) -> Bounds:
    """Reads the bounds of a place: what the widest of its own doors says, since each of them speaks of the whole."""
    doors = Post.objects.filter(premises__in=entries_of(premises), closed_at=None)
    at_once = doors.aggregate(most=Max("capacity"))["most"]
    return Bounds(at_once, dt.timedelta(minutes=place_kind(premises.kind).usual_minutes))
