"""Calls to an office's machine from outside: by the names of its services, over TLS, to a port of this machine."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx

from bluezone.joining.ports import LOOPBACK

SERVICE_NAMES = {"portal": "portal.example.vn", "exchange": "exchange.example.vn"}
"""As they stand in the guide and in the proxy's configuration."""


def trusting(authority: Path) -> ssl.SSLContext:
    """Believes the office's own authority, and nobody else."""
    return ssl.create_default_context(cafile=str(authority))


class _There(httpx.HTTPTransport):
    """Leads every call to one port, and keeps its name: in the handshake, in its certificate and in `Host`."""

    def __init__(self, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(verify=trusted, trust_env=False)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return super().handle_request(led_to(self._port, request))


class _AsyncThere(httpx.AsyncHTTPTransport):
    """The same, for many at once."""

    def __init__(self, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(verify=trusted, trust_env=False)
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await super().handle_async_request(led_to(self._port, request))


class _BehindTheProxy(httpx.HTTPTransport):
    """Stands where the proxy stands: speaks to a service of this machine itself, and says what the proxy would."""

    def __init__(self, port: int) -> None:
        super().__init__(trust_env=False)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        told = [*request.headers.items(), ("x-forwarded-proto", "https"), ("x-forwarded-for", LOOPBACK)]
        there = request.url.copy_with(scheme="http", host=LOOPBACK, port=self._port)
        return super().handle_request(httpx.Request(request.method, there, headers=told, stream=request.stream))


def behind_the_proxy(port: int) -> httpx.HTTPTransport:
    """Calls a service by its name where no proxy stands before it."""
    return _BehindTheProxy(port)


def through_the_proxy(port: int, trusted: ssl.SSLContext) -> httpx.HTTPTransport:
    """Calls names of the office's services at a port of this machine."""
    return _There(port, trusted)


def many_through_the_proxy(port: int, trusted: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    """The same, for callers that wait for each other in no way."""
    return _AsyncThere(port, trusted)


def led_to(port: int, request: httpx.Request) -> httpx.Request:
    """The same request to a port of this machine; whoever answers there has to be who was called. The request itself
    stays as it was: where it is answered with another address, that is one of who was called."""
    named = {**request.extensions, "sni_hostname": request.url.host}
    there = request.url.copy_with(host=LOOPBACK, port=port)
    return httpx.Request(request.method, there, headers=request.headers, stream=request.stream, extensions=named)
