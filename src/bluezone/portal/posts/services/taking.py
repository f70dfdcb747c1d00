"""What a device at a door may do: hand in its rows, each kept exactly once and acknowledged when it is on disk.

A public door: nothing here trusts its caller beyond the token, everything is bounded, and nobody is written down. A
row that is acknowledged stands in its hour's count too; both are one transaction, under the lock of the post, so that
two devices at one door count no line of a paper page twice.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, prefetch_related_objects

from bluezone.portal.deadlocks import begun_anew
from bluezone.portal.posts.errors import Untaken, door_error
from bluezone.portal.posts.models import Device, DoorRow, HourCount, Post, Sheet
from bluezone.portal.posts.numbers_gone import gone_among
from bluezone.portal.posts.services.keeping import locked_post
from bluezone.portal.posts.sheets import pages_named_by
from bluezone.portal.posts.tokens import digest_of_token
from bluezone.portal.posts.wire import Parcel, Row, Shift, number_said
from bluezone.portal.world import VIET_NAM

KEPT_FOR = dt.timedelta(days=21)
"""The regime's days: what is older is not taken, and what becomes older is erased."""
CLOCK_MAY_DIFFER = dt.timedelta(minutes=2)
MOST_ROWS_A_DAY = 30_000
"""Of a device, by the day on which they come: three days without a network at 500 an hour come to less."""
LONGEST_TOKEN = 64
_SEEN = ("live", "shown", "none", "not_running")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what a device sent."""

    device: Device
    kept: tuple[str, ...]
    """On disk, now or before; the page may forget them."""
    refused: tuple[tuple[str, Untaken], ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A row, and when it was by our clock."""

    row: Row
    at: dt.datetime
    is_corrected: bool


def take_rows(*, sender: Device, parcel: Parcel, now: dt.datetime) -> Taken:
    """Keeps the rows of a parcel. Raises DoorError, and has then kept none."""
    return begun_anew(lambda: _taken(sender, parcel, now))


@transaction.atomic
def _taken(sender: Device, parcel: Parcel, now: dt.datetime) -> Taken:
    device, post = _in_force(sender, now)
    rows, of_sheets = _apart(post, parcel.rows)
    dated = [_dated(row, parcel.clock, now) for row in rows]
    over = _over(post, dated, now)
    young = [one for one in dated if one.row.number not in over]
    fresh = fresh_of(post, young)
    _note_sync(device, parcel, len(fresh), now)
    keep(post, fresh)
    refused = [(number_said(one.row.number), Untaken.OVER) for one in dated if one.row.number in over]
    refused += [(number, Untaken.MALFORMED) for number in (*parcel.unread, *map(number_said, of_sheets))]
    return Taken(device, tuple(number_said(one.row.number) for one in young), tuple(refused))


def _over(post: Post, dated: Sequence[Dated], now: dt.datetime) -> set[bytes]:
    """Finds the numbers of rows whose days are over: by our clock, or since they were erased here. A parcel that comes
    again long afterwards looks like one of a device whose clock fell back."""
    gone = gone_among(post, [one.row.number for one in dated if one.is_corrected])
    return gone | {one.row.number for one in dated if one.at <= now - KEPT_FOR}


def _apart(post: Post, rows: Sequence[Row]) -> tuple[list[Row], list[bytes]]:
    """Sets apart the numbers of rows that stand for lines of sheets which we printed: these are keyed on a page of
    staff, and a device that was stolen must not make one of them stand."""
    named = [(row, pages_named_by(row)) for row in rows]
    pages = {page for _, those in named for page in those}
    sheets = set(Sheet.objects.filter(post=post, number__in=pages).values_list("number", flat=True))
    others = [row for row, those in named if not those & sheets]
    return others, [row.number for row, those in named if those & sheets]


def keep(post: Post, fresh: Sequence[Dated]) -> None:
    """Keeps rows that are not here, and counts them in their hours. The post is held by whoever calls."""
    if not fresh:
        return
    keepers = {one.pk for one in post.keepers.all()}
    DoorRow.objects.bulk_create([_kept(post, one, keepers) for one in fresh])
    _count(post, fresh)


def oldest_whole_day(now: dt.datetime) -> dt.date:
    """The first day of which every hour is still taken."""
    return (now - KEPT_FOR).astimezone(VIET_NAM).date() + dt.timedelta(days=1)


def device_of(token: str) -> Device:
    """The device that was given this token, in force or not: asked before anything that it brings is read. Raises
    DoorError for a token that was not made here."""
    found = Device.objects.filter(digest=digest_of_token(token)).first() if len(token) <= LONGEST_TOKEN else None
    if found is None:
        raise door_error(Untaken.FORGED)
    return found


