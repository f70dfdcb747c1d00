"""Requests to hosts whose names somebody else looks up: on Android our C library knows no name servers.

Only the line goes to the address: what Host and TLS say, and which certificate is accepted, goes by the name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx

Resolve = Callable[[str], Awaitable[Sequence[IPv4Address | IPv6Address]]]
"""From a host's name to its addresses, the best first; none where it is not known."""


class ByNames(httpx.AsyncBaseTransport):
    """A transport that asks for addresses first, and tries them one after another."""

    def __init__(self, resolve: Resolve, line: httpx.AsyncBaseTransport) -> None:
        self._resolve, self._line = resolve, line

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        if _is_address(host):
            return await self._line.handle_async_request(request)
        failed: httpx.TransportError = httpx.ConnectError("nobody knows where this host is", request=request)
        for address in await self._resolve(host):
            try:
                return await self._line.handle_async_request(_sent_to(address, request, host))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    async def aclose(self) -> None:
        await self._line.aclose()


def _sent_to(address: IPv4Address | IPv6Address, request: httpx.Request, host: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
