"""Stages on which the same play runs under simulated and under real time.

A stage places phones on a line, gives each its radio, and lets time pass. The air on every stage is calm: no chance,
no loss, so that what a test expects is certain. Time is counted in beats, the interval between two frames.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.identifiers import ID_BYTES, RollingId
from bluezone.radio.air import Air, AirParameters
from bluezone.radio.base import Address, HeardFrame, Radio
from bluezone.radio.controllers import open_on_ether
from bluezone.radio.door import Place
from bluezone.radio.ether import Ether
from bluezone.radio.room import open_room_radio
from bluezone.radio.virtual import FRAME_INTERVAL_MS, VirtualAir

CALM = AirParameters(phone_sd_db=0, pair_sd_db=0, direction_sd_db=0, body_sd_db=0, noise_sd_db=0, heard_share=1)
READ_TIMEOUT_MS = 1_000
REAL_BEAT_MS = 100
_PATIENCE_BEATS = 100
_LOOKS_PER_BEAT = 4
FAR_M = 50_000.0
"""Farther than any frame reaches."""


class Stage(ABC):
    """Phones on a line, and the time they live in."""

    beat_ms: int

    @abstractmethod
    async def open(self, *places_m: float) -> list[Radio]:
        """One radio for each place, in the same order."""

    @abstractmethod
    def now_ms(self) -> int:
        """What the phones' monotonic clocks show."""

    @abstractmethod
    async def pass_beats(self, beats: float) -> None:
        """Let time go by."""

    @abstractmethod
    async def close(self) -> None:
        """Close all radios."""

    async def until_heard(self, *ears: Ear, frames: int = 1) -> None:
        """Let time go by until each has heard so many more frames; a test that waits in vain fails."""
        wanted = [(ear, len(ear.frames) + frames) for ear in ears]
        for _ in range(_PATIENCE_BEATS * _LOOKS_PER_BEAT):
            if all(len(ear.frames) >= count for ear, count in wanted):
                return
            await self.pass_beats(1 / _LOOKS_PER_BEAT)
        pytest.fail(f"silence for {_PATIENCE_BEATS} beats")


class SimulatedStage(Stage):
    """Thousands of phones could stand here; time passes when told to."""

    beat_ms = FRAME_INTERVAL_MS

    def __init__(self) -> None:
        self._air = VirtualAir(CALM, 0, [])
        self._radios: list[Radio] = []

    async def open(self, *places_m: float) -> list[Radio]:
        phones = range(len(places_m))
        pairs = ((one, other) for one in phones for other in phones if one < other)
        contacts = [(0, 10**9, one, other, abs(places_m[one] - places_m[other])) for one, other in pairs]
        self._air = VirtualAir(CALM, 0, contacts)
        self._radios = [self._air.radio(phone) for phone in phones]
        return self._radios

    def now_ms(self) -> int:
        return self._air.now_ms

    async def pass_beats(self, beats: float) -> None:
        self._air.advance(self._air.now_ms + round(beats * self.beat_ms))

    async def close(self) -> None:
        for radio in self._radios:
            await radio.close()


class RealTimeStage(Stage):
    """Phones in the time that we live in."""

    def __init__(self) -> None:
        self._radios: list[Radio] = []

    def now_ms(self) -> int:
        return loop_clock()()

    async def pass_beats(self, beats: float) -> None:
        await asyncio.sleep(beats * self.beat_ms / 1_000)

    async def close(self) -> None:
        for radio in self._radios:
            await radio.close()


class RoomStage(RealTimeStage):
    """A socket for each phone in one folder, as between processes."""

    beat_ms = REAL_BEAT_MS

    async def open(self, *places_m: float) -> list[Radio]:
        self._folder = tempfile.TemporaryDirectory(prefix="bz")  # a socket's path is short, pytest's is not
        for place_m in places_m:
            self._radios.append(
                await open_room_radio(
                    Path(self._folder.name),
                    Place(x_cm=round(place_m * 100)),
                    air=Air(CALM),
                    clock=loop_clock(),
                    send_interval_ms=REAL_BEAT_MS,
                    read_timeout_ms=READ_TIMEOUT_MS,
                )
            )
        return self._radios

    async def close(self) -> None:
        await super().close()
        self._folder.cleanup()


class BumbleStage(RealTimeStage):
    """A whole Bluetooth host and virtual controller for each phone."""

    beat_ms = REAL_BEAT_MS

    async def open(self, *places_m: float) -> list[Radio]:
        ether, phones = Ether(), range(len(places_m))
        for one in phones:
            for other in phones:
                distance_m = abs(places_m[one] - places_m[other])
                ether.set_rssi(str(one), str(other), calm_rssi_dbm(distance_m))
        for phone in phones:
            self._radios.append(
                await open_on_ether(
                    ether,
                    str(phone),
                    clock=loop_clock(),
                    send_interval_ms=REAL_BEAT_MS,
                    read_timeout_ms=READ_TIMEOUT_MS,
                )
            )
        return self._radios


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.frames: list[HeardFrame] = []

    def __call__(self, frame: HeardFrame) -> None:
        self.frames.append(frame)

    @property
    def pairs(self) -> set[tuple[bytes, Address]]:
        """What was heard, under which address."""
        return {(frame.data, frame.address) for frame in self.frames}

    def address_of(self, data: bytes) -> Address:
        """Under which address this was heard last."""
        return next(frame.address for frame in reversed(self.frames) if frame.data == data)


def frame_of(name: str) -> bytes:
    """An advertisement as any phone of ours sends it, whose id is this name."""
    return Advertisement(RollingId(name.encode().ljust(ID_BYTES, b"."))).pack()


def address(number: int) -> Address:
    """A valid random address for each number."""
    return Address.non_resolvable(number.to_bytes(6, "big"))


def calm_rssi_dbm(distance_m: float) -> int | None:
    """How strong the calm air makes a frame, None when it does not arrive."""
    air = Air(CALM)
    arrived = air.heard(air.path(0, 1), distance_m, [0])
    return arrived[0][1] if arrived else None


async def until(condition: Callable[[], object]) -> None:
    """Real time goes by until the condition holds; a test that waits in vain fails."""
    for _ in range(1_500):
        if condition():
            return
        await asyncio.sleep(0.02)
    pytest.fail("in vain")


def loop_clock() -> Callable[[], int]:
    """The running loop's monotonic clock in ms."""
    loop = asyncio.get_running_loop()
    return lambda: int(loop.time() * 1_000)


@contextlib.asynccontextmanager
async def on_stage(kind: type[Stage], *places_m: float) -> AsyncIterator[tuple[Stage, list[Radio]]]:
    """The stage with a radio at each place; everything is closed afterwards."""
    stage = kind()
    try:
        yield stage, await stage.open(*places_m)
    finally:
        await stage.close()
