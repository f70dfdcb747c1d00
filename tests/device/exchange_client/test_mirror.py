"""A mirror between many phones and one exchange."""

from __future__ import annotations

import asyncio

import pytest

from bluezone.device.errors import UnreachableError
from bluezone.device.exchange_client import MirroredExchange
from bluezone.protocol.messages import TimeRequest, pack_request
from tests.support.device.phones import START_MS
from tests.support.device.published import OpenExchange, World


def mirrored() -> tuple[MirroredExchange, OpenExchange]:
    world = World(START_MS // 1000)
    world.publish_batch()
    origin = OpenExchange(world)
    return MirroredExchange(origin), origin


def test_what_never_changes_is_fetched_once_for_all() -> None:
    mirror, origin = mirrored()

    async def run() -> None:
        for _ in range(3):
            await mirror.fetch("/v1/batch/1", 1 << 20)
            await mirror.fetch("/v1/config/1", 1 << 20)

    asyncio.run(run())
    assert ["/v1/batch/1", "/v1/config/1"] == origin.fetched


def test_index_keys_and_tiles_are_asked_for_each_time() -> None:
    mirror, origin = mirrored()
    paths = ["/v1/index", "/v1/log/tile/0"] * 2

    async def run() -> None:
        for path in paths:
            await mirror.fetch(path, 1 << 20)

    asyncio.run(run())
    assert paths == origin.fetched


def test_a_limit_holds_for_what_is_remembered_too() -> None:
    mirror, _ = mirrored()

    async def run() -> None:
        await mirror.fetch("/v1/batch/1", 1 << 20)
        with pytest.raises(UnreachableError, match="more than agreed"):
            await mirror.fetch("/v1/batch/1", 100)

    asyncio.run(run())


def test_calls_go_through() -> None:
    mirror, origin = mirrored()
    call = pack_request(TimeRequest(bytes(16)))

    async def run() -> None:
        for _ in range(2):
            await mirror.call(call)
        await mirror.close()

    asyncio.run(run())
    assert 2 == len(origin.requests)


def test_a_failure_is_not_remembered() -> None:
    mirror, origin = mirrored()
    origin.is_reachable = False

    async def run() -> None:
        with pytest.raises(UnreachableError):
            await mirror.fetch("/v1/batch/1", 1 << 20)
        origin.is_reachable = True
        assert await mirror.fetch("/v1/batch/1", 1 << 20)

    asyncio.run(run())
