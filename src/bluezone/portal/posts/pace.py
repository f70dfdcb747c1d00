"""How long a device at a door rests between two parcels, so that all doors together ask no more than a portal answers.

A door in peak hours has somebody every seven seconds; a thousand doors that each sent every row at once would ask 140
times a second. So the portal tells each device a rest that grows with their number, and two or three rows travel
together. A device that has a rest told loses nothing by it: what it called written is on its disk.
"""

from __future__ import annotations

import datetime as dt

from django.core.cache import caches

from bluezone.portal.posts.models import Device

CALLS_A_SECOND = 25
"""Of all devices together, while each has something to send: about half of what one process answers on two cores
(`bluezone bench doors`)."""
LONGEST_REST_MS = 300_000
"""Beyond 7,500 devices they ask for more than that again."""
_COUNTED_FOR_S = 60


def rest_ms(now: dt.datetime) -> int:
    """How many milliseconds a device leaves between an answer and its next parcel, by how many are in force; these are
    counted once a minute. Whether they were heard of lately does not matter: after a day without a network nobody was,
    and that is when all of them come."""
    cache = caches["posts"]
    rest = cache.get("rest")
    if rest is None:
        in_force = Device.objects.filter(revoked_at=None, expires_at__gt=now, post__closed_at=None).count()
        rest = min(1_000 * in_force // CALLS_A_SECOND, LONGEST_REST_MS)
        cache.set("rest", rest, timeout=_COUNTED_FOR_S)
    return int(rest)
