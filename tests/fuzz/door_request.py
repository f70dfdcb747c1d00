"""What a stranger sends to either service before anybody is asked anything."""

from __future__ import annotations

import contextlib

from bluezone.doors.bounds import Bounds
from bluezone.doors.reading import Reader, UnacceptableError
from bluezone.doors.threads import environ_of

_BOUNDS = Bounds(body_bytes=2_000)


def fuzz(data: bytes) -> None:
    reader, half = Reader(_BOUNDS), len(data) // 2
    with contextlib.suppress(UnacceptableError):
        for request in [*reader.feed(data[:half]), *reader.feed(data[half:])]:
            assert len(request.body) <= _BOUNDS.body_bytes
            assert request.target.startswith(b"/")
            environ_of(request)


def samples() -> list[bytes]:
    head = b"POST /v1/call?a=%20 HTTP/1.1\r\nHost: x\r\n"
    return [
        b"GET /a HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\n\r\n",
        head + b"Content-Length: 5\r\n\r\nhello",
        head + b"Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
    ]
