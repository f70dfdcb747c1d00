"""What a client over HTTP trusts is read once a process: each of httpx's own reads some 150 certificates, which takes
ten milliseconds, for lines of which hardly one is TLS."""

from __future__ import annotations

from functools import cache

import httpx._transports.default as lines


def read_certificates_once() -> None:
    """Whoever names the same things to be trusted is given the same context."""
    lines.create_ssl_context = cache(lines.create_ssl_context)
