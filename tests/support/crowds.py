"""Strangers who stand before a door and keep standing: silent, with half a head, with a body byte by byte."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

_HEAD = b"POST /verify HTTP/1.1\r\nHost: localhost\r\n"
KINDS = {
    "silent": (b"", b""),
    "heads": (_HEAD, b"X-A: b\r\n"),
    "bodies": (_HEAD + b"Content-Type: text/plain\r\nContent-Length: 60000\r\n\r\n", b"x"),
    "prefaces": (b"PRI * HTTP/2.0\r\n", b""),
}
"""What each sends first, and again every while."""
_EVERY_S = 0.25
_LOOK_S = 0.02


def address_of(origin: str) -> tuple[str, int]:
    parts = urlsplit(origin)
    assert parts.port is not None
    return "127.0.0.1", parts.port


@contextlib.contextmanager
def a_crowd(origin: str, kind: str, count: int) -> Iterator[None]:
    """So many at once for the length of a block. Whoever is sent away comes back at once."""
    over, standing = threading.Event(), threading.Event()
    crowd = threading.Thread(target=_stand, args=(address_of(origin), kind, count, over, standing), daemon=True)
    crowd.start()
    assert standing.wait(60)
    try:
        yield
    finally:
        over.set()
        crowd.join(30)


def _stand(address: tuple[str, int], kind: str, count: int, over: threading.Event, standing: threading.Event) -> None:
    first, then = KINDS[kind]
    with selectors.DefaultSelector() as lines:
        for _ in range(count):
            _come(lines, address, first)
        standing.set()
        spoke = time.monotonic()
        while not over.is_set():
            for key, _ in lines.select(_LOOK_S):
                if _is_gone(key.fileobj):
                    lines.unregister(key.fileobj)
                    key.fileobj.close()
                    _come(lines, address, first)
            if then and time.monotonic() - spoke > _EVERY_S:
                spoke = time.monotonic()
                for key in list(lines.get_map().values()):
                    with contextlib.suppress(OSError):
                        key.fileobj.send(then)
        for key in list(lines.get_map().values()):
            key.fileobj.close()


def _come(lines: selectors.BaseSelector, address: tuple[str, int], first: bytes) -> None:
    line = socket.socket()
    try:
        line.settimeout(5)
        line.connect(address)
        line.send(first)
    except OSError:
        line.close()
        return
    line.setblocking(False)
    lines.register(line, selectors.EVENT_READ)


def _is_gone(line: socket.socket) -> bool:
    try:
        return line.recv(4_096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
