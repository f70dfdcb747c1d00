"""Published alerts about places against the owner's own visits (docs/protocol/10-venues.md, "Alert").

Whoever scanned a door's code can compute what would be published about the place and the half hours of the visit; the
phone does, and looks whether it is there. It tells the owner the place and the local day. Nothing is sent.

Whoever showed the phone's code at a door (page 12) is told the same way, of the door where it was shown: only the phone
can compute which codes were its own, and it is not told which door that was.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bluezone.device.core.visits import Visit, VisitBook
from bluezone.device.core.warnings import VIET_NAM
from bluezone.protocol.batch import ENTRY_BYTES, Batch, Format
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, SLOT_MS, Day
from bluezone.protocol.door_codes import visit_alert, visit_note, visit_token
from bluezone.protocol.venue import HALF_HOURS, alert_entry

HALF_HOUR_MS = DAY_MS // HALF_HOURS
_SHOWN_BEFORE_MS, _SHOWN_AFTER_MS = DAY_MS, HOUR_MS
"""A code may have been shown the day before the one an alert speaks of, and clocks of doors and phones differ."""


@dataclass(frozen=True, slots=True)
class PlaceWarning:
    """What the owner is told: somebody who has the disease was at this place while the owner was."""

    place: str
    """Empty of a door where the owner showed the phone's code."""
    date: dt.date
    """Local day on which the visit began."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret of the codes that were shown at doors, and the moment after which it made none."""

    secret: bytes
    until_ms: int


class VisitLog:
    """The owner's visits and codes, read once for all batches of an update; the entries of a day are computed when
    asked for."""

    def __init__(self, book: VisitBook, now_ms: int, shown: Collection[Shown] = ()) -> None:
        scanned = [visit for visit in book.visits if not visit.is_of_a_code]
        self._spans = [(visit, visit.end_ms(now_ms, ends_alone=book.ends_alone)) for visit in scanned]
        self._shown = shown
        self._codes: dict[Day, dict[bytes, int]] = {}
        self._by_day: dict[Day, dict[bytes, list[int]]] = {}

    def entries_of(self, day: Day) -> dict[bytes, list[int]]:
        """{what would be published about a half hour: the visits that touch it}."""
        if day not in self._by_day:
            entries = defaultdict(list)
            for visit, end_ms in self._spans:
                for half_hour in _half_hours(visit.arrived_ms, end_ms, day):
                    entries[alert_entry(visit.venue_id, visit.salt, day, half_hour)].append(visit.visit_id)
            self._by_day[day] = dict(entries)
        return self._by_day[day]

    def codes_of(self, day: Day) -> dict[bytes, int]:
        """{what would be published about a code of this phone: when its quarter hour began}. None was shown, and none
        is computed, while there is no secret."""
        if day not in self._codes:
            quarters = range(day.start_ms - _SHOWN_BEFORE_MS, day.end_ms + _SHOWN_AFTER_MS, SLOT_MS)
            self._codes[day] = {
                visit_alert(visit_note(visit_token(shown.secret, start)), day): start
                for shown in self._shown
                for start in quarters
                if start <= shown.until_ms
            }
        return self._codes[day]


def find_alerted(batch: Batch, log: VisitLog) -> set[int]:
    """The visits of which the batch says that somebody who has the disease was there meanwhile."""
    found: set[int] = set()
    for group in batch.groups:
        if group.key.format is Format.VENUE16:
            for entry, visit_ids in log.entries_of(group.key.day).items():
                if _stands_in(group.column, entry):
                    found.update(visit_ids)
    return found


def find_shown(batch: Batch, log: VisitLog) -> set[int]:
    """The quarter hours, by their beginning, whose codes the batch alerts: a door wrote them down, and somebody who has
    the disease was behind it."""
    return {
        start_ms
        for group in batch.groups
        if group.key.format is Format.VENUE16
        for entry, start_ms in log.codes_of(group.key.day).items()
        if _stands_in(group.column, entry)
    }


def place_warning(visit: Visit, zone: dt.tzinfo = VIET_NAM) -> PlaceWarning:
    return PlaceWarning(visit.name, dt.datetime.fromtimestamp(visit.arrived_ms / 1000, zone).date())


def _half_hours(arrived_ms: int, end_ms: int, day: Day) -> Iterator[int]:
    """Half hours of the day that the stay touches; a stay that ended at once touches the half hour of its arrival."""
    last_ms = max(arrived_ms, end_ms - 1)
    if arrived_ms >= day.end_ms or last_ms < day.start_ms:
        return iter(())
    first = max(0, (arrived_ms - day.start_ms) // HALF_HOUR_MS)
    last = min(HALF_HOURS - 1, (last_ms - day.start_ms) // HALF_HOUR_MS)
    return iter(range(first, last + 1))


def _stands_in(column: memoryview, entry: bytes) -> bool:
    """Columns are sorted: a look-up reads a handful of entries, however many there are."""
    count = len(column) // ENTRY_BYTES

    def at(number: int) -> bytes:
        return bytes(column[number * ENTRY_BYTES : (number + 1) * ENTRY_BYTES])

    place = bisect_left(range(count), entry, key=at)
    return place < count and at(place) == entry
