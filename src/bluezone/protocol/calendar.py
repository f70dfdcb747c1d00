"""Protocol time: days and slots of UTC, and the embargo of a day (docs/protocol/1-air.md, 2-keys.md).

Everything here is arithmetic on milliseconds since 1970-01-01 UTC. This module never reads a clock and knows no
time zone but UTC; in Viet Nam a protocol day changes at 07:00.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.protocol.errors import InvalidValueError

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
SLOTS_PER_DAY = 96
SLOT_MS = DAY_MS // SLOTS_PER_DAY
EMBARGO_HOURS = 2
"""A seed of day d may be published from this hour of day d + 1 on (docs/protocol/2-keys.md)."""

_EPOCH = dt.date(1970, 1, 1)
_LAST_DAY = 0xFFFF  # a published group carries its day in 16 bits: until 2149


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """One UTC day."""

    number: int
    """Days since 1970-01-01, 0..65535."""

    def __post_init__(self) -> None:
        if not 0 <= self.number <= _LAST_DAY:
            raise InvalidValueError(f"day {self.number} lies outside 0..{_LAST_DAY}")

    @classmethod
    def containing(cls, time_ms: int) -> Day:
        return cls(time_ms // DAY_MS)

    @classmethod
    def of(cls, date: dt.date) -> Day:
        return cls((date - _EPOCH).days)

    @property
    def date(self) -> dt.date:
        return _EPOCH + dt.timedelta(days=self.number)

    @property
    def start_ms(self) -> int:
        return self.number * DAY_MS

    @property
    def end_ms(self) -> int:
        """The first millisecond of the next day."""
        return self.start_ms + DAY_MS

    @property
    def embargo_end_ms(self) -> int:
        """The moment from which a seed of this day may enter a published window."""
        return self.end_ms + EMBARGO_HOURS * HOUR_MS

    def plus(self, days: int) -> Day:
        return Day(self.number + days)

    def __str__(self) -> str:
        return self.date.isoformat()


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One of the 96 quarter hours of a day, during which a phone keeps one id and one address."""

    day: Day
    index: int
    """0..95"""

    def __post_init__(self) -> None:
        if not 0 <= self.index < SLOTS_PER_DAY:
            raise InvalidValueError(f"slot {self.index} lies outside 0..{SLOTS_PER_DAY - 1}")

    @classmethod
    def containing(cls, time_ms: int) -> Slot:
        return cls(Day.containing(time_ms), time_ms % DAY_MS // SLOT_MS)

    @property
    def start_ms(self) -> int:
        return self.day.start_ms + self.index * SLOT_MS

    @property
    def end_ms(self) -> int:
        """The first millisecond of the next slot."""
        return self.start_ms + SLOT_MS

    @property
    def next(self) -> Slot:
        return Slot.containing(self.end_ms)

    def __str__(self) -> str:
        return f"{self.day} slot {self.index}"
