"""Phones of a town whose owners go in and out of doors: real ones before a real exchange, their pages on a port.

They live in a thread with an event loop of its own, for browsers that are driven step by step.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bluezone.citizen import create_crowd_app, serve
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.exchange_client import HttpExchange
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.device.store import open_store
from bluezone.joining.clocks import drill_clock
from bluezone.protocol.signature import VerifyingKey
from bluezone.radio.virtual import VirtualAir
from tests.support.citizen.owners import prefers
from tests.support.citizen.showcase import until_answers
from tests.support.device.living import CALM
from tests.support.ports import free_port

_WAIT_S = 120


class WristWatch:
    """The town's clock on a phone's wrist. Whoever rests rests no longer than a turn: the clock is moved by hand."""

    def __init__(self, path: Path) -> None:
        self._read = drill_clock(path)
        self._began = self._read()

    def wall_ms(self) -> int:
        return self._read()

    def monotonic_ms(self) -> int:
        return self._read() - self._began

    async def sleep(self, _duration_ms: int) -> None:
        await asyncio.sleep(0)


@dataclass
class Phones:
    """Phones by the names of their owners, and where their pages are."""

    folder: Path
    devices: dict[str, Device]
    port: int
    loop: asyncio.AbstractEventLoop

    def page(self, name: str, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}/p/{name}{path}?key=key-{name}"

    def update(self) -> list[str]:
        """Has every phone fetch what is published; what troubled them."""

        async def all_of_them() -> list[str]:
            return [(await device.update()).problem for device in self.devices.values()]

        return asyncio.run_coroutine_threadsafe(all_of_them(), self.loop).result(_WAIT_S)

    def sent(self, name: str) -> list[str]:
        """What left this phone but for the fetching of files."""
        return [one.what for one in self.devices[name].store.departures() if one.what != "files"]


@contextlib.contextmanager
def phones_before(folder: Path, exchange: str, root: bytes, *names: str) -> Iterator[Phones]:
    """Phones of these owners, who live in this town's commune and read Vietnamese."""
    loop, began, ends = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    made: list[Phones] = []

    async def live() -> None:
        lines = {name: HttpExchange(exchange) for name in names}
        devices = {
            name: await _a_phone(folder, line, root, name, number)
            for number, (name, line) in enumerate(lines.items(), 1)
        }
        port = free_port()
        app = create_crowd_app(devices, tokens={name: f"key-{name}" for name in devices})
        serving = asyncio.create_task(serve(app, port))
        try:
            await until_answers(port)
            made.append(Phones(folder, devices, port, loop))
            began.set()
            await ends.wait()
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            for name, device in devices.items():
                await device.close()
                await lines[name].close()

    thread = threading.Thread(target=loop.run_until_complete, args=(live(),))
    thread.start()
    try:
        assert began.wait(_WAIT_S), "the phones did not begin"
        yield made[0]
    finally:
        loop.call_soon_threadsafe(ends.set)
        thread.join(_WAIT_S)
        loop.close()


async def _a_phone(folder: Path, exchange: HttpExchange, root: bytes, name: str, number: int) -> Device:
    device = await start_device(
        Surroundings(
            radio=VirtualAir(CALM, 0, []).radio(number),
            store=open_store(folder / f"{name}.phone", bytes([number]) * 32, durable=False),
            exchange=exchange,
            clock=WristWatch(folder / "clock"),
            entropy=random.Random(number).randbytes,
            root=VerifyingKey(root),
            profile=read_radio_profiles()[DEFAULT_PROFILE],
        )
    )
    prefers(device, language="vi", commune="02536")
    return device
