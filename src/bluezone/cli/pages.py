"""The owner's pages, joined to devices: of one phone, or of a demo's crowd."""

from __future__ import annotations

import os
import socket
import sys
from functools import partial

from bluezone.citizen import create_app, page_key, page_path, serve
from bluezone.cli.refusal import RefusedError
from bluezone.device.runtime import Device

LOOPBACK = "127.0.0.1"


async def serve_one_phone(device: Device, port: int) -> None:
    """One phone's pages until cancelled; their address, with the key that opens them, is for the owner's terminal."""
    key = page_key(device.store, os.urandom)
    address = f"http://{LOOPBACK}:{port}{page_path(key)}/?key={key}"
    told = partial(print, f"pages: {address}", file=sys.stderr, flush=True)
    await serve(create_app(device, token=key), port, ready=told)


def chosen_port(wanted: int) -> int:
    """The wanted port, or one that is free; asked before anything begins. Raises RefusedError if it is taken.

    The pages' server would share a taken port of the same user without a word, and each would get half the visits.
    """
    try:
        with socket.create_server((LOOPBACK, wanted)) as probe:
            port: int = probe.getsockname()[1]
    except OSError as error:
        raise RefusedError(f"port {wanted} cannot be used: {error.strerror}") from error
    return port
