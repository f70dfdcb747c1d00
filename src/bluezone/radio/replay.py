"""A recorded log, heard again: each of its lines is one reception, at its own distance in time from the first.

What is advertised goes nowhere, and nobody can be read: the people of a recording are not here. The duty of the
listener does not apply either, because the recording holds what a radio with its own duty did hear.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.original import TraceRow, read_trace_log
from bluezone.radio.base import ADDRESS_BYTES, Address, Clock, Duty, FrameListener, HeardFrame, OnAir
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, UnavailableReason

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_SPEED = 1_000_000


def read_recording(path: Path) -> tuple[TraceRow, ...]:
    """The rows of a log in order of time; raises RadioUnavailableError with one line when it cannot be played."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise _unplayable(path, f"a recording has at most {MAX_FILE_BYTES} bytes")
        rows = read_trace_log(content.decode("ascii"))
    except OSError as error:
        raise _unplayable(path, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise _unplayable(path, "a recording is plain ASCII") from error
    except MalformedError as error:
        raise _unplayable(path, str(error)) from error
    return tuple(sorted(rows, key=lambda row: row.time_ms))


class ReplayRadio:
    """Plays a recording from the first `listen` on."""

    def __init__(self, recording: tuple[TraceRow, ...], *, clock: Clock, speed: float = 1.0) -> None:
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

    @property
    def address_with_id(self) -> bool:
        return True

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
            row = self._recording[self._next]
            self._next += 1
            if self._listener is not None:
                self._listener(_as_heard(row, due_ms))

    async def _play(self) -> None:
        self.deliver_due()
        while not self.is_over:
            await asyncio.sleep(max(self._due_ms(self._next) - self._clock(), 1) / 1_000)
            self.deliver_due()

    def _due_ms(self, index: int) -> int:
        assert self._started_ms is not None  # playing begins with listen
        since_first_ms = self._recording[index].time_ms - self._recording[0].time_ms
        return self._started_ms + round(since_first_ms / self._speed)


def _as_heard(row: TraceRow, monotonic_ms: int) -> HeardFrame:
    """Makes a frame under an address made from the id: a recording has none, and both change together."""
    digest = hashlib.sha256(row.heard_id.value).digest()
    address = Address.non_resolvable(digest[:ADDRESS_BYTES])
    return HeardFrame(Advertisement(row.heard_id).pack(), address, row.rssi_dbm, monotonic_ms)


def _unplayable(path: Path, reason: str) -> RadioUnavailableError:
    return RadioUnavailableError(UnavailableReason.BAD_RECORDING, f"{path}: {reason}")
