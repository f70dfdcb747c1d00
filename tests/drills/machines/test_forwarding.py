"""Ports that lead into a machine: both ways to their end, and a call that nobody takes ends."""

from __future__ import annotations

import asyncio
import socket

from drills.machines import forwarding

LOOPBACK = "127.0.0.1"


async def answered(words: bytes, port: int) -> bytes:
    """What comes back to a caller who says this much and no more, by a lead to that port."""
    listening = socket.create_server((LOOPBACK, 0))
    at = listening.getsockname()[1]
    async with await forwarding.lead_to(LOOPBACK, port, listening):
        reader, writer = await asyncio.open_connection(LOOPBACK, at)
        writer.write(words)
        writer.write_eof()
        said = await reader.read()
        writer.close()
        await writer.wait_closed()
    return said


def test_what_is_said_and_answered_comes_through_whole() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.read()).upper())
        writer.close()
        await writer.wait_closed()

    async def both() -> bytes:
        async with await asyncio.start_server(echo, LOOPBACK, 0) as server:
            return await answered(b"a" * 300_000, server.sockets[0].getsockname()[1])

    assert b"A" * 300_000 == asyncio.run(asyncio.wait_for(both(), 60))


def test_a_call_that_nobody_takes_ends() -> None:
    with socket.create_server((LOOPBACK, 0)) as free:
        port = free.getsockname()[1]

    assert b"" == asyncio.run(asyncio.wait_for(answered(b"anybody?", port), 60))
