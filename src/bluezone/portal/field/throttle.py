"""How often the doors of the counting page may be knocked at: by whoever holds a link, and by whoever guesses.

A team stands behind one address and may share one link. A phone sends once in four seconds at most, since a tap rests
that long, and its photos one after the other; ten phones that tap without a pause send 150 parcels a minute, and a day
takes 60 photos. So a link may send six hundred times a minute and bring two hundred photos, which no team does. Of
links that this office never made, an address is told so thirty times a minute, and then to come back later; whoever
holds a real one at the same address, as a whole village does behind its carrier, notices nothing of that.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum

from bluezone.portal.frame import knocking


class Knock(Enum):
    """What is counted, and how often it may happen in a minute."""

    PARCEL = 600
    PHOTO = 200
    UNKNOWN_LINK = 30


def is_too_often(what: Knock, who: str, now: dt.datetime) -> bool:
    """Counts one more knock, and says whether that was one too many."""
    return knocking.is_too_often("field", what.name, who, most=what.value, now=now)
