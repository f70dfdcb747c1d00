"""One moment at which one phone heard another (docs/protocol/1-air.md, "A sighting").

The noun that the rest of a phone's work is made of. It is never sent to anybody.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.identifiers import RollingId

MIN_INTERVAL_MS = 5_000
"""The same id is stored at most once in this time."""

_MIN_RSSI_DBM, _MAX_RSSI_DBM = -127, 20
_BOOT_BYTES = 8


class HeardBy(enum.IntEnum):
    """How an id reached us."""

    ADVERTISEMENT = 1
    GATT = 2


@dataclass(frozen=True, slots=True)
class BootId:
    """Names one stretch of a phone's monotonic clock; drawn anew at each start of the device."""

    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != _BOOT_BYTES:
            raise InvalidValueError(f"a boot id has {_BOOT_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class Sighting:
    """An id, heard once."""

    rolling_id: RollingId
    boot: BootId
    monotonic_ms: int
    """Since some fixed moment of this boot."""
    wall_ms: int
    """Milliseconds since 1970 UTC, by the phone's own clock, unverified."""
    rssi_dbm: int
    tx_power_dbm: int | None = None
    """If it was said in clear."""
    heard_by: HeardBy = HeardBy.ADVERTISEMENT
    stands_for_s: int | None = None
    """For how much time the time of listening stands in which it was heard. None in a log of an older application."""
    hidden_power: int | None = None
    """If it was said hidden: the byte as it was heard (hidden_power.py). Only the day's key opens it."""

    def __post_init__(self) -> None:
        if not _MIN_RSSI_DBM <= self.rssi_dbm <= _MAX_RSSI_DBM:
            raise InvalidValueError(f"RSSI {self.rssi_dbm} dBm lies outside {_MIN_RSSI_DBM}..{_MAX_RSSI_DBM}")
        if self.monotonic_ms < 0 or self.wall_ms < 0:
            raise InvalidValueError("a sighting's times are not negative")
        if self.stands_for_s is not None and self.stands_for_s < 1:
            raise InvalidValueError("a time of listening stands for a second or more")
        if self.hidden_power is not None and not 0 <= self.hidden_power <= 0xFF:
            raise InvalidValueError(f"a hidden power is one byte, not {self.hidden_power}")
