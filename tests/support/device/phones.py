"""A phone's parts for tests: repeatable chance, moments, frames, and a machine that has begun.

The date of all plays is 10 August 2020, 03:00 UTC (10:00 in Viet Nam), at the beginning of slot 12.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.events import FrameHeard, Started
from bluezone.device.core.identity import Identity
from bluezone.device.core.machine import Machine
from bluezone.device.core.moments import Now
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import HOUR_MS, SLOT_MS, Day
from bluezone.protocol.config import Configuration
from bluezone.protocol.gatt import SERVICE_UUID128
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import BootId, Sighting

TODAY = Day(18_484)
START_MS = TODAY.start_ms + 3 * HOUR_MS
BOOT = BootId(b"a boot 1")
CONFIGURATION = Configuration(sequence=0, issued_s=0)
IPHONE_FRAME = bytes([17, 0x07]) + bytes.fromhex(SERVICE_UUID128.replace("-", ""))[::-1]


def dice(seed: str = "dice") -> Callable[[int], bytes]:
    """A source of chance that throws the same for the same seed, and never the same twice."""
    thrown = 0

    def entropy(size: int) -> bytes:
        nonlocal thrown
        thrown += 1
        return hashlib.shake_256(f"{seed} {thrown}".encode()).digest(size)

    return entropy


def at(later_ms: int = 0, *, clock_off_ms: int = 0) -> Now:
    """So long after the play's beginning; the wall clock may be wrong by some."""
    return Now(START_MS + later_ms + clock_off_ms, 1_000_000 + later_ms)


def slots(number: float) -> int:
    """So many slots, in ms."""
    return int(number * SLOT_MS)


def machine(**changes: Any) -> Machine:
    """A machine that has not begun."""
    fields: dict[str, Any] = {
        "identity": Identity(),
        "clock": BootClock(BOOT),
        "configuration": CONFIGURATION,
        "entropy": dice(),
    }
    return Machine(**{**fields, **changes})


def begun(**changes: Any) -> Machine:
    """A machine on air since the play's beginning."""
    made = machine(**changes)
    made.handle(Started(at()))
    return made


def heard_id(number: int) -> RollingId:
    """Somebody else's id."""
    return RollingId(hashlib.sha256(f"somebody {number}".encode()).digest()[:12])


def frame(number: int = 0, later_ms: int = 0, *, rssi_dbm: int = -60, data: bytes | None = None) -> FrameHeard:
    """Somebody's advertisement arrives."""
    now = at(later_ms)
    sent = Advertisement(heard_id(number)).pack() if data is None else data
    return FrameHeard(sent, number.to_bytes(6, "big"), rssi_dbm, now.monotonic_ms, now)


def sighting(number: int = 0, later_ms: int = 0, **changes: Any) -> Sighting:
    """Somebody was heard."""
    now = at(later_ms)
    fields: dict[str, Any] = {
        "rolling_id": heard_id(number),
        "boot": BOOT,
        "monotonic_ms": now.monotonic_ms,
        "wall_ms": now.wall_ms,
        "rssi_dbm": -60,
    }
    return Sighting(**{**fields, **changes})
