"""A week of one phone with every path and every message that leaves it recorded: none of the owner's leaves without a
tap, and the ledger that the owner reads counts each of their bytes. The envelope around them, which the ledger says it
does not count, is held to a fixed list by tests/device/exchange_client/test_http.py.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bluezone.citizen import create_app
from bluezone.protocol.calendar import DAY_MS, Day
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from bluezone.protocol.messages import CoverRequest, RedeemRequest, TimeRequest, UploadRequest, unpack_request
from tests.support.citizen.owners import KEY, Owner, prefers
from tests.support.device.living import Town, living

WEEK_MS = 7 * DAY_MS
CODE = short_code(bytes(15) + b"\x07")


@dataclass
class Recorder:
    """Between a phone and its exchange: hears every path and every body."""

    exchange: object
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def fetch(self, path: str, limit: int) -> bytes:
        self.paths.append(path)
        return await self.exchange.fetch(path, limit)

    async def call(self, body: bytes) -> bytes:
        self.bodies.append(body)
        return await self.exchange.call(body)

    async def close(self) -> None:
        """The exchange belongs to the town."""

    def kinds(self) -> set[type]:
        return {type(unpack_request(body)) for body in self.bodies}

    def bytes(self) -> int:
        return sum(len(path) for path in self.paths) + sum(len(body) for body in self.bodies)


@pytest.mark.slow
def test_a_week_without_a_tap_sends_nothing_of_the_owners(tmp_path):
    recorder, departures, text = asyncio.run(a_week(tmp_path, tap=False))

    assert {TimeRequest, CoverRequest} >= recorder.kinds()
    assert len(recorder.paths) >= 7 * 12  # it did look for news
    assert [] == [departure for departure in departures if departure.owner_act]
    assert recorder.bytes() == sum(departure.bytes for departure in departures)
    assert "nothing with your data has left this phone." in text


@pytest.mark.slow
def test_a_week_with_one_disclosure_sends_what_was_tapped_and_no_more(tmp_path):
    recorder, departures, text = asyncio.run(a_week(tmp_path, tap=True))

    requests = [unpack_request(body) for body in recorder.bodies]
    assert 1 == sum(isinstance(request, RedeemRequest) for request in requests)
    assert 1 == sum(isinstance(request, UploadRequest) for request in requests)
    assert {"time", "redeem", "upload"} == {departure.what for departure in departures if departure.owner_act}
    assert recorder.bytes() == sum(departure.bytes for departure in departures)
    assert "2 messages with your data left this phone, each by your tap." in text


async def a_week(folder, *, tap: bool):
    """The phone lives; its owner looks at every page, and perhaps taps once."""
    town = Town(folder)
    recorder = Recorder(town.exchange)
    device = await town.start(1, exchange=recorder)
    prefers(device, language="en")
    owner = Owner(device, create_app(device, token=KEY))
    await owner.opens()
    async with living(device):
        await town.pass_time(WEEK_MS // 2)
        for path in ("/", "/around", "/warnings", "/code", "/mark", "/settings", "/news"):
            await owner.gets(path)
        if tap:
            await _disclose(town, owner)
        await town.pass_time(WEEK_MS // 2)
        departures = device.store.departures(newest=1_000_000)
        text = await owner.sees("/ledger")
        await owner.browser.aclose()
    return recorder, departures, text


async def _disclose(town: Town, owner: Owner) -> None:
    town.exchange.codes[CODE] = (Level.F0, Day.containing(town.clock.wall_ms()))
    days = [day.number for day in owner.device.machine.identity.days()]
    await owner.sends("/code/disclose", {"code": CODE, "day": days})
    while owner.phone.errand.is_running:
        await town.pass_time(1_000)
