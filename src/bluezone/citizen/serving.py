"""The pages inside a running event loop, beside the device that they show. Loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Callable

from granian.constants import Interfaces
from granian.server.embed import Server

from bluezone.citizen.front import Application

LOOPBACK = "127.0.0.1"
_STOPS_WITHIN_S = 2
_POLL_S = 0.02


async def serve(app: Application, port: int, *, host: str = LOOPBACK, ready: Callable[[], None] = lambda: None) -> None:
    """Serves until cancelled, and has let go of the port when it returns. Calls `ready` once visits get through.

    Refuses to listen anywhere but on this machine: the pages know the owner's contacts. A taken port is the caller's
    to refuse first: the server would share it without a word.
    """
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"the pages are served on loopback only, not on {host}")
    server = Server(app, address=host, port=port, interface=Interfaces.ASGINL, log_enabled=False, websockets=False)
    server.workers_kill_timeout = _STOPS_WITHIN_S  # a browser may keep its connection open for ever
    serving = asyncio.create_task(server.serve())
    try:
        if await _accepts(host, port, serving):
            ready()
        await asyncio.shield(serving)
    finally:
        if not serving.done():
            server.signal_handler_interrupt()  # type: ignore[no-untyped-call] # granian types it not
            await serving


async def _accepts(host: str, port: int, serving: asyncio.Task[None]) -> bool:
    """Waits until a connection gets through; false if the server ends before that."""
    while not serving.done():
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            await writer.wait_closed()
            return True
        await asyncio.sleep(_POLL_S)
    return False
