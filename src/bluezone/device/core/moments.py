"""Now, as a phone knows it: two clocks read together. Nothing here reads a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bluezone.protocol.calendar import DAY_MS

Entropy = Callable[[int], bytes]
"""Draws that many random bytes; the system's on a phone, a seeded generator's in a simulation."""


_LAST_MS = 65_535 * DAY_MS
"""The end of the protocol's days, in 2149."""


class TwoClocks(Protocol):
    """Something that tells both times."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970 UTC."""

    def monotonic_ms(self) -> int:
        """Milliseconds of this boot."""


@dataclass(frozen=True, slots=True)
class Now:
    """One moment."""

    wall_ms: int
    """Milliseconds since 1970 UTC, as the phone believes; people and networks may set it wrong."""
    monotonic_ms: int
    """Since some fixed moment of this boot; never set."""

    @classmethod
    def read(cls, clocks: TwoClocks) -> Now:
        """The moment that the clocks show; a wall clock set outside the protocol's days stands still at their edge."""
        return cls(min(max(0, clocks.wall_ms()), _LAST_MS), clocks.monotonic_ms())

    def wall_at(self, monotonic_ms: int) -> int:
        """The wall time of another moment of the same boot, by the clock as it is set now."""
        return self.wall_ms + monotonic_ms - self.monotonic_ms
