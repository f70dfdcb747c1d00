"""One phone's pages for its owner, with the key that opens them; and its owner told while no page is open."""

from __future__ import annotations

import asyncio
from functools import partial

from bluezone.citizen import keep_telling, open_phone, page_key, page_path, pages_of, serve
from bluezone.device.runtime import Device
from bluezone.joining.chance import entropy
from bluezone.joining.device.desktop import find_desktop
from bluezone.joining.ports import LOOPBACK
from bluezone.joining.telling import Tell


async def serve_one_phone(device: Device, port: int, tell: Tell) -> None:
    """Serves one phone's pages until cancelled; their address, with its key, is told to the owner's terminal."""
    key = page_key(device.store, entropy)
    address = f"http://{LOOPBACK}:{port}{page_path(key)}/?key={key}"
    phone = open_phone(device, token=key, desktop=find_desktop())
    telling = asyncio.create_task(keep_telling(phone))
    try:
        await serve(pages_of(phone), port, ready=partial(tell, f"pages: {address}"))
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        for way in phone.ways:
            await way.close()
