"""Phones that live: a clock moved by hand, an air in memory, an exchange in memory, and real stores in a folder.

Time passes only in `Town.pass_time`: whoever sleeps is woken in order, and the air delivers in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bluezone.device.core.disclosing import Draft
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.rhythm import live
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.protocol.calendar import Day
from bluezone.radio.air import AirParameters
from bluezone.radio.virtual import ContactRow, VirtualAir
from tests.support.device.phones import START_MS, dice
from tests.support.device.published import OpenExchange, World
from tests.support.device.stores import store_in

CALM = AirParameters(phone_sd_db=0, pair_sd_db=0, direction_sd_db=0, body_sd_db=0, noise_sd_db=0, heard_share=1)
KEY = bytes(range(32))
_TURNS = 40
"""Of the loop, at most."""
_IDLE_TURNS = 4
"""Turns in which nobody could go on, but the system could have brought something. To take all forty was half of what
a long life costs."""


class HandClock:
    """A clock that stands until it is moved; those who sleep wake when it passes their time."""

    def __init__(self, start_ms: int = START_MS) -> None:
        self.now_ms = 0
        self.wall_off_ms = start_ms
        """Wall minus monotonic; change it to set the clock."""
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def wall_ms(self) -> int:
        return self.now_ms + self.wall_off_ms

    def monotonic_ms(self) -> int:
        return self.now_ms

    async def sleep(self, duration_ms: int) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now_ms + duration_ms, next(self._numbers), woken))
        await woken

    def next_waking_ms(self, until_ms: int) -> int:
        """When the next sleeper wakes, at most `until_ms`."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return min(self._sleepers[0][0], until_ms) if self._sleepers else until_ms

    def wake(self) -> None:
        while self._sleepers and self._sleepers[0][0] <= self.now_ms:
            woken = heapq.heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)


@dataclass
class Town:
    """Some phones, who is near whom, and one exchange for all."""

    folder: Path
    contacts: Collection[ContactRow] = ()
    clock: HandClock = field(default_factory=HandClock)
    told: dict[int, list[Warning]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.air = VirtualAir(CALM, 0, self.contacts)
        self.world = World(START_MS // 1000)
        self.exchange = OpenExchange(self.world)

    def surroundings(self, phone: int, **changes: Any) -> Surroundings:
        """What the phone of this number stands on. Opens its store."""
        fields: dict[str, Any] = {
            "radio": self.air.radio(phone),
            "store": store_in(self.path(phone), KEY),
            "exchange": self.exchange,
            "clock": self.clock,
            "entropy": dice(f"phone {phone}, {self.clock.now_ms}"),
            "root": self.world.pinned,
            "profile": read_radio_profiles()[DEFAULT_PROFILE],
            "tell_owner": self.told.setdefault(phone, []).append,
        }
        return Surroundings(**{**fields, **changes})

    def path(self, phone: int) -> Path:
        return self.folder / f"{phone}.store"

    async def start(self, phone: int, **changes: Any) -> Device:
        return await start_device(self.surroundings(phone, **changes))

    async def pass_time(self, duration_ms: int) -> None:
        """Time goes on, and with it the world's hours."""
        until_ms = self.clock.now_ms + duration_ms
        await settle()
        while self.clock.now_ms < until_ms:
            to_ms = self.clock.next_waking_ms(until_ms)
            self.air.advance(max(to_ms, self.air.now_ms))
            self.clock.now_ms = to_ms
            self.world.now_s = max(self.world.now_s, self.clock.wall_ms() // 1000)
            self.clock.wake()
            await settle()

    def catch_up(self) -> None:
        """The phones' clocks go on to the world's time at once: nobody sleeps, nobody hears."""
        self.clock.now_ms += max(0, self.world.now_s * 1000 - self.clock.wall_ms())

    async def disclosed(self, device: Device, code: str, days: Collection[Day]) -> Draft:
        """The owner's tap, and the pauses between the calls that follow."""
        calls = asyncio.ensure_future(device.consent_and_disclose(code, days))
        while not calls.done():
            await self.pass_time(1_000)
        return calls.result()


async def settle() -> None:
    """Everybody who can go on goes on, until nobody could for a while."""
    waiting, idle = asyncio.get_running_loop()._ready, 0  # type: ignore[attr-defined] # what every loop of asyncio has
    for _ in range(_TURNS):
        await asyncio.sleep(0)
        idle = 0 if waiting else idle + 1
        if idle == _IDLE_TURNS:
            return


@contextlib.asynccontextmanager
async def living(*devices: Device) -> AsyncIterator[None]:
    """The phones live; afterwards they are stopped and closed."""
    lives = [asyncio.ensure_future(live(device)) for device in devices]
    try:
        await settle()
        yield
    finally:
        for life in lives:
            life.cancel()
        ended = await asyncio.gather(*lives, return_exceptions=True)
        for device in devices:
            await device.close()
    for result in ended:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result
