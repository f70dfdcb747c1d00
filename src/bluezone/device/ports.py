"""What the runtime needs from outside: a clock and an exchange. The radio's face is in bluezone.radio.base.

Real ones are put together in `joining`; tests and simulations bring theirs. Nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bluezone.device.core.feed import File
from bluezone.device.core.moments import Entropy
from bluezone.device.core.own_power import OwnPower
from bluezone.device.core.proximity import RadioProfile
from bluezone.device.core.venue_alerts import PlaceWarning
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word
from bluezone.device.errands import Errand, Failure
from bluezone.device.store import Store
from bluezone.protocol.signature import VerifyingKey
from bluezone.radio.base import Radio


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

    async def fetch(self, path: str, limit: int) -> File:
        """The bytes of a published file, never more than `limit`. Raises UnreachableError."""

    async def call(self, body: bytes) -> bytes:
        """The answer to one call. Raises UnreachableError."""

    async def close(self) -> None:
        """Let go of the connections."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything a phone stands on. Put together in `joining`, or by a test."""

    radio: Radio
    store: Store
    exchange: Exchange
    clock: Clock
    entropy: Entropy
    root: VerifyingKey
    """The pinned root key, under which everything published must stand."""
    profile: RadioProfile
    tell_owner: Callable[[Warning | PlaceWarning], None] = lambda _warning: None
    """Called for a warning the owner has not been told of yet, once it is on disk."""
    tell_failure: Callable[[Errand, Failure], None] = lambda _errand, _failure: None
    """Called when something that the phone does by itself begins to fail."""
    own_power: OwnPower = field(default_factory=OwnPower)
