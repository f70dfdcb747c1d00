"""Pages of a paper register: printed with a number each, and keyed later, each line once.

What is keyed is sealed by the page in the browser, as a door's device does it, and kept like a device's rows: under the
lock of the post, in one transaction with its counts. A line that stands already stays as it is.
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
from bluezone.portal.posts.errors import Untaken, door_error
from bluezone.portal.posts.models import DoorRow, Post, Sheet, SheetPhoto
from bluezone.portal.posts.photos import require_small
from bluezone.portal.posts.services.keeping import locked_post, require_open
from bluezone.portal.posts.services.taking import (
    CLOCK_MAY_DIFFER,
    KEPT_FOR,
    Dated,
    fresh_of,
    keep,
    oldest_whole_day,
)
from bluezone.portal.posts.sheets import SHEET_ENTROPY, days_of, is_of_sheet, make_number
from bluezone.portal.posts.tokens import Entropy
from bluezone.portal.posts.wire import Parcel, Row
from bluezone.portal.reports.selectors import public_report_key

MOST_AT_ONCE = 50
_MOST_A_DAY = 500


@dataclass(frozen=True, slots=True)
class Keyed:
    """What became of the lines that somebody keyed."""

    kept: tuple[int, ...]
    stood: tuple[int, ...]
    """Keyed before, by whomever; nothing was changed in them."""
    has_photo: bool = False
    """Whether a photograph of the page is here by now: the first one that came."""


@transaction.atomic
def print_sheets(*, actor: Staff, post: Post, count: int, entropy: Entropy, now: dt.datetime) -> list[Sheet]:
    """Numbers so many pages of a post's register. Raises RefusedError while its place waits, or there is no report
    key: what visitors write is sealed to it."""
    row = require_open(locked_post(post.pk))
    public_report_key()
    if not row.premises.is_open:
        raise RefusedError("this place waits for approval; sheets are printed afterwards")
    if not 1 <= count <= MOST_AT_ONCE:
        raise RefusedError("1 to 50 sheets are printed at once")
    if row.sheets.filter(printed_at__gt=now - dt.timedelta(days=1)).count() + count > _MOST_A_DAY:
        raise RefusedError("this post has had too many sheets for one day")
    numbers = [make_number(entropy(SHEET_ENTROPY)) for _ in range(count)]
    made = Sheet.objects.bulk_create(
        [Sheet(post=row, number=number, printed_by=actor, printed_at=now) for number in numbers]
    )
    record_write(actor=actor, act="posts.print", now=now, subjects=[("post", row.pk)], path=row.path)
    return made


def key_sheet(*, actor: Staff, sheet: Sheet, parcel: Parcel, photo: bytes = b"", now: dt.datetime) -> Keyed:
    """Keeps the lines that somebody keyed off a page, with its sealed photograph where there is one. Raises
    RefusedError, and has then kept none."""
    sealed = require_small(photo) if photo else b""
    return begun_anew(lambda: _keyed(actor, sheet, parcel, sealed, now))


@transaction.atomic
def _keyed(actor: Staff, sheet: Sheet, parcel: Parcel, photo: bytes, now: dt.datetime) -> Keyed:
    post = locked_post(sheet.post_id)
    row = Sheet.objects.select_for_update().get(pk=sheet.pk)
    day = _day_of(row, parcel, now)
    fresh = fresh_of(post, [Dated(one, one.at, is_corrected=False) for one in parcel.rows])
    keep(post, fresh)
    kept = {one.row.line for one in fresh}
    if fresh:
        row.day, row.keyed_by, row.keyed_at = day, actor, now
        row.save(update_fields=["day", "keyed_by", "keyed_at"])
        record_write(actor=actor, act="posts.key", now=now, subjects=[("sheet", row.number)], path=post.path)
    _keep_photo(row, photo, actor, post, now)
    stood = tuple(sorted({one.line for one in parcel.rows} - kept))
    return Keyed(tuple(sorted(kept)), stood, SheetPhoto.objects.filter(sheet=row).exists())


def _keep_photo(sheet: Sheet, photo: bytes, actor: Staff, post: Post, now: dt.datetime) -> None:
    """Keeps the first photograph of a page of which a line stands; without one nothing would take it along. None of a
    day that is over in part: it would show lines that are gone."""
    is_over = sheet.day is not None and sheet.day < oldest_whole_day(now)
    if not photo or is_over or not DoorRow.objects.filter(post=post, page=sheet.number).exists():
        return
    _, is_first = SheetPhoto.objects.get_or_create(
        sheet=sheet, defaults={"sealed": photo, "kept_by": actor, "kept_at": now}
    )
    if is_first:
        record_write(actor=actor, act="posts.photo", now=now, subjects=[("sheet", sheet.number)], path=post.path)


def _day_of(sheet: Sheet, parcel: Parcel, now: dt.datetime) -> dt.date:
    """The day of the page that these lines are of. Raises RefusedError for lines that it cannot have."""
    rows, days = parcel.rows, days_of(parcel.rows)
    if not rows or parcel.unread or not all(is_of_sheet(row, sheet.number) for row in rows) or _lone(rows):
        raise door_error(Untaken.MALFORMED)
    if len(days) != 1:
        raise RefusedError("a sheet is of one day; take another one for the next")
    (day,) = days
    if sheet.day not in (None, day):
        raise RefusedError("this sheet was keyed for another day; a sheet that was copied counts once")
    if any(row.at > now + CLOCK_MAY_DIFFER for row in rows):
        raise RefusedError("a line says a time that has not come yet")
    if any(row.at <= now - KEPT_FOR for row in rows):
        raise door_error(Untaken.OVER)
    return day


def _lone(rows: Sequence[Row]) -> bool:
    """Whether somebody goes out who did not come in by the same line, or did so a day ago or more."""
    came = {row.line: row.at for row in rows if row.way == "in"}
    left = [row for row in rows if row.way == "out"]
    return any(
        one.line not in came or not came[one.line] <= one.at < came[one.line] + dt.timedelta(days=1) for one in left
    )
