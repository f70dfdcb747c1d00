"""The owner's diary of places: when a door's code was scanned, and how the visit ended (docs/protocol/10-venues.md).

Pure: a visit book is a value, each verb returns the next one. Nothing of it is ever sent. What published alerts say of
a visit stands in the visit itself, so that it goes when the owner deletes the visit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from bluezone.protocol.calendar import MINUTE_MS, SLOT_MS
from bluezone.protocol.venue import SALT_BYTES, VENUE_ID_BYTES, PlaceKind, Venue, VenueKind, closest_kind

SCANNED_TWICE_MS = 2 * MINUTE_MS
MAX_VISITS = 2_000
UNKNOWN_VENUE, UNKNOWN_SALT = bytes(VENUE_ID_BYTES), bytes(SALT_BYTES)
"""Of a door that wrote the owner's code down (page 12): the phone is not told which it was."""


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
    alerted_by: tuple[int, ...] = ()
    """The batches that say: a person who has the disease was there meanwhile. Revoked ones take it back."""
    told_ms: int | None = None
    """When the owner was told of it."""
    read_ms: int | None = None
    """The alert, or, once it is taken back, that it was."""
    taken_back_ms: int | None = None
    """When an alert that the owner was told of stopped to hold."""
    closer: str = ""
    """What the place is more closely, where its poster said a word that this version knows."""

    @property
    def is_of_a_code(self) -> bool:
        """Whether the owner showed the phone's code at a door; it then has no name here."""
        return self.venue_id == UNKNOWN_VENUE

    @property
    def usual_end_ms(self) -> int:
        return self.arrived_ms + self.place_kind.usual_minutes * MINUTE_MS

    @property
    def place_kind(self) -> PlaceKind:
        """What the place is, as closely as it is known."""
        return closest_kind(self.kind, self.closer)

    @property
    def is_alerted(self) -> bool:
        return bool(self.alerted_by)

    def end_ms(self, now_ms: int, *, ends_alone: bool) -> int:
        """When the stay was over, as far as is known by now."""
        if self.left_ms is not None:
            return self.left_ms
        return max(self.arrived_ms, min(now_ms, self.usual_end_ms) if ends_alone else now_ms)


class VisitBook(msgspec.Struct, frozen=True):
    """All visits that are kept, the newest first."""

    visits: tuple[Visit, ...] = ()
    next_id: int = 1
    ends_alone: bool = True
    """Stays end by themselves after the usual time. The owner's choice, kept here for when no page is open."""
    forgotten: tuple[int, ...] = ()
    """Quarter hours whose code was alerted, and whose warning the owner deleted: it does not come back."""

    @property
    def current(self) -> Visit | None:
        return next((visit for visit in self.visits if visit.left_ms is None), None)

    def visit(self, visit_id: int) -> Visit | None:
        return next((visit for visit in self.visits if visit.visit_id == visit_id), None)

    def arrived(self, venue: Venue, now_ms: int) -> VisitBook:
        """Begins a new stay; whoever arrives has left where they were. A second scan at the same door begins none."""
        here = self.current
        if here is not None and here.venue_id == venue.venue_id and now_ms - here.arrived_ms < SCANNED_TWICE_MS:
            return self
        left = self if here is None else self.left(here.visit_id, now_ms)
        of = (venue.venue_id, venue.salt, venue.name, venue.kind, venue.unit)
        closer = venue.place_kind.value if venue.place_kind is not venue.kind else ""
        arrived = Visit(self.next_id, *of, arrived_ms=now_ms, closer=closer)
        return _with_another(left, arrived)

    def left(self, visit_id: int, now_ms: int) -> VisitBook:
        """Notes that the owner has left; leaving twice changes nothing."""
        return self._with(_ended(v, now_ms) if v.visit_id == visit_id and v.left_ms is None else v for v in self.visits)

    def without(self, visit_id: int) -> VisitBook:
        gone = tuple(v.arrived_ms for v in self.visits if v.visit_id == visit_id and v.is_of_a_code)
        kept = self._with(v for v in self.visits if v.visit_id != visit_id)
        return msgspec.structs.replace(kept, forgotten=(*self.forgotten, *gone))

    def settled(self, now_ms: int) -> VisitBook:
        """Stays that are long over have ended."""
        return self._with(_settled(visit, now_ms) if self.ends_alone else visit for visit in self.visits)

    def since(self, oldest_ms: int) -> VisitBook:
        """Drops the visits that began before."""
        kept = self._with(visit for visit in self.visits if visit.arrived_ms >= oldest_ms)
        return msgspec.structs.replace(kept, forgotten=tuple(one for one in self.forgotten if one >= oldest_ms))

    def until(self, latest_ms: int) -> VisitBook:
        """Drops the visits that began later than this."""
        kept = self._with(visit for visit in self.visits if visit.arrived_ms <= latest_ms)
        return msgspec.structs.replace(kept, forgotten=tuple(one for one in self.forgotten if one <= latest_ms))

    # alerts

    @property
    def alerted(self) -> tuple[Visit, ...]:
        """The visits during which a person who has the disease was there, the newest first."""
        return tuple(visit for visit in self.visits if visit.is_alerted)

    @property
    def taken_back(self) -> tuple[Visit, ...]:
        """Visits whose alert the owner was told of and that does not hold any more."""
        return tuple(visit for visit in self.visits if visit.taken_back_ms is not None)

    @property
    def has_unread(self) -> bool:
        return any(visit.read_ms is None for visit in (*self.alerted, *self.taken_back))

    def with_alert(self, visit_ids: Collection[int], batch_sequence: int) -> VisitBook:
        """Adds an alert: a batch names half hours of these visits; saying it again changes nothing."""
        return self._with(
            _alerted(visit, batch_sequence) if visit.visit_id in visit_ids else visit for visit in self.visits
        )

    def with_code_alert(self, shown_ms: Collection[int], batch_sequence: int) -> VisitBook:
        """Adds an alert about doors that wrote the owner's code down, in the quarter hours that begin then. Each
        becomes a visit, which the owner reads and deletes like any other."""
        book = self
        for start_ms in sorted(set(shown_ms) - set(self.forgotten)):
            book = _with_a_code(book, start_ms)
        shown = [visit.visit_id for visit in book.visits if visit.is_of_a_code and visit.arrived_ms in shown_ms]
        return book.with_alert(shown, batch_sequence)

    def without_alerts_of(self, batch_sequence: int, now_ms: int) -> VisitBook:
        """Takes a revoked batch's alerts back; what other batches say of the same visits stands."""
        return self._with(_not_alerted_by(visit, batch_sequence, now_ms) for visit in self.visits)

    def all_told(self, now_ms: int) -> VisitBook:
        return self._with(
            msgspec.structs.replace(visit, told_ms=now_ms) if visit.is_alerted and visit.told_ms is None else visit
            for visit in self.visits
        )

    def all_read(self, now_ms: int) -> VisitBook:
        unread = [visit for visit in (*self.alerted, *self.taken_back) if visit.read_ms is None]
        return self._with(
            msgspec.structs.replace(visit, read_ms=now_ms) if visit in unread else visit for visit in self.visits
        )

    def _with(self, visits: Iterable[Visit]) -> VisitBook:
        return msgspec.structs.replace(self, visits=tuple(visits))


