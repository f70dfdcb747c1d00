"""How long after a person is confirmed each other owner is told, by day of the meeting, at the product's own intervals.

Simulated: when somebody is confirmed, when the code is typed, at which point of its rhythm each phone is. Not simulated
but asked of the product: for which window a day's seed is staged, how long a phone waits between two looks, and that an
owner who opens no page is told. Not counted: phones that are off or offline, and the moments that publishing, fetching
and matching take (docs/performance.md has these).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random

from bluezone.citizen import open_phone, skip_first_run
from bluezone.citizen.telling import LOOK_EVERY_MS, tell_what_is_due
from bluezone.device.core.exposure import Level
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.notifying import Notice
from bluezone.device.rhythm import until_next_update_ms
from bluezone.device.runtime import Surroundings, start_device
from bluezone.device.store import open_store
from bluezone.exchange.staging import window_for
from bluezone.lab.machine import throwaway_folder
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, Day
from bluezone.protocol.codes import SHORT_LIFETIME_S
from bluezone.radio.air import PRESETS
from bluezone.radio.virtual import VirtualAir
from bluezone.simulation.world import NO_ROOT, UNPLUGGED, WorldClock

DAYS = 14
SEED = 1
_FIRST_DAY = Day(18_500)
_KEY_BYTES = 32


def measure(disclosures: int) -> dict[str, object]:
    """Measures hours from confirmed to told: half are told sooner than p50, nineteen of twenty sooner than p95."""
    luck = random.Random(SEED)  # noqa: S311 - a repeatable measurement, not a secret
    confirmed = [_FIRST_DAY.start_ms + int(luck.random() * 30 * DAY_MS) for _ in range(disclosures)]
    by_day = [
        _figures(days_ago, sorted(told_after_ms(moment, days_ago, luck) for moment in confirmed))
        for days_ago in range(DAYS)
    ]
    return {"disclosures": disclosures, "by_day": by_day, "told_without_opening": asyncio.run(_told_without_opening())}


def told_after_ms(confirmed_ms: int, days_ago: int, luck: random.Random) -> int:
    """The wait from one person's confirmation to the notice of one whom they met on that Day."""
    typed_ms = confirmed_ms + int(luck.random() * SHORT_LIFETIME_S * 1000)  # at any time while the code is good
    day = Day.containing(confirmed_ms).plus(-days_ago)
    published_ms = window_for(day, typed_ms // 1000) * 1000
    look_ms = published_ms - int(luck.random() * 2 * HOUR_MS)  # somewhere in its rhythm, of which no wait is so long
    while look_ms < published_ms:
        look_ms += until_next_update_ms(luck.randbytes)
    return look_ms + int(luck.random() * LOOK_EVERY_MS) - confirmed_ms


def _figures(days_ago: int, waits_ms: list[int]) -> dict[str, float]:
    p50, p95 = (waits_ms[len(waits_ms) * share // 100] / HOUR_MS for share in (50, 95))
    return {"days_ago": days_ago, "p50_h": round(p50, 2), "p95_h": round(p95, 2)}


class _Screen:
    """A screen that counts what it is told."""

    way = "desktop"

    def __init__(self) -> None:
        self.told = 0

    async def is_there(self) -> bool:
        return True

    async def tell(self, notice: Notice) -> bool:
        self.told += notice.urgent
        return True

    async def take_back(self, name: str) -> None:
        """Nothing is ever over here."""

    async def close(self) -> None:
        """Has nothing to close."""


async def _told_without_opening() -> bool:
    """Whether a phone with a warning, none of whose pages is ever opened, tells its owner, and once."""
    luck = random.Random(SEED)  # noqa: S311 - a repeatable measurement, not a secret
    with throwaway_folder() as folder:
        store = open_store(folder / "phone.store", luck.randbytes(_KEY_BYTES), durable=False)
        air = VirtualAir(PRESETS["normal"], SEED, [], start_ms=_FIRST_DAY.start_ms)
        clock, profile = WorldClock(air), read_radio_profiles()[DEFAULT_PROFILE]
        surroundings = Surroundings(air.radio(1), store, UNPLUGGED, clock, luck.randbytes, NO_ROOT, profile)
        device = await start_device(surroundings)
        skip_first_run(store)
        screen = _Screen()
        phone = open_phone(device, token=str(folder), screen=screen)
        store.judged.save_warnings(
            [Warning(Level.F1, dt.date(2020, 8, 11), 25, 1, (1,), least=20, most=30)], clock.wall_ms()
        )
        for _ in range(3):
            await tell_what_is_due(phone)
        await device.close()
    return screen.told == 1
