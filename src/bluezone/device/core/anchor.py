"""How far a phone's clock is believed (docs/protocol/8-matching.md, "Time").

A verified signed time T, seen at monotonic m, proves that real time at m was at least T. So a sighting of the same
boot that claims to be much older than it can be was made with a clock set back, by whoever wanted an old id to count.
Sightings of a stretch without a contradiction stay valid: a phone that was offline must still be warned.

One key, or one wrong clock, can lie about the time. So a signed time far ahead of the wall clock is a *claim*: what was
heard in this boot is not matched as long as it stands, but it binds no later boot, ends nothing and deletes nothing.
An answer to our own nonce that agrees with the wall clock refutes whatever says that it is later; so does the root.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.sighting import BootId, Sighting

ALLOWANCE_MS = 120_000
BEHIND_IS_SUSPECT_MS = 2 * 3_600_000
"""A signed time this far behind the wall clock needs a nonce-bound confirmation."""
AHEAD_MS = 2 * 3_600_000
"""A signed time further ahead of the wall clock than this proves nothing by itself: either of the two may be wrong."""

FAST_MS = 30 * 60_000
"""An index may be a quarter of an hour old; a clock further ahead than another one matches little or nothing."""


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
    claim_ms: int | None = None
    """The greatest signed time of this boot that was far ahead of the wall clock..."""
    claim_monotonic_ms: int = 0
    """...and when it was seen."""

    def anchored(self, time_ms: int, monotonic_ms: int) -> BootClock:
        """Anchors the clock to another signed time; the one that proves the most is kept."""
        if self.anchor_ms is not None:
            proven = self.anchor_ms + monotonic_ms - self.anchor_monotonic_ms
            if time_ms <= proven:
                return self
        return replace(self, anchor_ms=time_ms, anchor_monotonic_ms=monotonic_ms)

    def claimed(self, time_ms: int, monotonic_ms: int) -> BootClock:
        """Notes a signed time that is far ahead of the wall clock; the one that claims the most is kept."""
        known_ms = self.claimed_ms(monotonic_ms)
        if known_ms is not None and time_ms <= known_ms:
            return self
        return replace(self, claim_ms=time_ms, claim_monotonic_ms=monotonic_ms)

    def told(self, time_ms: int, wall_ms: int, monotonic_ms: int) -> BootClock:
        """Takes a signed time that was seen at this moment: as a claim where it is far ahead of the wall clock."""
        take = self.claimed if is_far_ahead(time_ms, wall_ms) else self.anchored
        return take(time_ms, monotonic_ms)

    def refuted(self, time_ms: int, monotonic_ms: int) -> BootClock:
        """Drops whatever says that it is later than this, where this is known to be the time at that moment."""
        latest_ms, kept = time_ms + ALLOWANCE_MS, self
        if kept.floor_ms > latest_ms:
            kept = replace(kept, floor_ms=0)
        if kept.anchor_ms is not None and kept.anchor_ms + monotonic_ms - kept.anchor_monotonic_ms > latest_ms:
            kept = replace(kept, anchor_ms=None, anchor_monotonic_ms=0)
        if (said_ms := kept.claimed_ms(monotonic_ms)) is not None and said_ms > latest_ms:
            kept = replace(kept, claim_ms=None, claim_monotonic_ms=0)
        return kept

    def earliest_wall_ms(self, monotonic_ms: int) -> int:
        """The oldest that a sighting at this moment of the boot can claim to be."""
        earliest_ms = self.floor_ms
        if self.anchor_ms is not None:
            earliest_ms = max(earliest_ms, self.anchor_ms + monotonic_ms - self.anchor_monotonic_ms - ALLOWANCE_MS)
        if (said_ms := self.claimed_ms(monotonic_ms)) is not None:
            earliest_ms = max(earliest_ms, said_ms - ALLOWANCE_MS)
        return earliest_ms

    def proven_ms(self, monotonic_ms: int) -> int:
        """The least that real time can be at this moment of the boot; 0 if no signed time was ever seen."""
        if self.anchor_ms is None:
            return self.floor_ms
        return max(self.floor_ms, self.anchor_ms + monotonic_ms - self.anchor_monotonic_ms)

    def is_fast(self, wall_ms: int, monotonic_ms: int) -> bool:
        """Whether the wall clock is further ahead of the best signed time of this boot than that one can be late."""
        return self.anchor_ms is not None and wall_ms - self.proven_ms(monotonic_ms) > FAST_MS

    def claimed_ms(self, monotonic_ms: int) -> int | None:
        """What a signed time far ahead of the wall clock says that it is at this moment; None without one."""
        return None if self.claim_ms is None else self.claim_ms + monotonic_ms - self.claim_monotonic_ms


def is_far_ahead(time_ms: int, wall_ms: int) -> bool:
    """Whether a signed time is so far ahead of the wall clock that one of the two must be wrong."""
    return time_ms - wall_ms > AHEAD_MS


def agrees(time_ms: int, wall_ms: int) -> bool:
    """Whether a signed time and the wall clock bear each other out."""
    return -BEHIND_IS_SUSPECT_MS <= time_ms - wall_ms <= AHEAD_MS


def credible(sightings: Iterable[Sighting], clocks: Mapping[BootId, BootClock]) -> list[Sighting]:
    """The sightings whose time no signed time contradicts. A boot that nothing is known of contradicts nothing."""
    return [sighting for sighting in sightings if is_credible(sighting, clocks)]


def is_credible(sighting: Sighting, clocks: Mapping[BootId, BootClock]) -> bool:
    """Whether no signed time contradicts when this was heard."""
    clock = clocks.get(sighting.boot)
    return clock is None or sighting.wall_ms >= clock.earliest_wall_ms(sighting.monotonic_ms)


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
