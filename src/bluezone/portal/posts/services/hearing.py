"""What a radio at a post counted (`bluezone device door`), brought as its file: each quarter hour kept once.

The file has a moment and two numbers a quarter; whatever else stands in one is refused whole. Whoever brings it stands
beside the counts, since a file of numbers can be written by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.deadlocks import begun_anew
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.selectors import unit_with_code
from bluezone.portal.posts.models import Post, QuarterCount
from bluezone.portal.posts.services.keeping import locked_post
from bluezone.portal.posts.services.taking import CLOCK_MAY_DIFFER, KEPT_FOR
from bluezone.rollout.tally.heard import QUARTER, Quarter, read_heard, require_of


@dataclass(frozen=True, slots=True)
class Brought:
    """How many quarter hours of a file were kept, stood already as they are, or were too old."""

    kept: int
    stood: int
    over: int


def name_for_radio(post: Post) -> str:
    """Names the post as its radio is told to name it: `bluezone device door --post`."""
    return f"{post.premises.unit.code}-{post.pk}"


def take_heard(*, actor: Staff, post: Post, data: bytes, now: dt.datetime) -> Brought:
    """Keeps the quarter hours of a radio's file. Raises TallyError for no such file and for another
    post's, RefusedError for a clock that is wrong; it has then kept none."""
    return begun_anew(lambda: _taken(actor, post, data, now))


@transaction.atomic
def _taken(actor: Staff, post: Post, data: bytes, now: dt.datetime) -> Brought:
    heard = read_heard(data)
    row = locked_post(post.pk)
    require_of(heard, heard.post if _was_called(row, heard.post, now) else name_for_radio(row))
    if any(one.begins + QUARTER > now + CLOCK_MAY_DIFFER for one in heard.quarters):
        raise RefusedError("this file counts a quarter hour that is not over yet; the clock of its machine is wrong")
    young = [one for one in heard.quarters if one.begins > now - KEPT_FOR]
    fresh = _fresh(row, young)
    QuarterCount.objects.bulk_create([_kept(actor, row, one, now) for one in fresh])
    if fresh:
        record_write(actor=actor, act="posts.heard", now=now, subjects=[("post", row.pk)], path=row.path)
    return Brought(len(fresh), len(young) - len(fresh), len(heard.quarters) - len(young))


def _was_called(post: Post, name: str, now: dt.datetime) -> bool:
    """Whether a radio was told to name the post so before its commune went into another one, or became it."""
    code, _, number = name.rpartition("-")
    if number != str(post.pk):
        return False
    unit = unit_with_code(code, day=now.date())
    return unit is not None and unit.commune.pk == post.premises.unit.commune.pk


def _fresh(post: Post, quarters: Sequence[Quarter]) -> list[Quarter]:
    """Leaves out what stands already: the first file that told of a quarter hour stays."""
    if not quarters:
        return []
    since = quarters[0].begins
    standing = set(QuarterCount.objects.filter(post=post, begins__gte=since).values_list("begins", flat=True))
    return [one for one in quarters if one.begins not in standing]


def _kept(actor: Staff, post: Post, one: Quarter, now: dt.datetime) -> QuarterCount:
    return QuarterCount(
        post=post, begins=one.begins, heard=one.heard, at_once=one.at_once, brought_by=actor, brought_at=now
    )
