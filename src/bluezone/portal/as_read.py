"""Whoever decides, decides on what they read: the form names it by a digest under a key of this portal, and the service
compares it when it holds the row.

A page puts the digest of what it showed into each of its forms that decide (`fields.as_read`); the view hands it on
with `read_in`; the service calls `require_as_read` with the digest of the row as it stands. A form without one decides
nothing.

A page may name more than its reader sees: names of a household stand in its digest for whoever sees pseudonyms. Without
the key they could be tried on it at home, one after another. The key follows from the portal's secret key; under
another one, as after an upgrade from a release without it, open pages are read again.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from django.conf import settings
from django.http import HttpRequest

from bluezone.portal.errors import ChangedError

FIELD = "read"
"""The name under which a form carries it."""


def digest_of(*shown: object) -> str:
    """Names what a page shows: its HMAC-SHA-256 in JSON, under a key of this portal."""
    key = hashlib.sha256(b"what pages show:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, _in_json(shown), hashlib.sha256).hexdigest()


def digest_to_keep(*stands: object) -> str:
    """Names what stands somewhere for a row that is compared with it later, under whichever secret key: the SHA-256 of
    it in JSON. What keeps a name from its reader goes onto no page by it."""
    return hashlib.sha256(_in_json(stands)).hexdigest()


def read_in(request: HttpRequest) -> str:
    """Returns what the form says was read; empty where it says nothing."""
    return request.POST.get(FIELD, "")


def require_as_read(read: str, now: str) -> None:
    """Raises ChangedError unless what was read is what stands there now."""
    if not hmac.compare_digest(read.encode(), now.encode()):
        raise ChangedError("this has changed since you read it; read it again")


def _in_json(said: tuple[object, ...]) -> bytes:
    return json.dumps(said, ensure_ascii=False, default=str).encode()
