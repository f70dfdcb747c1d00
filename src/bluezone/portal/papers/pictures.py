"""Pictures of pages that are checked or written now: some minutes in memory, under a name drawn for their sender."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import caches

CACHE = "pictures"
_KEPT_S = 600
_NAME_BYTES = 16


def keep_picture(picture: bytes, entropy: Callable[[int], bytes]) -> str:
    """Keeps a picture for a while; the name under which it is found."""
    name = entropy(_NAME_BYTES).hex()
    caches[CACHE].set(name, picture, _KEPT_S)
    return name


def picture_named(name: str) -> bytes | None:
    """Finds the picture; None once it is forgotten, and for what is no such name."""
    if len(name) != 2 * _NAME_BYTES or not name.isascii() or not name.isalnum():
        return None
    found: bytes | None = caches[CACHE].get(name)
    return found
