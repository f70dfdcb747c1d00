"""A figure: a count with its unit, the moment it was true, and who counted.

Figures of different sources are never added; there is no function here that could.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from bluezone.vietnam.words import Words

LARGEST = 2_000_000_000


class Source(Enum):
    """The one who counted."""

    SELF_REPORTED = "self-reported"
    VENDOR_FEED = "vendor feed"
    COUNTED_EVIDENCE = "counted evidence"


@dataclass(frozen=True, slots=True)
class Figure:
    """One count of one indicator."""

    indicator: str
    value: int
    unit: Words
    as_of: dt.datetime
    """With its zone; "as of" when, not when it was typed."""
    source: Source
    evidence: tuple[str, ...] = ()
    """SHA-256 of what stands behind it, in hex."""

    def __post_init__(self) -> None:
        if not 0 <= self.value <= LARGEST:
            raise ValueError(f"{self.value} is no count")
        if self.as_of.tzinfo is None:
            raise ValueError("a figure needs the zone of its moment")
        if any(len(digest) != 64 for digest in self.evidence):
            raise ValueError("evidence is named by its SHA-256")
