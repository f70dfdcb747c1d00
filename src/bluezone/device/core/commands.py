"""What the core asks the world to do. Each is carried out in order; nothing here does anything."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.battery import BatteryChoices
from bluezone.device.core.identity import Identity
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.sighting import Sighting


@dataclass(frozen=True, slots=True)
class SaveIdentity:
    """Write the identity to disk before anything that follows."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class SaveBootClock:
    """Remember what this boot's clock has been proven to be."""

    clock: BootClock


@dataclass(frozen=True, slots=True)
class RefuteProofs:
    """Forget, of every boot, each signed time later than this: it was a lie, or a clock that was wrong."""

    latest_ms: int


@dataclass(frozen=True, slots=True)
class MatchAnew:
    """What was heard is credible again: match everything that is still listed once more."""


@dataclass(frozen=True, slots=True)
class SaveBattery:
    """Remember what the owner chose: what is heard from now on is counted by it."""

    choices: BatteryChoices


@dataclass(frozen=True, slots=True)
class Advertise:
    """Put this on air, with a fresh address, in one restart."""

    advertisement: Advertisement
    address_entropy: bytes
    duty: RadioDuty


@dataclass(frozen=True, slots=True)
class StopAdvertising:
    """Leave the air."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Hear the others."""

    duty: RadioDuty


@dataclass(frozen=True, slots=True)
class StopListening:
    """Hear nobody."""


@dataclass(frozen=True, slots=True)
class ReadIdentity:
    """Connect to this iPhone-style peer and read its id; answer with an IdentityRead."""

    address: bytes
    rssi_dbm: int


@dataclass(frozen=True, slots=True)
class KeepSighting:
    """Store it."""

    sighting: Sighting


@dataclass(frozen=True, slots=True)
class ForgetBefore:
    """Delete sightings, meetings, warnings and visits of days before this one."""

    day: Day


@dataclass(frozen=True, slots=True)
class ForgetBeyond:
    """Delete sightings and visits dated later than this, by a clock that was ahead; nothing else outlasts its days."""

    latest_ms: int


@dataclass(frozen=True, slots=True)
class EndService:
    """The outbreak is over by the signed configuration, the clock and a proven time: erase everything, for good."""


Command = (
    SaveIdentity
    | SaveBootClock
    | RefuteProofs
    | MatchAnew
    | SaveBattery
    | Advertise
    | StopAdvertising
    | Listen
    | StopListening
    | ReadIdentity
    | KeepSighting
    | ForgetBefore
    | ForgetBeyond
    | EndService
)
