"""Two phones on a street near a real exchange: met for three quarters of an hour, with pages of their own."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from bluezone.citizen import create_crowd_app, serve
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.errors import UnreachableError
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.device.store import open_store
from bluezone.protocol.calendar import MINUTE_MS
from bluezone.protocol.messages import CALL_PATH
from bluezone.radio.virtual import VirtualAir
from tests.support.exchanges import NOON_MS, Scene, open_scene
from tests.support.living import CALM
from tests.support.owners import prefers
from tests.support.showcase import free_port, until_answers
from tests.support.signing import ROOT

NEAR_MS = 45 * MINUTE_MS


@dataclass
class SceneClock:
    """The exchange's clock on the phones' wrists; whoever rests moves it on."""

    scene: Scene
    start_ms: int

    def wall_ms(self) -> int:
        return self.scene.now_ms

    def monotonic_ms(self) -> int:
        return self.scene.now_ms - self.start_ms

    async def sleep(self, duration_ms: int) -> None:
        self.scene.move_by(duration_ms)
        await asyncio.sleep(0)


@dataclass
class Line:
    """From the phones to the exchange's public listener, in this process."""

    browser: httpx.AsyncClient

    async def fetch(self, path: str, limit: int) -> bytes:
        return self._body(await self.browser.get(path))

    async def call(self, body: bytes) -> bytes:
        return self._body(await self.browser.post(CALL_PATH, content=body))

    async def close(self) -> None:
        """The line belongs to the scene."""

    def _body(self, answer: httpx.Response) -> bytes:
        if answer.status_code != httpx.codes.OK:
            raise UnreachableError(f"the exchange answered {answer.status_code}")
        return answer.content


@dataclass
class Street:
    """Anna and Binh, who were near each other for three quarters of an hour."""

    scene: Scene
    anna: Device
    binh: Device
    port: int

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/p/{name}/?key=key-{name}"


@contextlib.asynccontextmanager
async def a_street(folder, report_key: bytes) -> AsyncIterator[Street]:
    async with open_scene(folder / "exchange", report_key=report_key) as scene:
        await scene.publish()
        clock = SceneClock(scene, NOON_MS)
        air = VirtualAir(CALM, 0, [(0, NEAR_MS, 1, 2, 0.8)])
        anna, binh = [await _phone(folder, scene, air, clock, number) for number in (1, 2)]
        for minute in range(0, 60, 5):
            air.advance(minute * MINUTE_MS)
            scene.move_to(NOON_MS + minute * MINUTE_MS)
            await anna.tick()
            await binh.tick()
            if minute * MINUTE_MS == NEAR_MS:
                await asyncio.gather(anna.update(), binh.update())
        scene.move_to(NOON_MS + NEAR_MS)
        port = free_port()
        app = create_crowd_app({"anna": anna, "binh": binh}, tokens={"anna": "key-anna", "binh": "key-binh"})
        serving = asyncio.create_task(serve(app, port))
        try:
            await until_answers(port)
            yield Street(scene, anna, binh, port)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await asyncio.gather(anna.close(), binh.close())


async def _phone(folder, scene: Scene, air: VirtualAir, clock: SceneClock, number: int) -> Device:
    device = await start_device(
        Surroundings(
            radio=air.radio(number),
            store=open_store(folder / f"{number}.db", bytes([number]) * 32, durable=False),
            exchange=Line(scene.public),
            clock=clock,
            entropy=random.Random(number).randbytes,
            root=ROOT.verifying_key,
            profile=read_radio_profiles()[DEFAULT_PROFILE],
        )
    )
    prefers(device, language="en", commune="02536")
    return device
