"""Real phones on a scene: the exchange's clock on their wrists, and a line to its public listener."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

import httpx

from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.errors import UnreachableError
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.device.store import open_store
from bluezone.protocol.messages import CALL_PATH
from bluezone.radio.virtual import VirtualAir
from tests.support.citizen.owners import prefers
from tests.support.device.living import CALM
from tests.support.exchange.exchanges import Scene
from tests.support.protocol.signing import ROOT


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


async def a_scene_phone(
    folder: Path, scene: Scene, clock: SceneClock, number: int, *, air: VirtualAir | None = None
) -> Device:
    """A phone whose owner reads English and has been introduced; unless an air is given, it is alone in it."""
    device = await start_device(
        Surroundings(
            radio=(air or VirtualAir(CALM, 0, [])).radio(number),
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
