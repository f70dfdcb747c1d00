"""One phone's pages for its owner, with the key that opens them."""

from __future__ import annotations

from functools import partial

from bluezone.citizen import create_app, page_key, page_path, serve
from bluezone.device.runtime import Device
from bluezone.joining.chance import entropy
from bluezone.joining.ports import LOOPBACK
from bluezone.joining.telling import Tell


async def serve_one_phone(device: Device, port: int, tell: Tell) -> None:
    """Serves one phone's pages until cancelled; their address, with its key, is told to the owner's terminal."""
    key = page_key(device.store, entropy)
    address = f"http://{LOOPBACK}:{port}{page_path(key)}/?key={key}"
    await serve(create_app(device, token=key), port, ready=partial(tell, f"pages: {address}"))
