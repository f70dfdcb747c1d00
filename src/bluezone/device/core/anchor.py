"""How far a phone's clock is believed (docs/protocol/8-matching.md, "Time").

A verified signed time T, seen at monotonic m, proves that real time at m was at least T. So a sighting of the same
boot that claims to be much older than it can be was made with a clock set back, by whoever wanted an old id to count.
Sightings of a stretch without a contradiction stay valid: a phone that was offline must still be warned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.sighting import BootId, Sighting

ALLOWANCE_MS = 120_000
BEHIND_IS_SUSPECT_MS = 2 * 3_600_000
"""A signed time this far behind the wall clock needs a nonce-bound confirmation."""


@dataclass(frozen=True, slots=True)
class BootClock:
    """What is known about the clocks of one boot."""

    boot: BootId
    floor_ms: int = 0
    """The greatest signed time known when the boot began: nothing in it can be older."""
    anchor_ms: int | None = None
    """The greatest signed time seen during this boot..."""
    anchor_monotonic_ms: int = 0
    """...and when, by this boot's monotonic clock."""

    def anchored(self, time_ms: int, monotonic_ms: int) -> BootClock:
        """Anchors the clock to another signed time; the one that proves the most is kept."""
        if self.anchor_ms is not None:
            proven = self.anchor_ms + monotonic_ms - self.anchor_monotonic_ms
            if time_ms <= proven:
                return self
        return replace(self, anchor_ms=time_ms, anchor_monotonic_ms=monotonic_ms)

    def earliest_wall_ms(self, monotonic_ms: int) -> int:
        """The oldest that a sighting at this moment of the boot can claim to be."""
        if self.anchor_ms is None:
            return self.floor_ms
        proven = self.anchor_ms + monotonic_ms - self.anchor_monotonic_ms - ALLOWANCE_MS
        return max(self.floor_ms, proven)

    def proven_ms(self, monotonic_ms: int) -> int:
        """The least that real time can be at this moment of the boot; 0 if no signed time was ever seen."""
        if self.anchor_ms is None:
            return self.floor_ms
        return max(self.floor_ms, self.anchor_ms + monotonic_ms - self.anchor_monotonic_ms)


def credible(sightings: Iterable[Sighting], clocks: Mapping[BootId, BootClock]) -> list[Sighting]:
    """The sightings whose time no signed time contradicts. A boot that nothing is known of contradicts nothing."""
    kept = []
    for sighting in sightings:
        clock = clocks.get(sighting.boot)
        if clock is None or sighting.wall_ms >= clock.earliest_wall_ms(sighting.monotonic_ms):
            kept.append(sighting)
    return kept


def may_broadcast(day_start_ms: int, clock: BootClock, monotonic_ms: int, *, verified: bool) -> bool:
    """Whether ids of a day may go on air: with an unverified clock only up to a day past what is proven."""
    return verified or day_start_ms <= clock.proven_ms(monotonic_ms) + DAY_MS


def believed_ms(wall_ms: int, clock: BootClock, monotonic_ms: int) -> int:
    """The time by which things are deleted: the wall clock, but not when it runs ahead of what this boot has proven.

    Nothing heard is lost because somebody set the clock forward for an hour; and deleting goes on without a network.
    """
    if clock.anchor_ms is None:
        return wall_ms
    return min(wall_ms, clock.proven_ms(monotonic_ms) + BEHIND_IS_SUSPECT_MS)
