"""Now, as a phone knows it: two clocks read together. Nothing here reads a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Entropy = Callable[[int], bytes]
"""Draws that many random bytes; the system's on a phone, a seeded generator's in a simulation."""


@dataclass(frozen=True, slots=True)
class Now:
    """One moment."""

    wall_ms: int
    """Milliseconds since 1970 UTC, as the phone believes; people and networks may set it wrong."""
    monotonic_ms: int
    """Since some fixed moment of this boot; never set."""

    def wall_at(self, monotonic_ms: int) -> int:
        """The wall time of another moment of the same boot, by the clock as it is set now."""
        return self.wall_ms + monotonic_ms - self.monotonic_ms
