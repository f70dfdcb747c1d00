"""The owner's pages, joined to devices: of one phone, or of a demo's crowd."""

from __future__ import annotations

import os
import socket
import sys

from bluezone.citizen import create_app, page_key, serve
from bluezone.device.runtime import Device

LOOPBACK = "127.0.0.1"


async def serve_one_phone(device: Device, port: int) -> None:
    """One phone's pages until cancelled; their address, with the key that opens them, is for the owner's terminal."""
    chosen = port or free_port()
    key = page_key(device.store, os.urandom)
    print(f"pages: http://{LOOPBACK}:{chosen}/?key={key}", file=sys.stderr, flush=True)
    await serve(create_app(device, token=key), chosen)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
