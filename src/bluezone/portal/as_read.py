"""Whoever decides, decides on what they read: the form names it by its SHA-256, and the service compares it when it
holds the row.

A page puts the digest of what it shows into each of its forms that decide (`fields.as_read`); the view hands it on with
`read_in`; the service calls `require_as_read` with the digest of the row as it stands. A form without one decides
nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from django.http import HttpRequest

from bluezone.portal.errors import ChangedError

FIELD = "read"
"""The name under which a form carries it."""


def digest_of(*shown: object) -> str:
    """Names what a page shows: the SHA-256 of it in JSON."""
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, default=str).encode()).hexdigest()


def read_in(request: HttpRequest) -> str:
    """Returns what the form says was read; empty where it says nothing."""
    return request.POST.get(FIELD, "")


def require_as_read(read: str, now: str) -> None:
    """Raises ChangedError unless what was read is what stands there now."""
    if not hmac.compare_digest(read.encode(), now.encode()):
        raise ChangedError("this has changed since you read it; read it again")
