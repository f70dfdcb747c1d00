"""Ports of this machine that services listen on."""

from __future__ import annotations

import socket

from bluezone.joining.refusal import RefusedError

LOOPBACK = "127.0.0.1"
MAX_PORT = 0xFFFF


def chosen_port(wanted: int, option: str = "--port") -> int:
    """Chooses the wanted port, or one that is free, before anything begins. Raises RefusedError if it is taken, and
    names the option that has one picked.

    A server would share a taken port of the same user without a word, and each would get half the visits.
    """
    try:
        with socket.create_server((LOOPBACK, wanted)) as probe:
            port: int = probe.getsockname()[1]
    except OSError as error:
        said = f"port {wanted} cannot be used: {error.strerror}; with {option} 0 a free one is picked"
        raise RefusedError(said) from error
    return port


def require_free(host: str, port: int) -> None:
    """Requires that a service may listen there, before it writes anything. Raises RefusedError."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(address, family=family):
            return
    except OSError as error:
        raise RefusedError(f"port {port} of {host} cannot be used: {error.strerror}") from error
