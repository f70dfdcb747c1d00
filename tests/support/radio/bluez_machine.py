"""A machine with bluetoothd imitated, our radio on it, and a phone of ours beside it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bluezone.radio.base import ALWAYS, Radio
from bluezone.radio.bluez import BluezRadio
from bluezone.radio.controllers import open_on_ether
from bluezone.radio.ether import Ether
from tests.support.radio.bluetoothd import ImitatedBluetoothd, a_bus, a_radio, start_bluetoothd
from tests.support.radio.stages import Ear, address, frame_of, loop_clock, until

HCI0 = "/org/bluez/hci0"
ANNA, BINH = frame_of("anna"), frame_of("binh")


@dataclass
class Machine:
    """A machine with one adapter, our radio on it, and a phone of ours beside it."""

    bus: str
    ether: Ether
    daemon: ImitatedBluetoothd
    radio: BluezRadio
    other: Radio


@contextlib.asynccontextmanager
async def machine(*, connections: bool = False) -> AsyncIterator[Machine]:
    with a_bus() as bus:
        ether = Ether()
        daemon = await start_bluetoothd(bus, ether)
        await daemon.plug("hci0")
        other = await open_on_ether(ether, "other", clock=loop_clock(), send_interval_ms=50, read_timeout_ms=1_000)
        radio = a_radio(bus, connections=connections)
        here = Machine(bus, ether, daemon, radio, other)
        try:
            yield here
        finally:
            await radio.close()
            await here.daemon.close()
            await other.close()


def on_a_machine(play: Callable[[Machine], Coroutine[Any, Any, None]], *, connections: bool = False) -> None:
    async def whole() -> None:
        async with machine(connections=connections) as here:
            await play(here)

    asyncio.run(whole())


async def both_on_air(here: Machine) -> tuple[Ear, Ear]:
    """What our radio hears of the other phone, and that one of ours."""
    ours, theirs = Ear(), Ear()
    await here.radio.listen(ours, ALWAYS)
    await here.other.listen(theirs, ALWAYS)
    await here.other.advertise(BINH, address(2), ALWAYS)
    await here.radio.advertise(ANNA, address(1), ALWAYS)
    await until(lambda: ours.frames and theirs.frames)
    return ours, theirs


async def heard_anew(*ears: Ear) -> None:
    for ear in ears:
        ear.frames.clear()
    await until(lambda: all(ear.frames for ear in ears))
