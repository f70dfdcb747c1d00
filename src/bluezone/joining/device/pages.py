"""One phone's pages for its owner, with the key that opens them; and its owner told while no page is open."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from html import escape
from pathlib import Path

from bluezone.citizen import keep_telling, open_phone, page_key, page_path, pages_of, serve
from bluezone.device.runtime import Device
from bluezone.joining.chance import entropy
from bluezone.joining.device.platform import boot_of, made_by, platform_of, screen_of
from bluezone.joining.ports import LOOPBACK
from bluezone.joining.telling import Tell


async def serve_one_phone(device: Device, port: int, tell: Tell, door: Path | None = None) -> None:
    """Serves one phone's pages until cancelled. Their address, with its key, is told to the owner's terminal, or laid
    into this file: what systemd starts has no terminal, and what it says is kept for good."""
    key = page_key(device.store, entropy)
    address = f"http://{LOOPBACK}:{port}{page_path(key)}/?key={key}"
    radio = device.around.radio
    phone = open_phone(
        device,
        token=key,
        platform=platform_of(radio),
        made_by=made_by(radio),
        boot=boot_of(radio),
        screen=screen_of(radio),
    )
    telling = asyncio.create_task(keep_telling(phone))
    try:
        ready = partial(tell, f"pages: {address}") if door is None else partial(lay_door, door, address)
        await serve(pages_of(phone), port, ready=ready)
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        for way in phone.ways:
            await way.close()


def lay_door(file: Path, address: str) -> None:
    """Lays a page that leads to the address into a file that its owner alone reads; a browser opens it as any other.
    So the key stands in no list of processes, as it would were the address an argument of the browser."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as unfinished:
        unfinished.write(_DOOR.format(address=escape(address)))
    part.replace(file)


_DOOR = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}">
<title>Bluezone</title>
<a href="{address}">Bluezone</a>
"""
