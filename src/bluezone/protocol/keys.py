"""Day seeds and the day keys they make (docs/protocol/2-keys.md).

A seed is drawn for one UTC day alone and says nothing about any other day; that is where we differ from the original,
whose published key revealed every later one. This module draws nothing: entropy is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass

from bluezone import kernel
from bluezone.protocol.calendar import SLOTS_PER_DAY, Day
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.identifiers import RollingId, rolling_ids

SEED_BYTES = 16
DAY_KEY_BYTES = 32
SEED_LIFETIME_DAYS = 15
"""A phone keeps its own seeds this long, then deletes them."""


@dataclass(frozen=True, slots=True, order=True)
class DaySeed:
    """16 random bytes from which all ids of one day follow."""

    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != SEED_BYTES:
            raise InvalidValueError(f"a seed has {SEED_BYTES} bytes, not {len(self.value)}")

    def key_for(self, day: Day) -> bytes:
        """The 32-byte day key: HKDF-SHA256, no salt, info "bluezone/day-key/1" and the day in 4 bytes (RFC 5869)."""
        return kernel.day_keys(self.value, day.number)

    def ids_for(self, day: Day) -> tuple[RollingId, ...]:
        """The ids of all 96 slots of the day."""
        return rolling_ids(self.key_for(day), SLOTS_PER_DAY)

    def __repr__(self) -> str:
        return "DaySeed(…)"  # a seed never reaches a log by accident
