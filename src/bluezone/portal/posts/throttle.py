"""How often the addresses of door devices may be knocked at: by a device, and by whoever guesses.

A device sends once in some seconds at most, 200 rows at a time; after days without a network it brings 18,000 rows in
90 parcels. So a token may send 200 times a minute, which no door needs. Of tokens and codes that were never made here,
an address is told so thirty times a minute, and then to come back later; a device behind the same address notices
nothing of that, as its own count is by its token.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum

from bluezone.portal.frame import knocking


class Knock(Enum):
    """What is counted, and how often it may happen in a minute."""

    PARCEL = 200
    UNKNOWN = 30


def is_too_often(what: Knock, who: str, now: dt.datetime) -> bool:
    """Counts one more knock, and says whether that was one too many."""
    return knocking.is_too_often("posts", what.name, who, most=what.value, now=now)
