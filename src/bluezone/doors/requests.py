"""A whole request, a whole answer, and what makes one of the other."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

Headers = list[tuple[bytes, bytes]]
"""Names in small letters."""

_BODILESS = (204, 304)
_BREAKS = re.compile(rb"[\r\n\0]")
_OURS = (b"connection", b"content-length", b"transfer-encoding", b"keep-alive")
_PHRASES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}


@dataclass(slots=True)
class Request:
    """What somebody asked, with all of its body."""

    method: str
    target: bytes
    """Path and query as they were sent, in ASCII; it begins with a slash."""
    version: str
    headers: Headers
    body: bytes
    is_last: bool
    """Whether the caller wants the connection closed after the answer."""
    client: tuple[str, int] = ("", 0)
    """Whoever opened the connection; behind a proxy that is the proxy."""
    server: tuple[str, int] = ("", 0)

    @property
    def path(self) -> bytes:
        """The path, decoded."""
        return unquote_to_bytes(self.target.partition(b"?")[0])

    @property
    def query(self) -> bytes:
        return self.target.partition(b"?")[2]

    def header(self, name: bytes) -> bytes:
        """The last header of this name; empty without one."""
        return next((value for known, value in reversed(self.headers) if known == name), b"")


@dataclass(slots=True)
class Answer:
    """What the application said to it."""

    status: int
    headers: Headers
    body: bytes = b""
    lines: bytes = b""
    """Status and headers as they stand on the line, where they were written before."""

    def demand_one_line_each(self) -> None:
        """Demands that no header holds the end of a line; raises ValueError for one that would be two."""
        if not self.lines and any(_BREAKS.search(part) for header in self.headers for part in header):
            raise ValueError("a header has one line")

    def packed(self, method: str, *, is_last: bool) -> bytes:
        """The bytes on the line."""
        return self.head(method, is_last=is_last) + self.carried(method)

    def head(self, method: str, *, is_last: bool) -> bytes:
        """What stands before the body."""
        parts = [self.lines or self.written()]
        if self.status not in _BODILESS:
            parts.append(b"content-length: %d\r\n" % self._length(method))
        parts.append(b"connection: close\r\n\r\n" if is_last else b"\r\n")
        return b"".join(parts)

    def written(self) -> bytes:
        """Writes status and headers, but those that are the door's own."""
        status = _PHRASES.get(self.status) or f"HTTP/1.1 {self.status} \r\n".encode()
        return status + b"".join([b"%b: %b\r\n" % header for header in self.headers if header[0] not in _OURS])

    def carried(self, method: str) -> bytes:
        """The body, where one belongs to such an answer."""
        return b"" if method == "HEAD" or self.status in _BODILESS else self.body

    def _length(self, method: str) -> int:
        """To HEAD an application may tell a length and give no body."""
        told = next((value for name, value in self.headers if name == b"content-length"), b"")
        return int(told) if method == "HEAD" and told.isdigit() else len(self.body)


Answerer = Callable[[Request], Awaitable[Answer]]


class AlwaysAlike:
    """Answers that differ in nothing but their body: the rest is looked at and written once."""

    def __init__(self, status: int, headers: Headers) -> None:
        """Raises ValueError for a header that would be two."""
        model = Answer(status, headers)
        model.demand_one_line_each()
        self._status, self._headers, self._lines = status, headers, model.written()

    def with_body(self, body: bytes) -> Answer:
        """One of them."""
        return Answer(self._status, self._headers, body, self._lines)


def refusal(status: int, *, retry_after_s: int | None = None) -> Answer:
    """A refusal by the door itself: one plain line."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if retry_after_s is not None:
        headers.append((b"retry-after", str(retry_after_s).encode()))
    return Answer(status, headers, HTTPStatus(status).phrase.encode() + b"\n")


def line_of(address: str) -> str:
    """The line behind an address: of IPv6 each has a whole network (/64), and as many addresses as it likes."""
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))


def named_by_proxy(headers: Headers) -> str:
    """The address that a proxy in front added last; what stands before it, anybody can write. Empty without one."""
    said = [value for name, value in headers if name == b"x-forwarded-for"]
    last = said[-1].rpartition(b",")[2].strip().decode("latin-1") if said else ""
    try:
        ipaddress.ip_address(last)
    except ValueError:
        return ""
    return last
