"""A recorded log, heard again: each of its lines is one reception, at its own distance in time from the first.

What is advertised goes nowhere, and nobody can be read: the people of a recording are not here. The duty of the
listener does not apply either, because the recording holds what a radio with its own duty did hear.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.air import MAX_RSSI_DBM, MIN_RSSI_DBM
from bluezone.radio.base import ADDRESS_BYTES, Address, Clock, Duty, FrameListener, HeardFrame, OnAir
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, UnavailableReason

MAX_LINES = 1_000_000
MAX_LINE_CHARACTERS = 256
MAX_SPEED = 1_000_000

_MAX_DIGITS = 16
_FIELDS = 4


@dataclass(frozen=True, slots=True)
class RecordedFrame:
    """One line of a log: own id (of no use here), heard id, RSSI in dBm, time in ms."""

    heard: RollingId
    rssi_dbm: int
    time_ms: int

    def as_heard(self, monotonic_ms: int) -> HeardFrame:
        """Under an address made from the id: a recording has none, and both change together."""
        digest = hashlib.sha256(self.heard.value).digest()
        address = Address.non_resolvable(digest[:ADDRESS_BYTES])
        return HeardFrame(Advertisement(self.heard).pack(), address, self.rssi_dbm, monotonic_ms)


def parse_recording(lines: Iterable[str]) -> tuple[RecordedFrame, ...]:
    """The frames of a log in order of time. Raises MalformedError naming the first bad line."""
    frames = []
    for number, line in enumerate(lines, start=1):
        if number > MAX_LINES:
            raise MalformedError(f"line {number}: a recording has at most {MAX_LINES} lines")
        if line.strip():
            frames.append(_frame(number, line.rstrip("\r\n")))
    return tuple(sorted(frames, key=lambda frame: frame.time_ms))


def read_recording(path: Path) -> tuple[RecordedFrame, ...]:
    """The frames of a file; raises RadioUnavailableError when it cannot be played."""
    try:
        with path.open(encoding="ascii") as file:
            return parse_recording(iter(lambda: file.readline(MAX_LINE_CHARACTERS + 1), ""))
    except OSError as error:
        raise RadioUnavailableError(UnavailableReason.BAD_RECORDING, f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RadioUnavailableError(UnavailableReason.BAD_RECORDING, f"{path}: a recording is plain ASCII") from error
    except MalformedError as error:
        raise RadioUnavailableError(UnavailableReason.BAD_RECORDING, f"{path}: {error}") from error


class ReplayRadio:
    """Plays a recording from the first `listen` on."""

    def __init__(self, recording: tuple[RecordedFrame, ...], *, clock: Clock, speed: float = 1.0) -> None:
        if not 0 < speed <= MAX_SPEED:
            raise ValueError(f"the speed of a replay lies in 0..{MAX_SPEED}")
        self._recording = recording
        self._clock = clock
        self._speed = speed
        self._next = 0
        self._started_ms: int | None = None
        self._listener: FrameListener | None = None
        self._playing: asyncio.Task[None] | None = None
        self._closed = False

    async def advertise(self, frame: bytes, address: Address, duty: Duty) -> None:
        OnAir(bytes(frame), address, duty)  # checked as by any other radio, then gone

    async def stop_advertising(self) -> None:
        return

    async def listen(self, listener: FrameListener, duty: Duty) -> None:
        if self._closed:
            return
        self._listener = listener
        if self._playing is None:
            self._started_ms = self._clock()
            self._playing = asyncio.get_running_loop().create_task(self._play())

    async def stop_listening(self) -> None:
        """The recording runs on unheard, as the world would."""
        self._listener = None

    async def serve_identity(self, current: Callable[[], bytes]) -> None:
        return

    async def read_identity(self, address: Address) -> bytes:
        raise ReadFailedError("nobody of a recording can be read")

    async def close(self) -> None:
        self._closed = True
        self._listener = None
        playing, self._playing = self._playing, None
        if playing is not None:
            playing.cancel()
            await asyncio.wait([playing])

    @property
    def is_over(self) -> bool:
        return self._next == len(self._recording)

    def deliver_due(self) -> None:
        """Deliver what the clock has reached. Simulated time calls this; in real time it happens by itself."""
        now_ms = self._clock()
        while not self.is_over and (due_ms := self._due_ms(self._next)) <= now_ms:
            frame = self._recording[self._next]
            self._next += 1
            if self._listener is not None:
                self._listener(frame.as_heard(due_ms))

    async def _play(self) -> None:
        self.deliver_due()
        while not self.is_over:
            await asyncio.sleep(max(self._due_ms(self._next) - self._clock(), 1) / 1_000)
            self.deliver_due()

    def _due_ms(self, index: int) -> int:
        assert self._started_ms is not None  # playing begins with listen
        since_first_ms = self._recording[index].time_ms - self._recording[0].time_ms
        return self._started_ms + round(since_first_ms / self._speed)


def _frame(number: int, line: str) -> RecordedFrame:
    if len(line) > MAX_LINE_CHARACTERS:
        raise MalformedError(f"line {number}: a line has at most {MAX_LINE_CHARACTERS} characters")
    fields = line.split("\t", _FIELDS)
    if len(fields) != _FIELDS:
        raise MalformedError(f"line {number}: {_FIELDS} fields are wanted, own id, heard id, RSSI and time")
    try:
        RollingId.from_hex(fields[0])
        heard = RollingId.from_hex(fields[1])
    except (MalformedError, InvalidValueError) as error:
        raise MalformedError(f"line {number}: an id is written as 24 hex digits") from error
    rssi_dbm = _integer(number, "RSSI in dBm", fields[2], MIN_RSSI_DBM, MAX_RSSI_DBM)
    time_ms = _integer(number, "time in ms", fields[3], 0, 10**_MAX_DIGITS)
    return RecordedFrame(heard, rssi_dbm, time_ms)


def _integer(number: int, name: str, text: str, low: int, high: int) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS and low <= int(text) <= high):
        raise MalformedError(f"line {number}: the {name} is a whole number in {low}..{high}")
    return int(text)
