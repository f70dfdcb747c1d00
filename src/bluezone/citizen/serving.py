"""The pages inside a running event loop, beside the device that they show. Loopback only."""

from __future__ import annotations

import asyncio
import ipaddress

from granian.constants import Interfaces
from granian.server.embed import Server

from bluezone.citizen.front import Application

LOOPBACK = "127.0.0.1"
_STOPS_WITHIN_S = 2


async def serve(app: Application, port: int, *, host: str = LOOPBACK) -> None:
    """Serves until cancelled, and has let go of the port when it returns.

    Refuses to listen anywhere but on this machine: the pages know the owner's contacts. A taken port is
    the caller's to refuse first: the server would share it without a word.
    """
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"the pages are served on loopback only, not on {host}")
    server = Server(app, address=host, port=port, interface=Interfaces.ASGINL, log_enabled=False, websockets=False)
    server.workers_kill_timeout = _STOPS_WITHIN_S  # a browser may keep its connection open for ever
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    finally:
        if not serving.done():
            server.signal_handler_interrupt()  # type: ignore[no-untyped-call] # granian types it not
            await serving
