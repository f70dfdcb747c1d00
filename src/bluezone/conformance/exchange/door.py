"""An exchange's public door: one request at a time, every answer bounded in size and time, nothing followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx

from bluezone.conformance.exchange.errors import NotMetError

PATIENCE_S = 60.0
"""For one whole answer; an exchange that is asked holds calls back on purpose, and never that long."""
_SILENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; several of one name joined."""
    body: bytes
    took_s: float
    """From the first byte asked to the last one answered."""

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


class Door(Protocol):
    """Asks an exchange, one request at a time."""

    def ask(
        self, method: str, path: str, *, most: int, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Asks once. Raises NotMetError if no whole answer of at most so many bytes comes."""
        ...


class HttpDoor:
    """The door at a URL. `steady` is a clock in seconds that nobody sets."""

    def __init__(self, url: str, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            timeout=_SILENCE_S,
            follow_redirects=False,
            trust_env=False,
            headers={"user-agent": "bluezone", "accept-encoding": "identity"},
        )

    def ask(
        self, method: str, path: str, *, most: int, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        began = self._steady()
        told = {"content-type": "application/octet-stream"} if body is not None else {}
        self._client.cookies.clear()
        try:
            with self._client.stream(method, path, content=body, headers={**told, **(headers or {})}) as answer:
                body = self._read(answer, path, most, began + PATIENCE_S)
                return Reply(answer.status_code, _named(answer.headers), body, self._steady() - began)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotMetError(f"{method} {path} got no answer: {type(error).__name__}") from error

    def close(self) -> None:
        self._client.close()

    def _read(self, answer: httpx.Response, path: str, most: int, until: float) -> bytes:
        received = bytearray()
        for chunk in answer.iter_raw():
            received += chunk
            if len(received) > most:
                raise NotMetError(f"{path} sent more than {most} bytes")
            if self._steady() > until:
                raise NotMetError(f"{path} took more than {PATIENCE_S:.0f} s")
        return bytes(received)


def _named(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
