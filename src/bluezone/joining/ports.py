"""Ports of this machine that services listen on."""

from __future__ import annotations

import socket

from bluezone.joining.refusal import RefusedError

LOOPBACK = "127.0.0.1"
MAX_PORT = 0xFFFF


def chosen_port(wanted: int) -> int:
    """Chooses the wanted port, or one that is free, before anything begins. Raises RefusedError if it is taken.

    A server would share a taken port of the same user without a word, and each would get half the visits.
    """
    try:
        with socket.create_server((LOOPBACK, wanted)) as probe:
            port: int = probe.getsockname()[1]
    except OSError as error:
        raise RefusedError(f"port {wanted} cannot be used: {error.strerror}") from error
    return port
