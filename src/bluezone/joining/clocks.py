"""The real clocks, and the drill clock that stands in a file. No other room reads what time it is."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from bluezone.joining.refusal import RefusedError

Clock = Callable[[], int]
"""Milliseconds since 1970."""
VIETNAM = dt.timezone(dt.timedelta(hours=7))
_CLOCK_BYTES = 8
_SINCE_BOOT: int | None = getattr(time, "CLOCK_BOOTTIME", None)
HARDWARE_CLOCK = Path("/sys/class/rtc/rtc0/since_epoch")
"""In UTC on a server. The kernel reads it once, when the machine starts; afterwards both run by themselves."""


def system_clock() -> int:
    """Reads the milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def hardware_clock(path: Path = HARDWARE_CLOCK) -> int | None:
    """Milliseconds since 1970 by this machine's hardware clock; None where it has none, or none that may be read."""
    try:
        return int(path.read_text()) * 1_000
    except (OSError, ValueError):
        return None


def steady_clock() -> float:
    """Reads the seconds on the machine's steady clock, since it was switched on. On Linux it goes on while the machine
    sleeps: one that wakes finds its clock where it should be."""
    return time.monotonic() if _SINCE_BOOT is None else time.clock_gettime(_SINCE_BOOT)


def vietnam_now() -> dt.datetime:
    """Reads the moment where papers are dated, to the second: signatures carry no more."""
    return dt.datetime.now(VIETNAM).replace(microsecond=0)


def local_today() -> dt.date:
    """Reads the day on this machine's wall."""
    return dt.date.today()  # noqa: DTZ011 - an office's day is that of its wall


def drill_clock(path: Path) -> Clock:
    """Opens a clock that stands in a file: 8 bytes, little-endian, milliseconds since 1970; read anew each time."""

    def read() -> int:
        return int.from_bytes(_read_bytes(path), "little", signed=True)

    read()
    return read


def read_clock(path: Path, default: int) -> int:
    """Reads what `write_clock` wrote, or the default where nothing was written yet."""
    try:
        return int.from_bytes(path.read_bytes(), "little", signed=True)
    except FileNotFoundError:
        return default


def write_clock(path: Path, now_ms: int) -> None:
    """Sets the drill clock: 8 bytes, replaced whole, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(now_ms.to_bytes(_CLOCK_BYTES, "little", signed=True))
    unfinished.rename(path)


def _read_bytes(path: Path) -> bytes:
    try:
        value = path.read_bytes()
    except FileNotFoundError as error:
        raise RefusedError(f"there is no drill clock at {path}") from error
    if len(value) != _CLOCK_BYTES:
        raise RefusedError(f"a drill clock holds {_CLOCK_BYTES} bytes, not {len(value)}")
    return value
