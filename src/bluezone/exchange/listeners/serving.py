"""Both listeners in one process and one event loop, beside the one writer.

One worker on purpose: SQLite has one writer, and two workers measured slower than one (docs/performance.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from bluezone.exchange.errors import SettingsError

_POLL_S = 0.01
_POLLS = 1_000


async def serve(
    applications: list[tuple[Any, str, int]], *, ready: Callable[[list[int]], None], stop: asyncio.Event
) -> None:
    """Serves (application, host, port) each until `stop` is set; says the ports once all of them accept."""
    ports = [free_port(host) if port == 0 else _require_free(host, port) for _, host, port in applications]
    async with contextlib.AsyncExitStack() as stack:
        for (application, host, _), port in zip(applications, ports, strict=True):
            await stack.enter_async_context(_listening(application, host, port))
        ready(ports)
        await stop.wait()


def free_port(host: str) -> int:
    """A port that nobody listens on."""
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _require_free(host: str, port: int) -> int:
    """granian binds with SO_REUSEPORT and would silently share the port with whoever has it."""
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(f"port {port} cannot be used: {error.strerror}") from error
    return port


@asynccontextmanager
async def _listening(application: Any, host: str, port: int) -> AsyncIterator[None]:
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        backlog=2_048,
        websockets=False,
        log_enabled=False,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
    )
    task = asyncio.get_running_loop().create_task(server.serve())
    try:
        await _until_accepting(host, port, task)
        yield
    finally:
        server.stop()  # type: ignore[no-untyped-call]  # granian leaves this method without types
        await asyncio.gather(task, return_exceptions=True)


async def _until_accepting(host: str, port: int, task: asyncio.Task[None]) -> None:
    for _ in range(_POLLS):
        if task.done():
            break
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(_POLL_S)
    raise SettingsError(f"the listener on port {port} did not start")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