def _with_another(book: VisitBook, visit: Visit) -> VisitBook:
    visits = sorted((visit, *book.visits), key=lambda one: -one.arrived_ms)
    return msgspec.structs.replace(book, visits=tuple(visits[:MAX_VISITS]), next_id=book.next_id + 1)


def _with_a_code(book: VisitBook, start_ms: int) -> VisitBook:
    """Adds the quarter hour in which a code was shown, as a visit to a door that has no name here."""
    if any(visit.is_of_a_code and visit.arrived_ms == start_ms for visit in book.visits):
        return book
    end_ms = start_ms + SLOT_MS
    somewhere = (UNKNOWN_VENUE, UNKNOWN_SALT, "", VenueKind.PUBLIC, "")
    return _with_another(book, Visit(book.next_id, *somewhere, arrived_ms=start_ms, left_ms=end_ms))


def _ended(visit: Visit, now_ms: int) -> Visit:
    return msgspec.structs.replace(visit, left_ms=max(visit.arrived_ms, now_ms))


def _settled(visit: Visit, now_ms: int) -> Visit:
    if visit.left_ms is not None or now_ms < visit.usual_end_ms:
        return visit
    return msgspec.structs.replace(visit, left_ms=visit.usual_end_ms, ended_alone=True)


def _alerted(visit: Visit, batch_sequence: int) -> Visit:
    """Marks a visit as alerted: what was taken back holds again, and the owner is told again."""
    batches = tuple(sorted({*visit.alerted_by, batch_sequence}))
    read_ms = visit.read_ms if visit.is_alerted else None
    return msgspec.structs.replace(visit, alerted_by=batches, read_ms=read_ms, taken_back_ms=None)


def _not_alerted_by(visit: Visit, batch_sequence: int, now_ms: int) -> Visit:
    """Takes an alert off a visit. Where none is left, whoever was told has to know; nobody else has."""
    if batch_sequence not in visit.alerted_by:
        return visit
    batches = tuple(one for one in visit.alerted_by if one != batch_sequence)
    if batches:
        return msgspec.structs.replace(visit, alerted_by=batches)
    taken_back_ms = None if visit.told_ms is None else now_ms
    return msgspec.structs.replace(visit, alerted_by=(), told_ms=None, read_ms=None, taken_back_ms=taken_back_ms)
