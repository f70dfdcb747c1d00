"""From bytes to whole requests, by llhttp and strictly: whatever two readers could understand differently is refused.

Sans-I/O: bytes go in, requests come out, and how far the one under way has come can be asked.
"""

from __future__ import annotations

import re

import httptools

from bluezone.doors.bounds import Bounds
from bluezone.doors.requests import Headers, Request

_TARGET = re.compile(rb"/[!-~]*")
_ABSOLUTE = re.compile(rb"https?://[A-Za-z0-9._:\[\]-]+(/[!-~]*)?", re.IGNORECASE)
_AROUND_A_BODY = 65_536
"""Sizes of chunks and what stands beside them: a body in chunks of a few bytes is none that a browser sends."""


class UnacceptableError(Exception):
    """What was sent is no request that this door takes; `status` says why, in HTTP."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Reader:
    """The requests of one connection."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._parser = httptools.HttpRequestParser(self)
        self._whole: list[Request] = []
        self._refused: int | None = None
        self._length: int | None = None
        self._headers: Headers = []
        self._body = bytearray()
        """One piece, however small those are in which it comes: a list of them would be many times as large."""
        self._target = b""
        self._held = self._read = self._wire = 0
        self._begin()

    is_in_head = False
    """Whether a head has begun and is not whole."""
    is_in_body = False
    """Whether a head is whole and its body is not."""

    @property
    def held(self) -> int:
        """How many bytes of an unfinished body lie here."""
        return self._held

    @property
    def announced(self) -> int:
        """How long the body under way will be, at most."""
        return self._length if self._length is not None else self._bounds.body_bytes

    @property
    def wants_word(self) -> bool:
        """Whether the caller waits to be told that the body may come."""
        return self.is_in_body and self._read == 0 and self._last(b"expect").lower() == b"100-continue"

    @property
    def headers(self) -> Headers:
        return self._headers

    def feed(self, data: bytes) -> list[Request]:
        """The requests that are whole now. Raises UnacceptableError, and is then of no further use."""
        self._whole, wire = [], len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            for request in self._whole[-1:]:
                request.is_last = True  # we speak nothing else; what follows is not read
        except httptools.HttpParserError as error:
            raise UnacceptableError(self._refused or 400) from error
        if not self._whole:
            self._wire += wire
        if self.is_in_head and self._wire > self._bounds.head_bytes:
            raise UnacceptableError(431)
        if self.is_in_body and self._wire > self._bounds.body_bytes + self._bounds.head_bytes + _AROUND_A_BODY:
            raise UnacceptableError(413)
        return self._whole

    def on_message_begin(self) -> None:
        self._begin()
        self.is_in_head = True

    def on_url(self, part: bytes) -> None:
        self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.is_in_body:
            return  # trailers say nothing that we would hear
        self._headers.append((name.lower(), value))
        if len(self._headers) > self._bounds.headers:
            self._refuse(431)

    def on_headers_complete(self) -> None:
        self._target = self._checked_target()
        self._check_version()
        self._check_host()
        self._check_framing()
        self._length = self._announced_length()
        if self._length is not None and self._length > self._bounds.body_bytes:
            self._refuse(413)
        self.is_in_head, self.is_in_body = False, True

    def on_body(self, part: bytes) -> None:
        self._read += len(part)
        if self._read > self._bounds.body_bytes:
            self._refuse(413)
        wanted = self._bounds.kept_bytes - self._held
        if wanted > 0:
            self._body += part[:wanted]
            self._held = len(self._body)

    def on_message_complete(self) -> None:
        self._whole.append(
            Request(
                method=self._parser.get_method().decode("ascii"),
                target=self._target,
                version=self._parser.get_http_version(),
                headers=self._headers,
                body=bytes(self._body),
                is_last=not self._parser.should_keep_alive(),
            )
        )
        self._begin()

    def _begin(self) -> None:
        self.is_in_head = self.is_in_body = False
        self._target, self._headers, self._body = b"", [], bytearray()
        self._length = None
        self._held = self._read = self._wire = 0

    def _refuse(self, status: int) -> None:
        self._refused = status
        raise UnacceptableError(status)

    def _last(self, name: bytes) -> bytes:
        return next((value for known, value in reversed(self._headers) if known == name), b"")

    def _checked_target(self) -> bytes:
        """Requires a path and query, and reads them. Raises UnacceptableError for what names no page of ours."""
        if _TARGET.fullmatch(self._target) and b"#" not in self._target:
            return self._target
        absolute = _ABSOLUTE.fullmatch(self._target)
        if absolute is None or b"#" in self._target:
            self._refuse(400)
        assert absolute is not None
        return absolute[1] or b"/"

    def _check_version(self) -> None:
        if self._parser.get_http_version() not in {"1.0", "1.1"}:
            self._refuse(505)

    def _check_framing(self) -> None:
        """Refuses a body of which two readers may think that it ends elsewhere, or that an upgrade would swallow."""
        codings = [value.lower() for name, value in self._headers if name == b"transfer-encoding"]
        if codings and (codings != [b"chunked"] or self._parser.get_http_version() != "1.1"):
            self._refuse(400)
        if self._parser.should_upgrade() and (codings or self._last(b"content-length") not in {b"", b"0"}):
            self._refuse(400)

    def _check_host(self) -> None:
        hosts = sum(name == b"host" for name, _ in self._headers)
        if hosts > 1 or (hosts == 0 and self._parser.get_http_version() != "1.0"):
            self._refuse(400)

    def _announced_length(self) -> int | None:
        """None where the body comes in chunks; llhttp has read the number, and refused two of them."""
        if self._last(b"transfer-encoding"):
            return None
        return int(self._last(b"content-length") or b"0")
