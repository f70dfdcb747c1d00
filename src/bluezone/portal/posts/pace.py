"""How long a device at a door rests between two parcels, so that all doors together ask no more than a portal answers.

A door in peak hours has somebody every seven seconds; a thousand doors that each sent every row at once would ask 140
times a second. So the portal tells each device a rest that grows with their number, and two or three rows travel
together. A device that has a rest told loses nothing by it: what it called written is on its disk.
"""

from __future__ import annotations

import datetime as dt

from django.core.cache import caches

from bluezone.portal.posts.models import Device

CALLS_A_SECOND = 30
"""Of all devices together, while each has something to send: about half of what one process answers on two cores
(`bluezone bench doors`)."""
LONGEST_REST_MS = 60_000
_AT_WORK = dt.timedelta(hours=1)
_COUNTED_FOR_S = 60


def rest_ms(now: dt.datetime) -> int:
    """How many milliseconds a device leaves between an answer and its next parcel, by how many were heard of within an
    hour; these are counted once a minute."""
    cache = caches["posts"]
    rest = cache.get("rest")
    if rest is None:
        at_work = Device.objects.filter(last_sync_at__gt=now - _AT_WORK, revoked_at=None).count()
        rest = min(1_000 * at_work // CALLS_A_SECOND, LONGEST_REST_MS)
        cache.set("rest", rest, timeout=_COUNTED_FOR_S)
    return int(rest)