def _in_force(sender: Device, now: dt.datetime) -> tuple[Device, Post]:
    """Reads a device anew, with its post, which is held."""
    post = locked_post(sender.post_id)
    prefetch_related_objects([post], "keepers")  # who keeps it now, who wrote each row, and what its devices are told
    device = Device.objects.select_for_update().get(pk=sender.pk)
    if device.revoked_at is not None or not post.is_open:
        raise door_error(Untaken.REVOKED)
    if not post.premises.is_open:
        raise door_error(Untaken.NOT_YET)
    if device.expires_at <= now:
        raise door_error(Untaken.EXPIRED)
    device.post = post
    return device, post


def _dated(row: Row, clock: dt.datetime, now: dt.datetime) -> Dated:
    """Dates a row by our clock where the device's is wrong, and never later than now."""
    skew = now - clock
    is_wrong = abs(skew) > CLOCK_MAY_DIFFER
    at = row.at + skew if is_wrong else row.at
    is_ahead = at > now + CLOCK_MAY_DIFFER
    return Dated(row, now if is_ahead else at, is_wrong or is_ahead)


def fresh_of(post: Post, dated: Iterable[Dated]) -> list[Dated]:
    """Finds the rows that are not here: by their numbers, and by the lines of paper from which they were copied."""
    rows = list(dated)
    here = DoorRow.objects.filter(post=post)
    numbers = {
        bytes(one) for one in here.filter(number__in=[o.row.number for o in rows]).values_list("number", flat=True)
    }
    pages = {one.row.page for one in rows if one.row.page}
    lines = set(here.filter(page__in=pages).values_list("page", "line", "way")) if pages else set()
    fresh = []
    for one in rows:
        line = (one.row.page, one.row.line, one.row.way)
        if one.row.number not in numbers and line not in lines:
            fresh.append(one)
        numbers.add(one.row.number)
        if one.row.page:
            lines.add(line)
    return fresh


def _kept(post: Post, dated: Dated, keepers: set[int]) -> DoorRow:
    row = dated.row
    return DoorRow(
        post=post,
        number=row.number,
        hour=hour_of(dated.at),
        is_corrected=dated.is_corrected,
        way=row.way,
        party=row.party,
        keeper_id=row.keeper if row.keeper in keepers else None,
        of=row.of or None,
        page=row.page,
        line=row.line,
        sealed=row.sealed,
        alert=row.alert or None,
    )


def hour_of(moment: dt.datetime) -> dt.datetime:
    """The hour in which a moment lies; Viet Nam's hours are those of the world's clock."""
    return moment.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)


def _count(post: Post, fresh: Sequence[Dated]) -> None:
    by_hour: defaultdict[dt.datetime, list[Row]] = defaultdict(list)
    for one in fresh:
        by_hour[hour_of(one.at)].append(one.row)
    for hour, rows in sorted(by_hour.items()):
        more: Counter[str] = Counter()
        for row in rows:
            more.update(_counted(row))
        count = HourCount.objects.filter(post=post, hour=hour)
        if not count.update(**{column: F(column) + number for column, number in more.items()}):
            HourCount.objects.create(post=post, hour=hour, **more)


def _counted(row: Row) -> dict[str, int]:
    """Counts a row in the columns of its hour. Of a party one app was seen at most; of the others nobody knows."""
    if row.way == "out":
        return {"rows": 1, "left": row.party}
    if row.who == "staff":
        return {"rows": 1, "staff": row.party}
    counted = {"rows": 1, "visitors": row.party, "advised": row.party if row.advised else 0}
    return {**counted, row.app: 1} if row.app in _SEEN else counted


def _note_sync(device: Device, parcel: Parcel, fresh: int, now: dt.datetime) -> None:
    today = now.date()
    taken = (device.taken if device.taken_on == today else 0) + fresh
    if taken > MOST_ROWS_A_DAY:
        raise door_error(Untaken.FULL)
    device.taken_on, device.taken = today, taken
    device.last_sync_at, device.skew_s = now, round((now - parcel.clock).total_seconds())
    _note_shift(device, parcel.shift, now - parcel.clock)
    device.save(
        update_fields=["taken_on", "taken", "last_sync_at", "skew_s", "keeper", "shift_began_at"],
    )


def _note_shift(device: Device, shift: Shift | None, skew: dt.timedelta) -> None:
    named = [one for one in device.post.keepers.all() if shift is not None and one.pk == shift.keeper]
    device.keeper = named[0] if named else None
    is_known = shift is not None and device.keeper is not None
    wrong = skew if abs(skew) > CLOCK_MAY_DIFFER else dt.timedelta()
    device.shift_began_at = shift.began + wrong if is_known and shift is not None else None
