"""What the runtime needs from outside: a clock and an exchange. The radio's face is in bluezone.radio.base.

Real ones are joined in cli; tests and simulations bring theirs. Nothing here does anything.
"""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Two clocks and the art of waiting."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970 UTC, as this device believes."""

    def monotonic_ms(self) -> int:
        """Milliseconds of this boot."""

    async def sleep(self, duration_ms: int) -> None:
        """Wait that long by the monotonic clock."""


class Exchange(Protocol):
    """The public side of an exchange, or of whatever mirrors it."""

    async def fetch(self, path: str, limit: int) -> bytes:
        """The bytes of a published file, never more than `limit`. Raises UnreachableError."""

    async def call(self, body: bytes) -> bytes:
        """The answer to one call. Raises UnreachableError."""

    async def close(self) -> None:
        """Let go of the connections."""
