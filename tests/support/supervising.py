"""A supervisor's end of the line: the socket to which a service tells how it stands."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

PATIENCE_S = 60


@contextlib.contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    """A socket as systemd names it: a path, or @ and a name."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("\0" + address[1:] if address.startswith("@") else address)
        line.settimeout(PATIENCE_S)
        yield line


def hears(line: socket.socket) -> str:
    """The next message."""
    return line.recv(4_096).decode()


def hears_until(line: socket.socket, message: str) -> list[str]:
    """Every message up to this one."""
    heard = [hears(line)]
    while heard[-1] != message:
        heard.append(hears(line))
    return heard
