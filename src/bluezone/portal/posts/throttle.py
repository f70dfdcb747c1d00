"""How often the addresses of door devices may be knocked at: by a device, and by whoever guesses.

A device sends once in some seconds at most, 200 rows at a time; after days without a network it brings 18,000 rows in
90 parcels. So a token may send 200 times a minute, which no door needs. Of tokens and codes that were never made here,
an address is told so thirty times a minute, and then to come back later; a device behind the same address notices
nothing of that, as its own count is by its token.

Counted in this process's memory, under digests, for two minutes; nothing of it is written down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import Enum

from django.core.cache import caches

_MINUTE_S = 60
_CACHE = "posts"


class Knock(Enum):
    """What is counted, and how often it may happen in a minute."""

    PARCEL = 200
    UNKNOWN = 30


def is_too_often(what: Knock, who: str, now: dt.datetime) -> bool:
    """Counts one more knock, and says whether that was one too many."""
    minute = int(now.timestamp()) // _MINUTE_S
    key = f"{what.name}-{minute}-{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    cache = caches[_CACHE]
    cache.add(key, 0, timeout=2 * _MINUTE_S)
    try:
        return cache.incr(key) > what.value
    except ValueError:  # it was dropped in between, because very many are knocking: then this is the first
        return False


def rest_of_the_minute(now: dt.datetime) -> int:
    """How many seconds remain until it may be tried again."""
    return _MINUTE_S - int(now.timestamp()) % _MINUTE_S
