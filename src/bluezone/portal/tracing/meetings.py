"""What is said of a meeting, and what says so: values that refuse what cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bluezone.portal.errors import RefusedError
from bluezone.portal.tracing.models import Certainty, Evidence, Exposure, Landmark

LONGEST_PLACE = 120
LONGEST_REASON = 200
LONGEST_AGO = dt.timedelta(days=365)
_MOST_CM = 10_000
_MOST_MINUTES = 60 * 24 * 60
_MOST_FACTS, _LONGEST_NAME, _LONGEST_FACT = 20, 40, 200
_LONGEST_KEY = 80
Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """When, where and how two people met, as far as anybody knows. Raises RefusedError at birth."""

    kind: str = Exposure.Kind.OTHER
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    first_is_estimated: bool = False
    last_is_estimated: bool = False
    place: str = ""
    landmark: Landmark | None = None
    closest_cm: int | None = None
    minutes: int | None = None
    masks: bool | None = None
    certainty: int = Certainty.PROBABLE

    def __post_init__(self) -> None:
        if self.kind not in Exposure.Kind.values:
            raise RefusedError("please say what kind of meeting it was")
        if self.certainty not in Certainty.values:
            raise RefusedError("please say how sure it is")
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise RefusedError("a meeting ends before it begins")
        if len(self.place) > LONGEST_PLACE:
            raise RefusedError("a place has up to 120 characters")
        if not _is_within(self.closest_cm, _MOST_CM) or not _is_within(self.minutes, _MOST_MINUTES):
            raise RefusedError("the distance or the time of a meeting cannot be so")

    def require_past(self, today: dt.date) -> None:
        """Raises RefusedError for days that lie ahead, or longer ago than anybody traces."""
        days = [day for day in (self.first_day, self.last_day) if day is not None]
        if any(not today - LONGEST_AGO <= day <= today for day in days):
            raise RefusedError("a meeting lies in the future or too long ago")


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that speaks for a meeting, as it is told. Raises RefusedError at birth."""

    origin: str
    says: Mapping[str, Fact] = field(default_factory=dict)
    """Facts by name: days, minutes, a seat; no free words beyond a line."""
    origin_key: str = ""
    confidence: int = Certainty.PROBABLE
    day_from: dt.date | None = None
    day_to: dt.date | None = None

    def __post_init__(self) -> None:
        if self.origin not in Evidence.Origin.values or self.confidence not in Certainty.values:
            raise RefusedError("please say where this evidence comes from")
        if len(self.origin_key) > _LONGEST_KEY:
            raise RefusedError("this evidence says more than can be kept")
        if self.day_from and self.day_to and self.day_from > self.day_to:
            raise RefusedError("a meeting ends before it begins")
        if len(self.says) > _MOST_FACTS or not all(_is_fact(name, fact) for name, fact in self.says.items()):
            raise RefusedError("this evidence says more than can be kept")


def _is_within(number: int | None, most: int) -> bool:
    return number is None or 0 <= number <= most


def _is_fact(name: str, fact: Fact) -> bool:
    is_small = not isinstance(fact, str) or len(fact) <= _LONGEST_FACT
    return 1 <= len(name) <= _LONGEST_NAME and is_small and (fact is None or isinstance(fact, str | int))
