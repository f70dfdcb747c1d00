"""What is kept of rows that were erased: by which a parcel that comes again after their days is known.

A parcel that was recorded and is sent again, byte for byte, says the moment at which it was made; so does the first one
of a device whose clock fell back. Only the numbers of its rows tell the two apart, and these are random: eight bytes of
a digest of each stand in the certificate of its erasure for as long as a device that was in force then may be.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from bluezone.portal.posts.models import Erasure, Post
from bluezone.portal.posts.services.enrolling import DEVICE_LASTS

_MARK_BYTES = 8


def marks_of(numbers: Iterable[bytes]) -> bytes:
    """Returns what is kept of these numbers, in the order of its own signs, which says nothing of theirs."""
    return b"".join(sorted(_mark_of(number) for number in numbers))


def gone_among(post: Post, numbers: Iterable[bytes]) -> set[bytes]:
    """Finds which of these numbers rows of this post had that were erased."""
    sought = {_mark_of(number): number for number in numbers}
    if not sought:
        return set()
    found: set[bytes] = set()
    kept = Erasure.objects.filter(post=post).exclude(marks=b"").order_by("-pk").values_list("marks", flat=True)
    for marks in kept.iterator(chunk_size=50):
        found |= sought.keys() & set(_apart(bytes(marks)))
    return {sought[one] for one in found}


def forget_marks(now: dt.datetime) -> int:
    """Forgets those of erasures so long ago that no device of then is in force; of how many erasures."""
    return Erasure.objects.filter(erased_at__lt=now - DEVICE_LASTS).exclude(marks=b"").update(marks=b"")


def _mark_of(number: bytes) -> bytes:
    return hashlib.sha256(b"bluezone/door-row-gone/1" + number).digest()[:_MARK_BYTES]


def _apart(marks: bytes) -> Iterable[bytes]:
    return (marks[at : at + _MARK_BYTES] for at in range(0, len(marks), _MARK_BYTES))
