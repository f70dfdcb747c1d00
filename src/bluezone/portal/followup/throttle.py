"""How often codes that open nothing may be tried from one address: thirty times a minute.

Whoever holds a real code notices nothing of it, also where a whole village stands behind one address.
"""

from __future__ import annotations

import datetime as dt

from bluezone.portal.frame import knocking

MOST_A_MINUTE = 30


def is_guessing(who: str, now: dt.datetime) -> bool:
    """Counts one more code that opens nothing, and says whether that was one too many."""
    return knocking.is_too_often("followup", "code", who, most=MOST_A_MINUTE, now=now)
