"""The pages on a real port: loopback only, inside the loop that runs the phone, gone when it is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import httpx
import pytest

from bluezone.citizen import create_app, serve
from tests.support.citizen.owners import KEY, a_phone, prefers
from tests.support.ports import free_port


async def until_served(url: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=60) as browser:
        for _ in range(3_000):
            with contextlib.suppress(httpx.TransportError):
                return await browser.get(url)
            await asyncio.sleep(0.02)
    pytest.fail("nobody answers")


def test_pages_are_served_beside_the_phone_and_stop_with_it(tmp_path):
    async def play():
        port = free_port()
        device = await a_phone(tmp_path)
        prefers(device)
        serving = asyncio.create_task(serve(create_app(device, token=KEY), port))
        answer = await until_served(f"http://127.0.0.1:{port}/")
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await device.close()
        with socket.socket() as probe:
            return answer.status_code, probe.connect_ex(("127.0.0.1", port)), serving.cancelled()

    status, refused, cancelled = asyncio.run(play())

    assert 403 == status  # no key yet
    assert refused != 0
    assert cancelled


def test_an_address_is_told_only_once_somebody_answers_there(tmp_path):
    async def play():
        port, told = free_port(), asyncio.Event()
        device = await a_phone(tmp_path)
        serving = asyncio.create_task(serve(create_app(device, token=KEY), port, ready=told.set))
        await asyncio.wait_for(told.wait(), 30)
        with socket.socket() as visitor:
            reached = visitor.connect_ex(("127.0.0.1", port))
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await device.close()
        return reached

    assert 0 == asyncio.run(play())


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::"])
def test_they_are_served_to_nobody_else(tmp_path, host):
    async def play():
        device = await a_phone(tmp_path)
        with pytest.raises(ValueError, match="loopback only"):
            await serve(create_app(device, token=KEY), free_port(), host=host)
        await device.close()

    asyncio.run(play())
