"""How many people were near, day by day, from the ids that were heard; and who is near just now.

An id lives a quarter of an hour and nothing joins two of them: that is the promise. So people cannot be counted, only
bounded. Two ids that were both heard before the other one ended belong to two phones; of all others nobody can tell.
A guess which id follows which would turn one colleague into ten people as soon as some scans are missed, so there is
none here.
"""

from __future__ import annotations

import datetime as dt
import enum
import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bluezone.device.core.proximity import RadioProfile
from bluezone.protocol.calendar import MINUTE_MS, Slot
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.identifiers import RollingId

NEIGHBOUR_FOR_MS = 6 * MINUTE_MS
"""A phone listens again after 300 s at most: who was heard last is thought to be here until then."""
_LATE_MS = MINUTE_MS
NEAR_M, ROOM_M = 2.0, 6.0


@dataclass(frozen=True, slots=True, order=True)
class HeardId:
    """All that was heard of one id within some stretch of time."""

    first_ms: int
    last_ms: int
    rolling_id: RollingId
    times: int
    strongest_dbm: int

    def __post_init__(self) -> None:
        if self.first_ms > self.last_ms or self.times < 1:
            raise ValueError("an id was heard at least once, and first before last")

    def joined(self, other: HeardId) -> HeardId:
        """Joins two stretches of one id."""
        return HeardId(
            min(self.first_ms, other.first_ms),
            max(self.last_ms, other.last_ms),
            self.rolling_id,
            self.times + other.times,
            max(self.strongest_dbm, other.strongest_dbm),
        )


@dataclass(frozen=True, slots=True)
class DayCount:
    """One local day of the diary."""

    date: dt.date
    ids: int
    """Different ids heard: surely not fewer than phones. One phone uses up to four an hour."""
    at_least: int
    """Phones that must have been there together at some moment."""


class Band(enum.IntEnum):
    """How far away, as roughly as radio can tell."""

    NEAR = 1
    """Within an arm's length or two."""
    ROOM = 2
    """In the same room, most likely."""
    FAR = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A phone that is near now, under the id of this quarter of an hour."""

    rolling_id: RollingId
    band: Band
    last_ms: int


def count_day(date: dt.date, heard: Iterable[HeardId]) -> DayCount:
    """What the ids of one day say about people."""
    ordered = sorted(heard)
    return DayCount(date, len(ordered), most_at_once(ordered))


def most_at_once(ordered: Sequence[HeardId]) -> int:
    """The most ids whose times overlap at one moment. `ordered` by first."""
    ends: list[int] = []
    most = 0
    for spell in ordered:
        while ends and ends[0] < spell.first_ms:
            heapq.heappop(ends)
        heapq.heappush(ends, spell.last_ms)
        most = max(most, len(ends))
    return most


def neighbour_for_ms(duty: RadioDuty) -> int:
    """How long after a frame its sender counts as near, for a phone with this duty."""
    return duty.scan_period_s * 1000 + _LATE_MS


def neighbours(
    heard: Iterable[HeardId], now_ms: int, profile: RadioProfile, here_for_ms: int = NEIGHBOUR_FOR_MS
) -> list[Neighbour]:
    """The neighbours heard since the last scan, the nearest first.

    Every phone changes its id with the slot, so for some minutes it may have been heard under two: the ids of both
    slots are not added up, or two would seem to be where one is. The slot of which more were heard tells more.
    """
    near = [
        Neighbour(spell.rolling_id, band_of(spell.strongest_dbm, profile), spell.last_ms)
        for spell in heard
        if 0 <= now_ms - spell.last_ms <= here_for_ms
    ]
    slot_ms = Slot.containing(now_ms).start_ms
    before = [neighbour for neighbour in near if neighbour.last_ms < slot_ms]
    since = [neighbour for neighbour in near if neighbour.last_ms >= slot_ms]
    heard_most = since if len(since) >= len(before) else before
    return sorted(heard_most, key=lambda neighbour: (neighbour.band, neighbour.rolling_id.value))


def band_of(rssi_dbm: int, profile: RadioProfile) -> Band:
    """The distance at which such a level is the usual one. Bodies and pockets make it look farther than it is."""
    exponent = (profile.rssi_at_1m_dbm - rssi_dbm) / (10 * profile.exponent)
    distance_m = 10.0 ** min(exponent, 6.0)
    if distance_m <= NEAR_M:
        return Band.NEAR
    return Band.ROOM if distance_m <= ROOM_M else Band.FAR


def local_days(last: dt.date, days: int) -> Iterator[dt.date]:
    """The last days, today first."""
    for back in range(days):
        yield last - dt.timedelta(days=back)


def day_bounds_ms(date: dt.date, zone: dt.tzinfo) -> tuple[int, int]:
    """[start, end) of a local day."""
    start = dt.datetime.combine(date, dt.time(), zone)
    end = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), zone)
    return int(start.timestamp() * 1000), int(end.timestamp() * 1000)
