"""What a phone does by itself, and how often: four loops beside each other, of which none ends by an error.

Each calls what `Device` offers and decides nothing else. Nothing here is an act of the owner's: the calls that leave
from here say nothing, or bring a message that its owner has tapped for and that goes in cover's place
(docs/protocol/5-calls.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bluezone.device.calling import exponential_ms
from bluezone.device.core.moments import Entropy
from bluezone.device.errands import Errand
from bluezone.device.runtime import Device
from bluezone.protocol.calendar import DAY_MS

UPDATE_EVERY_MS = 3_600_000
"""On average."""
FLUSH_EVERY_MS = 60_000
LOOK_AT_CLOCK_EVERY_MS = 30_000
TRY_AGAIN_AFTER_MS = 300_000
"""Looking for news, where it ran into something on this phone: soon, and so seldom that no exchange feels it."""


async def live(device: Device) -> None:
    """Keeps the phone alive until cancelled, or until the service ends: slots, updates, cover, what was heard."""
    async with asyncio.TaskGroup() as group:
        loops = [group.create_task(loop) for loop in _loops(device)]
        await device.end_of_service()
        for loop in loops:
            loop.cancel()


def _loops(device: Device) -> list[Coroutine[Any, Any, None]]:
    return [_keep_slots(device), _keep_updated(device), _keep_cover(device), _keep_written(device)]


async def _keep_slots(device: Device) -> None:
    """Ticks at the end of every slot. The clock may be set while we sleep, so we look at it now and then."""
    while True:
        now = device.now()
        wait_ms = device.machine.next_deadline_ms(now) - now.wall_ms
        await device.around.clock.sleep(max(1, min(wait_ms, LOOK_AT_CLOCK_EVERY_MS)))
        await device.errands.attempt(Errand.CLOCK, device.tick)


async def _keep_updated(device: Device) -> None:
    """Looks for news about once an hour."""

    async def look() -> None:
        await device.update()
        if device.needs_time:
            await device.send_cover()  # brings a time bound to our own nonce, and tells nobody why

    while True:
        done = await device.errands.attempt(Errand.NEWS, look)
        await device.around.clock.sleep(until_next_update_ms(device.around.entropy) if done else TRY_AGAIN_AFTER_MS)


def until_next_update_ms(entropy: Entropy) -> int:
    """Draws the wait between two looks for news: 45 to 75 minutes, so that a crowd does not ask at once."""
    spread = int.from_bytes(entropy(4), "big") / 2**32
    return int(UPDATE_EVERY_MS * (0.75 + spread / 2))


async def _keep_cover(device: Device) -> None:
    """Speaks as a Poisson process; its rate has a floor that no configuration lowers."""
    while True:
        per_day = device.feed.configuration.cover_per_day
        await device.around.clock.sleep(exponential_ms(DAY_MS / per_day, device.around.entropy))
        await device.errands.attempt(Errand.COVER, device.take_turn)


async def _keep_written(device: Device) -> None:
    """Writes down every minute what was heard, and overwrites what was erased."""

    async def write() -> None:
        device.store.write_down()

    while True:
        await device.around.clock.sleep(FLUSH_EVERY_MS)
        await device.errands.attempt(Errand.WRITING, write)
