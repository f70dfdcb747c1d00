"""How often a public address may be knocked at: counted by the minute, for whoever knocks.

Each room counts in a cache of its own (`settings/caches.py`), so that a flood at one address pushes no count of another
out. The counts are in this process's memory, under digests, for two minutes; nothing of them is written down.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.cache import caches

_MINUTE_S = 60


def is_too_often(room: str, what: str, who: str, *, most: int, now: dt.datetime) -> bool:
    """Counts one more knock in a room's cache, and says whether it is one too many of this minute."""
    minute = int(now.timestamp()) // _MINUTE_S
    key = f"{what}-{minute}-{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    cache = caches[room]
    cache.add(key, 0, timeout=2 * _MINUTE_S)
    try:
        return cache.incr(key) > most
    except ValueError:  # it was dropped in between, because very many are knocking: then this is the first
        return False


def rest_of_the_minute(now: dt.datetime) -> int:
    """How many seconds remain until it may be tried again."""
    return _MINUTE_S - int(now.timestamp()) % _MINUTE_S
