"""Both listeners in one process and one event loop, beside the one writer; each has a door of its own (`doors`).

One worker on purpose: SQLite has one writer, and two workers measured slower than one (docs/performance.md). However
many strangers stand before the public door, the portal's door and `/ready` have room of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bluezone.doors import Answerer, Bounds, Door, listening_socket
from bluezone.exchange.errors import SettingsError
from bluezone.protocol.messages import REQUEST_BYTES

PHONES = Bounds(share_of_descriptors=0.4, body_bytes=16 << 20, kept_bytes=2 * REQUEST_BYTES)
"""A call has 4,096 bytes; one that has more is not kept, and still gets the answer that all calls get."""
OFFICE = Bounds(connections=256, share_of_descriptors=0.2, body_bytes=16 << 20)
"""The portal, the operator and the witnesses: few, and with larger files."""
_STOPS_WITHIN_S = 5.0


class Listener(NamedTuple):
    """What answers, and where it listens."""

    answer: Answerer
    host: str
    port: int
    """0 picks a free one."""
    bounds: Bounds = PHONES
    behind_proxy: bool = False


async def serve(listeners: Sequence[Listener], *, ready: Callable[[list[int]], None], stop: asyncio.Event) -> None:
    """Serves each until `stop` is set; says the ports once all of them accept."""
    doors: list[Door] = []
    try:
        doors.extend(_opened(listener) for listener in listeners)
        ready([door.port for door in doors])
        await stop.wait()
    finally:
        await asyncio.gather(*(door.close(_STOPS_WITHIN_S) for door in doors))


def _opened(listener: Listener) -> Door:
    try:
        listening = listening_socket(listener.host, listener.port)
    except OSError as error:
        raise SettingsError(f"port {listener.port} cannot be used: {error.strerror}") from error
    return Door(listening, listener.answer, listener.bounds, behind_proxy=listener.behind_proxy)
