"""Strangers who stand before a door and keep standing: silent, with half a head, with a body byte by byte."""

from __future__ import annotations

import contextlib
import resource
import selectors
import socket
import subprocess
import sys
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
    """So many at once for the length of a block, in a process of their own; whoever is sent away comes back at once."""
    host, port = address_of(origin)
    command = [sys.executable, "-m", "tests.support.crowds", host, str(port), kind, str(count)]
    crowd = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    try:
        assert "standing" == crowd.stdout.readline().strip()
        yield
    finally:
        crowd.stdin.close()
        crowd.wait(120)
        crowd.stdout.close()


def _stand(address: tuple[str, int], kind: str, count: int) -> None:
    """Until standard input ends."""
    first, then = KINDS[kind]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, count + 100)), hard))
    with selectors.DefaultSelector() as lines:
        lines.register(sys.stdin, selectors.EVENT_READ)
        for _ in range(count):
            _come(lines, address, first)
        sys.stdout.write("standing\n")
        sys.stdout.flush()
        spoke = time.monotonic()
        while True:
            for key, _ in lines.select(_LOOK_S):
                if key.fileobj is sys.stdin:
                    return
                if _is_gone(key.fileobj):
                    lines.unregister(key.fileobj)
                    key.fileobj.close()
                    _come(lines, address, first)
            if then and time.monotonic() - spoke > _EVERY_S:
                spoke = time.monotonic()
                for key in list(lines.get_map().values()):
                    if key.fileobj is not sys.stdin:
                        with contextlib.suppress(OSError):
                            key.fileobj.send(then)


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


if __name__ == "__main__":
    _stand((sys.argv[1], int(sys.argv[2])), sys.argv[3], int(sys.argv[4]))
