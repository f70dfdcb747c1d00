"""Two phones on a street near a real exchange: met for three quarters of an hour, with pages of their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bluezone.citizen import create_crowd_app, serve
from bluezone.device.runtime import Device
from bluezone.protocol.calendar import MINUTE_MS
from bluezone.radio.virtual import VirtualAir
from tests.support.citizen.showcase import until_answers
from tests.support.device.living import CALM
from tests.support.exchange.exchanges import NOON_MS, Scene, open_scene
from tests.support.ports import free_port
from tests.support.scenario.scene_phones import SceneClock, a_scene_phone

NEAR_MS = 45 * MINUTE_MS


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
        anna, binh = [await a_scene_phone(folder, scene, clock, number, air=air) for number in (1, 2)]
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
