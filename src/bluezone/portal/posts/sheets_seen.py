"""Reads about pages of paper registers: which there are, and which of their lines stand. Nobody who wrote is in any."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bluezone.portal.posts.models import DoorRow, Post, Sheet, SheetPhoto
from bluezone.portal.posts.services.taking import oldest_whole_day
from bluezone.portal.posts.sheets import LINES, number_meant, spaced
from bluezone.portal.reports.selectors import public_report_key

_MOST_SHEETS = 10


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of a page, and the hour in which whoever stands on it came in; none while nobody keyed it."""

    number: int
    hour: dt.datetime | None


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A page as it is keyed."""

    sheet: Sheet
    number: str
    """As it is printed."""
    lines: list[SheetLine]
    today: dt.date
    oldest: dt.date
    """The first day of which every hour is still taken."""
    seal: str
    """The key to which its words are sealed."""
    photographed_at: dt.datetime | None

    @property
    def takes_photo(self) -> bool:
        """Whether one is kept: none of a day of which lines may be gone already."""
        return self.photographed_at is None and (self.sheet.day is None or self.sheet.day >= self.oldest)


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A page in the list of its post."""

    sheet: Sheet
    number: str
    lines: int
    """How many of them stand. Rows go after 21 days, and with them their lines."""


def sheet_with(typed: str) -> Sheet | None:
    """The page whose number somebody typed, scanned or followed."""
    rows = Sheet.objects.filter(number=number_meant(typed))
    return rows.select_related("post__premises__unit", "keyed_by").first()


def page_of_sheet(sheet: Sheet, now: dt.datetime) -> SheetPage:
    """Gathers the page on which a sheet is keyed. Raises RefusedError while there is no key to seal to."""
    public = base64.urlsafe_b64encode(public_report_key()).rstrip(b"=").decode()
    came = DoorRow.objects.filter(post=sheet.post_id, page=sheet.number, way=DoorRow.Way.IN)
    hours = dict(came.values_list("line", "hour"))
    lines = [SheetLine(number, hours.get(number)) for number in range(1, LINES + 1)]
    photo = SheetPhoto.objects.filter(sheet=sheet).values_list("kept_at", flat=True).first()
    return SheetPage(sheet, spaced(sheet.number), lines, now.date(), oldest_whole_day(now), public, photo)


def newest_sheets(post: Post) -> list[PrintedSheet]:
    """The newest pages of a post, those printed last first."""
    rows = DoorRow.objects.filter(post=OuterRef("post"), page=OuterRef("number"), way=DoorRow.Way.IN)
    stand = rows.order_by().values("page").annotate(sum=Count("pk")).values("sum")
    found = post.sheets.select_related("printed_by", "keyed_by").annotate(stand=Coalesce(Subquery(stand), 0))
    return [
        PrintedSheet(one, spaced(one.number), one.stand) for one in found.order_by("-printed_at", "-pk")[:_MOST_SHEETS]
    ]
