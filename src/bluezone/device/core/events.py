"""What the world tells the core. Each carries its moment; nothing here asks for one."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.device.core.battery import BatteryMode
from bluezone.device.core.moments import Now
from bluezone.protocol.config import Configuration


@dataclass(frozen=True, slots=True)
class Started:
    """The device runs again, with what it had saved."""

    now: Now


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time has passed; a deadline may be due."""

    now: Now


@dataclass(frozen=True, slots=True)
class FrameHeard:
    """An advertisement arrived."""

    data: bytes
    address: bytes
    rssi_dbm: int
    monotonic_ms: int
    now: Now


@dataclass(frozen=True, slots=True)
class IdentityRead:
    """A peer answered a read, or did not."""

    address: bytes
    value: bytes | None
    rssi_dbm: int
    now: Now


@dataclass(frozen=True, slots=True)
class TimeProven:
    """A verified signed time was seen."""

    time_ms: int
    now: Now
    is_fresh: bool = False
    """It answers our own nonce: it was made just now, and nobody can have kept it for later."""


@dataclass(frozen=True, slots=True)
class KeysRenewed:
    """The root has signed a newer list of keys, and an index under it is of this time."""

    time_ms: int
    withdrawn: bool
    """The list no longer names a key that told the time before: whatever that one said proves nothing."""
    now: Now


@dataclass(frozen=True, slots=True)
class Configured:
    """A newer configuration was verified."""

    configuration: Configuration
    now: Now


@dataclass(frozen=True, slots=True)
class OwnerPaused:
    """The owner switched the radio off, here and only here."""

    now: Now


@dataclass(frozen=True, slots=True)
class OwnerResumed:
    """The owner switched it on again."""

    now: Now


@dataclass(frozen=True, slots=True)
class OwnerChoseBattery:
    """The owner wants the phone to listen more, or less."""

    mode: BatteryMode
    now: Now


@dataclass(frozen=True, slots=True)
class RadioReturned:
    """A radio that had failed may work again; it has forgotten what it was told."""

    now: Now


Event = (
    Started
    | Ticked
    | FrameHeard
    | IdentityRead
    | TimeProven
    | KeysRenewed
    | Configured
    | OwnerPaused
    | OwnerResumed
    | OwnerChoseBattery
    | RadioReturned
)
