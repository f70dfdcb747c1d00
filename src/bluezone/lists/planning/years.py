"""The year of a day that is written without one: the one that the list itself says, and not the one of its reading.

The nearest day in the same column counts first, then the nearest in another column of days, then the titles, then what
stands under the table ("Sơn Dương, ngày 20 tháng 8 năm 2020"). Years of birth say nothing of it.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bluezone.lists.cleaning.dates import whole_day
from bluezone.lists.layout.table import Skipped, Table
from bluezone.lists.mapping.mapping import Mapping
from bluezone.lists.schemas.fields import Kind
from bluezone.vietnam.folding import fold

_DAY = re.compile(r"\b(?P<day>\d{1,2})(?:/|\s*thang\s*)(?P<month>\d{1,2})(?:/|\s*nam\s*)(?P<year>(?:19|20)\d\d)\b")
_MONTH = re.compile(r"\bthang\s*(?P<month>\d{1,2})(?:/|\s*nam\s*)(?P<year>(?:19|20)\d\d)\b")
_YEAR = re.compile(r"\bnam\s*(?P<year>(?:19|20)\d\d)\b(?!\s*[-–]\s*\d)")
_LONGEST = 400
"""Letters of a title that are looked at."""
_MID_MONTH, _MID_YEAR = 15, (7, 2)

Dated = tuple[tuple[int, dt.date], ...]
"""Rows with the whole days that stand in them, in order."""


@dataclass(frozen=True, slots=True)
class Years:
    """The days of a list by which others are understood."""

    columns: tuple[tuple[int, Dated], ...] = ()
    written: dt.date | None = None
    """About when the list was written, by its titles or its end."""

    def near(self, column: int, row: int) -> dt.date | None:
        """The day to which one in this cell is near; None where the list says nothing."""
        own = [dated for index, dated in self.columns if index == column and dated]
        others = [dated for index, dated in self.columns if index != column and dated]
        for dated in (own, others):
            if dated:
                return min((_nearest(one, row) for one in dated), key=lambda found: abs(found[0] - row))[1]
        return self.written


def years_of(table: Table, mapping: Mapping) -> Years:
    """Collects what the list says about its years."""
    columns = [index for field, index in mapping.fields if field.kind is Kind.DATE]
    ends = [row.text for row in table.skipped if row.why is Skipped.FOOTER]
    return Years(
        tuple((index, _dated(table, index)) for index in columns), written_on(table.titles) or written_on(ends)
    )


def written_on(texts: Iterable[str]) -> dt.date | None:
    """Reads about when something was written from its titles: a day, else a month, else a year."""
    folded = [fold(text[:_LONGEST]) for text in texts]
    for form in (_DAY, _MONTH, _YEAR):
        days = [day for text in folded for found in form.finditer(text) if (day := _day(found.groupdict())) is not None]
        if days:
            return max(days)
    return None


def _dated(table: Table, index: int) -> Dated:
    cells = ((row.number, row.cells[index]) for row in table.rows if index < len(row.cells))
    return tuple((number, day) for number, cell in cells if (day := whole_day(cell)) is not None)


def _nearest(dated: Sequence[tuple[int, dt.date]], row: int) -> tuple[int, dt.date]:
    at = bisect.bisect(dated, row, key=lambda one: one[0])
    return min(dated[max(0, at - 1) : at + 1], key=lambda one: abs(one[0] - row))


def _day(said: dict[str, str]) -> dt.date | None:
    year = int(said["year"])
    if "month" not in said:
        return dt.date(year, *_MID_YEAR)
    try:
        return dt.date(year, int(said["month"]), int(said.get("day", _MID_MONTH)))
    except ValueError:
        return None
