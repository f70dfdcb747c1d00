"""What a client over HTTP trusts is read once a process: each of httpx's own reads some 150 certificates, which takes
ten milliseconds, for lines of which hardly one is TLS."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from functools import cache

import httpx._transports.default as lines

_NAMING = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""By which the environment names what is trusted."""


def read_certificates_once() -> None:
    """Whoever names the same things to be trusted, and whose environment does, is given the same context."""
    lines.create_ssl_context = _once(lines.create_ssl_context)


def _once(read: Callable[..., ssl.SSLContext]) -> Callable[..., ssl.SSLContext]:
    once = cache(lambda _environment, **named: read(**named))
    return lambda **named: once(tuple(map(os.environ.get, _NAMING)), **named)
