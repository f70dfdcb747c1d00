"""The owner's diary of places: when a door's code was scanned, and how the visit ended (docs/protocol/10-venues.md).

Pure: a visit book is a value, each verb returns the next one. Nothing of it is ever sent.
"""

from __future__ import annotations

import msgspec

from bluezone.protocol.calendar import DAY_MS, MINUTE_MS
from bluezone.protocol.venue import Venue, VenueKind

SCANNED_TWICE_MS = 2 * MINUTE_MS
MAX_VISITS = 2_000


class Visit(msgspec.Struct, frozen=True):
    """One stay at one place."""

    visit_id: int
    venue_id: bytes
    salt: bytes
    name: str
    kind: VenueKind
    unit: str
    arrived_ms: int
    left_ms: int | None = None
    """None while the owner is there."""
    ended_alone: bool = False
    """After the usual stay, without a tap."""

    @property
    def usual_end_ms(self) -> int:
        return self.arrived_ms + self.kind.usual_minutes * MINUTE_MS


class VisitBook(msgspec.Struct, frozen=True):
    """All visits that are kept, the newest first."""

    visits: tuple[Visit, ...] = ()
    next_id: int = 1

    @property
    def current(self) -> Visit | None:
        return next((visit for visit in self.visits if visit.left_ms is None), None)

    def visit(self, visit_id: int) -> Visit | None:
        return next((visit for visit in self.visits if visit.visit_id == visit_id), None)

    def arrived(self, venue: Venue, now_ms: int) -> VisitBook:
        """A new stay; whoever arrives somewhere has left where they were. A second scan at the same door is none."""
        here = self.current
        if here is not None and here.venue_id == venue.venue_id and now_ms - here.arrived_ms < SCANNED_TWICE_MS:
            return self
        left = self if here is None else self.left(here.visit_id, now_ms)
        arrived = Visit(self.next_id, venue.venue_id, venue.salt, venue.name, venue.kind, venue.unit, arrived_ms=now_ms)
        return VisitBook((arrived, *left.visits)[:MAX_VISITS], self.next_id + 1)

    def left(self, visit_id: int, now_ms: int) -> VisitBook:
        """The owner has left; leaving twice changes nothing."""
        visits = tuple(_ended(v, now_ms) if v.visit_id == visit_id and v.left_ms is None else v for v in self.visits)
        return msgspec.structs.replace(self, visits=visits)

    def without(self, visit_id: int) -> VisitBook:
        return msgspec.structs.replace(self, visits=tuple(v for v in self.visits if v.visit_id != visit_id))

    def settled(self, now_ms: int, retention_days: int, *, end_alone: bool) -> VisitBook:
        """Stays that are long over have ended, and old ones are gone."""
        oldest = now_ms - retention_days * DAY_MS
        kept = (_settled(visit, now_ms) if end_alone else visit for visit in self.visits)
        return msgspec.structs.replace(self, visits=tuple(visit for visit in kept if visit.arrived_ms >= oldest))


def _ended(visit: Visit, now_ms: int) -> Visit:
    return msgspec.structs.replace(visit, left_ms=max(visit.arrived_ms, now_ms))


def _settled(visit: Visit, now_ms: int) -> Visit:
    if visit.left_ms is not None or now_ms < visit.usual_end_ms:
        return visit
    return msgspec.structs.replace(visit, left_ms=visit.usual_end_ms, ended_alone=True)
