"""The real clock, the drill clock and the system's randomness, for the exchange's commands and for no other room."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

from bluezone.cli.refusal import RefusedError

Clock = Callable[[], int]
_CLOCK_NOTE = "drill-clock"
_CLOCK_BYTES = 8


def entropy(count: int) -> bytes:
    """Bytes from the system."""
    return os.urandom(count)


def system_clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def steady_clock() -> float:
    """Seconds on the machine's steady clock."""
    return time.monotonic()


def drill_clock(path: Path) -> Clock:
    """A clock that stands in a file: 8 bytes, little-endian, milliseconds since 1970; read anew each time."""

    def read() -> int:
        return int.from_bytes(_read_clock(path), "little", signed=True)

    read()
    return read


def add_clock_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--clock", type=Path, metavar="FILE", help="a drill clock: 8 bytes, little-endian, ms since 1970"
    )


def chosen_clock(arguments: argparse.Namespace) -> Clock:
    """The clock of a service, noted in the data directory so that `exchange code` tells the same time."""
    note = arguments.data / _CLOCK_NOTE
    if arguments.clock is None:
        note.unlink(missing_ok=True)
        return system_clock
    clock = drill_clock(arguments.clock)
    arguments.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    note.write_text(str(arguments.clock.resolve()))
    return clock


def noted_clock(data: Path) -> Clock:
    """The clock that the service on this data directory uses."""
    note = data / _CLOCK_NOTE
    return drill_clock(Path(note.read_text())) if note.exists() else system_clock


def _read_clock(path: Path) -> bytes:
    try:
        value = path.read_bytes()
    except FileNotFoundError as error:
        raise RefusedError(f"there is no drill clock at {path}") from error
    if len(value) != _CLOCK_BYTES:
        raise RefusedError(f"a drill clock holds {_CLOCK_BYTES} bytes, not {len(value)}")
    return value
