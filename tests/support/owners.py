"""Phones for page tests: a real Device over a real encrypted store, an empty air, a clock that the test sets.

`an_owner` gives the phone with its pages' address; the little verbs below put it into the states that pages show.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from bluezone.device.core.exposure import Level
from bluezone.device.core.moments import Entropy
from bluezone.device.core.warnings import VIET_NAM, Warning  # noqa: A004 - the product's own word
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.errors import UnreachableError
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.device.store import open_store
from bluezone.protocol.config import Configuration
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import HeardBy, Sighting
from bluezone.protocol.signature import Kind, SigningKey
from bluezone.radio.air import AirParameters
from bluezone.radio.virtual import VirtualAir

TUESDAY = dt.datetime(2020, 8, 18, 14, 5, tzinfo=VIET_NAM)
AUGUST_11 = dt.date(2020, 8, 11)
KEY = "a-page-key-of-this-phone"


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was put; sleepers sleep for ever."""

    wall: int
    started: int = 0

    def __post_init__(self) -> None:
        self.started = self.wall - 3_600_000

    def wall_ms(self) -> int:
        return self.wall

    def monotonic_ms(self) -> int:
        return self.wall - self.started

    async def sleep(self, duration_ms: int) -> None:
        await asyncio.Event().wait()

    def pass_minutes(self, minutes: float) -> None:
        self.wall += int(minutes * 60_000)


class NoExchange:
    """Nobody answers. Counts who asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, path: str, limit: int) -> bytes:
        self.asked.append(path)
        raise UnreachableError("the exchange cannot be reached")

    async def call(self, body: bytes) -> bytes:
        self.asked.append("call")
        raise UnreachableError("the exchange cannot be reached")

    async def close(self) -> None:
        """Nothing to let go of."""


def seeded_entropy(seed: int) -> Entropy:
    return random.Random(seed).randbytes


async def a_phone(folder: Path, *, clock: SetClock | None = None, exchange=None, seed: int = 1) -> Device:
    """A phone that has begun, with nothing heard and nothing fetched."""
    clock = clock or SetClock(ms(TUESDAY))
    surroundings = Surroundings(
        radio=VirtualAir(AirParameters(), seed, []).radio(seed),
        store=open_store(folder / f"phone-{seed}.db", bytes([seed]) * 32, durable=False),
        exchange=exchange or NoExchange(),
        clock=clock,
        entropy=seeded_entropy(seed),
        root=SigningKey(Kind.KEYS, bytes(32)).verifying_key,
        profile=read_radio_profiles()[DEFAULT_PROFILE],
    )
    return await start_device(surroundings)


def ms(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


def is_up_to_date(device: Device, **configuration) -> None:
    """The phone has fetched everything a minute ago."""
    now_s = device.now().wall_ms // 1000
    config = Configuration(sequence=1, issued_s=now_s - 600, **configuration)
    feed = replace(device.feed, configuration=config, issued_s=now_s - 60, valid_until_s=now_s + 172_800)
    device._saved.save_feed(feed)
    device._machine.configuration = config


def hears(device: Device, phone: int, minutes_ago: float, rssi_dbm: int = -60) -> None:
    """One packet of another phone, under an id that this number stands for."""
    now = device.now()
    wall_ms = now.wall_ms - int(minutes_ago * 60_000)
    monotonic_ms = max(0, now.monotonic_ms - int(minutes_ago * 60_000))
    rolling_id = RollingId(random.Random(phone).randbytes(12))
    boot = device.machine.clock.boot
    device.store.keep_sighting(Sighting(rolling_id, boot, monotonic_ms, wall_ms, rssi_dbm, None, HeardBy.ADVERTISEMENT))


def is_warned(
    device: Device, *, level: Level = Level.F1, date: dt.date = dt.date(2020, 8, 11), minutes: int = 25
) -> None:
    standing = [told.warning for told in device.store.warnings() if told.warning.level is not level]
    warned = Warning(level, date, minutes, 2, (7,))
    device.store.save_warnings([*standing, warned], device.now().wall_ms)


def prefers(device: Device, **choices) -> None:
    """What the owner has chosen before; the first run is over."""
    from bluezone.citizen.phone import PREFERENCES_FACT, Preferences

    preferences = Preferences(**{"introduced": True, **choices})
    device.store.save_fact(PREFERENCES_FACT, msgspec.msgpack.encode(preferences))
