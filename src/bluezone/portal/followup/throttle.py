"""How often codes that open nothing may be tried from one address: thirty times a minute.

Whoever holds a real code notices nothing of it, also where a whole village stands behind one address. Counted in this
process's memory, under digests, for two minutes; nothing of it is written down.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.cache import caches

MOST_A_MINUTE = 30
_MINUTE_S = 60


def is_guessing(who: str, now: dt.datetime) -> bool:
    """Counts one more code that opens nothing, and says whether that was one too many."""
    minute = int(now.timestamp()) // _MINUTE_S
    key = f"followup-{minute}-{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    cache = caches["followup"]
    cache.add(key, 0, timeout=2 * _MINUTE_S)
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:  # it was dropped in between, because very many are knocking: then this is the first
        return False
