"""The 12 bytes on the air, and the chain that makes them (docs/protocol/1-air.md).

The chain itself is hashed in the kernel; this module gives it its type. It does not know where a day key comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

from bluezone import kernel
from bluezone.protocol.calendar import SLOTS_PER_DAY
from bluezone.protocol.errors import InvalidValueError, MalformedError

ID_BYTES = 12


@dataclass(frozen=True, slots=True, order=True)
class RollingId:
    """What a phone calls itself for one slot."""

    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != ID_BYTES:
            raise InvalidValueError(f"an id has {ID_BYTES} bytes, not {len(self.value)}")

    @classmethod
    def from_hex(cls, text: str) -> RollingId:
        if len(text) != 2 * ID_BYTES:  # fromhex alone would also take blanks between the digits
            raise MalformedError(f"an id is written as {2 * ID_BYTES} hex digits")
        try:
            return cls(bytes.fromhex(text))
        except ValueError as error:
            raise MalformedError(f"an id is written as {2 * ID_BYTES} hex digits") from error

    @property
    def hex(self) -> str:
        """Upper case, as the original wrote it."""
        return self.value.hex().upper()

    @property
    def short(self) -> str:
        """Shortens an id for people's eyes: enough to compare two screens, too little to look anybody up."""
        return self.hex[:6]

    def __str__(self) -> str:
        return self.short


def rolling_ids(day_key: bytes, slots_per_day: int = SLOTS_PER_DAY) -> tuple[RollingId, ...]:
    """All ids of the day whose 32-byte key this is, slot 0 first.

    `slots_per_day` (1..1440) differs from 96 only in lists of the original application.
    """
    return tuple(map(RollingId, kernel.rolling_ids(day_key, slots_per_day)))
