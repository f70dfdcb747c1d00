"""Rows of doors go after the regime's days, each post's with a certificate; counts by the hour stay.

What was told of an opened row as evidence is forgotten with it, as that of lists is: an exposure that somebody made of
it stands, for it is what a person found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Max, Min

from bluezone.portal.audit.services import record_write
from bluezone.portal.posts.models import DoorRow, Erasure, Post, QuarterCount, ReleasedRow, RowRelease, SheetPhoto
from bluezone.portal.posts.numbers_gone import forget_marks, marks_of
from bluezone.portal.posts.services.keeping import locked_post
from bluezone.portal.posts.services.taking import KEPT_FOR, hour_of
from bluezone.portal.tracing.gathering import forget

_HOUR = dt.timedelta(hours=1)
_AT_ONCE = 500


def erase_rows(*, now: dt.datetime) -> int:
    """Erases every row whose hour ended more than 21 days ago; how many. Of those that went long ago it forgets their
    marks."""
    forget_marks(now)
    end = hour_of(now - KEPT_FOR)
    posts = Post.objects.filter(rows__hour__lt=end).distinct().order_by("pk").values_list("pk", flat=True)
    return sum(_erased(post, end, now) for post in list(posts))


@transaction.atomic
def _erased(key: int, end: dt.datetime, now: dt.datetime) -> int:
    """Erases those of one post, and certifies it; nothing where another has done so since they were looked for."""
    post = locked_post(key)
    rows = DoorRow.objects.filter(post=post, hour__lt=end)
    found = {pk: bytes(number) for pk, number in rows.values_list("pk", "number")}
    if not found:
        return 0
    hours = rows.aggregate(first=Min("hour"), last=Max("hour"))
    for part in _in_parts(sorted(found)):
        told = ReleasedRow.objects.filter(row__in=part).values_list("pk", flat=True)
        forget(origin="door", keys=[str(pk) for pk in told], now=now)
        _erase_photos(post, part)
        DoorRow.objects.filter(pk__in=part).delete()
    made = Erasure.objects.create(
        post=post,
        erased_at=now,
        rows=len(found),
        first_hour=hours["first"],
        last_hour=hours["last"],
        digest=digest_of_numbers(found.values()),
        marks=marks_of(found.values()),
    )
    record_write(
        actor=None,
        act="posts.erase",
        now=now,
        subjects=[("post", post.pk)],
        path=post.path,
        detail={"rows": made.rows, "digest": made.digest},
    )
    return made.rows


def _erase_photos(post: Post, rows: Sequence[int]) -> None:
    """Erases the photographs of the pages of these rows: each shows a line whose days are over."""
    pages = DoorRow.objects.filter(pk__in=rows).exclude(page="").values_list("page", flat=True)
    SheetPhoto.objects.filter(sheet__post=post, sheet__number__in=set(pages)).delete()


def forget_quarters(before: dt.datetime) -> int:
    """Erases what radios counted in quarter hours that began before then; how many."""
    return QuarterCount.objects.filter(begins__lt=before).delete()[0]


def forget_for_whom(before: dt.datetime) -> int:
    """Forgets for whose places rows were opened, of patients whose last case was opened long ago; that they were stays
    as the place's receipt. Of how many asks."""
    opened = RowRelease.objects.annotate(last=Max("landmark__case__person__cases__opened_at"))
    over = list(opened.filter(last__lt=before).values_list("pk", flat=True))
    return RowRelease.objects.filter(pk__in=over).update(landmark=None)


def digest_of_numbers(numbers: Iterable[bytes]) -> str:
    """The digest by which a certificate names the rows that went."""
    return hashlib.sha256(b"".join(sorted(numbers))).hexdigest()


def _in_parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))
