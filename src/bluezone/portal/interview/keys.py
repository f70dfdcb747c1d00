"""Keys of what devices keep of interviews: one a person, until they sign out or a shift after it was drawn.

A device that was switched off, or whose browser died, asks for the key again once the same person has signed in again.
When the key ends, what a disk still holds under it is noise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from bluezone.portal.identity.models import Staff
from bluezone.portal.interview.models import DraftKey

LASTS = dt.timedelta(hours=10)
"""A shift: as long as a session at most."""
_SALT = "bluezone interview drafts"


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """What a device seals with, under which mark it finds its rows again, and until when."""

    secret: bytes
    mark: str
    """Names the key without telling it, nor whose it is."""
    until: dt.datetime


@transaction.atomic
def key_for(*, staff: Staff, now: dt.datetime, entropy: Callable[[int], bytes], is_doubted: bool) -> Key:
    """Gives out this person's key; draws another one where it is over by a clock that nobody doubts. By such a clock
    none lasts longer than a shift."""
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    if not is_doubted:  # what a device keeps under a key is noise without it
        _end_over(DraftKey.objects.filter(staff=staff), now)
    kept, _ = DraftKey.objects.get_or_create(staff=staff, defaults={"drawn": entropy(32), "made_at": now})
    drawn = bytes(kept.drawn).hex()
    return Key(_derived("key", drawn), _derived("mark", drawn).hex()[:32], kept.made_at + LASTS)


def end_key(staff: Staff) -> None:
    """Ends the person's key: what their devices still keep can be read by nobody."""
    DraftKey.objects.filter(staff=staff).delete()


def erase_ended_keys(now: dt.datetime) -> int:
    """Erases keys that are over by a clock that nobody doubts; how many."""
    return _end_over(DraftKey.objects.all(), now)


def _end_over(keys: QuerySet[DraftKey], now: dt.datetime) -> int:
    """Erases those of these keys that are over, and has none last longer than a shift from now; how many it erased."""
    keys.filter(made_at__gt=now).update(made_at=now)  # by a clock that was ahead; erased, it would spoil what is typed
    return keys.filter(made_at__lte=now - LASTS).delete()[0]


def _derived(what: str, drawn: str) -> bytes:
    return salted_hmac(f"{_SALT}, {what}", drawn, algorithm="sha256").digest()
