"""How often the doors of the counting page may be knocked at: by whoever holds a link, and by whoever guesses.

A team stands behind one address and may share one link. A phone sends once in four seconds at most, since a tap rests
that long, and its photos one after the other; ten phones that tap without a pause send 150 parcels a minute, and a day
takes 60 photos. So a link may send six hundred times a minute and bring two hundred photos, which no team does. Of
links that this office never made, an address is told so thirty times a minute, and then to come back later; whoever
holds a real one at the same address, as a whole village does behind its carrier, notices nothing of that.

Counted in this process's memory, under digests, for two minutes; nothing of it is written down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import Enum

from django.core.cache import caches

_MINUTE_S = 60
_CACHE = "field"


class Knock(Enum):
    """What is counted, and how often it may happen in a minute."""

    PARCEL = 600
    PHOTO = 200
    UNKNOWN_LINK = 30


def is_too_often(what: Knock, who: str, now: dt.datetime) -> bool:
    """Counts one more knock, and says whether that was one too many."""
    key = _key(what, who, now)
    cache = caches[_CACHE]
    cache.add(key, 0, timeout=2 * _MINUTE_S)
    try:
        return cache.incr(key) > what.value
    except ValueError:  # it was dropped in between, because very many are knocking: then this is the first
        return False


def rest_of_the_minute(now: dt.datetime) -> int:
    """How many seconds remain until it may be tried again."""
    return _MINUTE_S - int(now.timestamp()) % _MINUTE_S


def _key(what: Knock, who: str, now: dt.datetime) -> str:
    minute = int(now.timestamp()) // _MINUTE_S
    return f"{what.name}-{minute}-{hashlib.sha256(who.encode()).hexdigest()[:32]}"
