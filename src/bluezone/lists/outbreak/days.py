"""Days in lists of outbreaks: ISO as programs write it, with or without an hour, or as people do, day before month."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from bluezone.lists.cleaning.dates import whole_day
from bluezone.lists.outbreak.rows import Row, Told
from bluezone.vietnam.words import Words

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}", re.ASCII)
_LONGEST = 64
"""Letters of the longest day that is remembered: a cell may hold 32,767."""


def day_at(row: Row, column: int | None, told: list[Told]) -> dt.date | None:
    """Reads the day of a cell, or None where it names none; what is no day is told, and the row keeps its other
    cells."""
    cell = row.at(column)
    if cell is None:
        return None
    day = _written(cell) if isinstance(cell, str) and len(cell) <= _LONGEST else whole_day(cell)
    if day is None:
        said = row.text(column)[:40]
        told.append(Told(row.line, Words(f"“{said}” không phải ngày đủ năm; để trống.", _no_day(said))))
    elif isinstance(cell, str) and (swapped := _MONTH_FIRST.fullmatch(cell)) and int(swapped[2]) > 12:
        told.append(Told(row.line, Words(f"“{cell}” ghi tháng trước; hiểu là {day:%d/%m/%Y}.", _swapped(cell, day))))
    return day


@lru_cache(maxsize=4_096)  # a list of a hundred thousand rows has a few hundred days
def _written(text: str) -> dt.date | None:
    written = _ISO.fullmatch(text)
    if written is None:
        return whole_day(text)
    try:
        return dt.date.fromisoformat(written[1])
    except ValueError:
        return None


def _no_day(said: str) -> str:
    return f"“{said}” is no whole day; it was taken as not known."


def _swapped(said: str, day: dt.date) -> str:
    return f"“{said}” has the month first; it was read as {day.isoformat()}."
