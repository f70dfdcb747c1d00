"""What an office was told is on its disk, and what lies there: one list of each, compared. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["seeds", "rows", "entries"]
KINDS: tuple[Kind, ...] = ("seeds", "rows", "entries")


@dataclass
class Acknowledged:
    """Everything that was answered with a yes, by its kind: seeds that phones disclosed, rows of a door, entries of a
    field team. What was sent and not answered may be there or not."""

    of_kind: dict[Kind, set[bytes]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    unanswered: dict[Kind, list[bytes]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    """Sent again after the next start, as a page does that keeps what was not acknowledged."""

    def note(self, kind: Kind, numbers: Iterable[bytes]) -> None:
        self.of_kind[kind] |= set(numbers)

    def counted(self) -> dict[Kind, int]:
        return {kind: len(numbers) for kind, numbers in self.of_kind.items()}


@dataclass
class Missing:
    """What is not as it was acknowledged, by its kind: how many are not there, and how many more than once."""

    lost: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    doubled: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    def add(self, other: Missing) -> None:
        """The most of both: what is lost once is missing after every cut that follows."""
        for mine, its in ((self.lost, other.lost), (self.doubled, other.doubled)):
            mine.update({kind: max(mine[kind], its[kind]) for kind in KINDS})

    def is_nothing(self) -> bool:
        return not any((*self.lost.values(), *self.doubled.values()))


def compared(kind: Kind, acknowledged: Acknowledged, found: Counter[bytes]) -> Missing:
    """Of one kind: what was acknowledged and is not there, and what is there more than once, whoever sent it."""
    missing = Missing()
    missing.lost[kind] = sum(1 for one in acknowledged.of_kind[kind] if not found[one])
    missing.doubled[kind] = sum(1 for count in found.values() if count > 1)
    return missing


def in_stores(acknowledged: Acknowledged, stored: dict[str, Any]) -> Missing:
    """By what `inside.py` read. A team's entries stand there as digests and sums: doubled is what the sums have more
    than there are digests; lost is what a page that sends all again is told is new (`Work.sends_again`)."""
    missing = Missing()
    for kind in ("seeds", "rows"):
        missing.add(compared(kind, acknowledged, Counter({bytes.fromhex(k): v for k, v in stored[kind].items()})))
    sums, entries, digests = (int(number) for number in stored["counted"])
    missing.doubled["entries"] = max(sums, entries) - digests
    return missing
