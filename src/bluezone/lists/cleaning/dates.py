"""Dates as people type them, and births of which often only the year is known.

Day comes before month, always, as everywhere in Viet Nam; a month above 12 shows that somebody's computer thought
otherwise, and is asked about. Nothing here reads the clock: `today` says what two digits of a year mean and what lies
in the future, and `near` which year is meant where a day has none.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bluezone.lists.cleaning.cleaned import Cleaned, Note, asked, changed, wrong
from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.folding import fold

OLDEST_YEAR = 1900
_SERIAL_ZERO = dt.date(1899, 12, 30)
"""Day 0 of Excel's count, for days after its 29 February 1900 that never was."""
_SERIALS = range(367, 80_000)
"""1901 to 2119, less the numbers that are years."""
_YEARS = range(1880, 2101)
_LEAP_GAP = 8
"""Years at most between two 29ths of February."""
_LAST_DAY = dt.date(_YEARS[-1], 12, 31)
_WHOLE = re.compile(r"(?:19|20)\d\d")

_NUMBERS = re.compile(r"(\d{1,4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,4})")
_WORDS = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*thang\s*(\d{1,2})\s*(?:nam\s*)?(\d{2,4})")
_MONTH = re.compile(r"(?:thang\s*)?(\d{1,2})\s*[/.\-]\s*(\d{4})|thang\s*(\d{1,2})\s*nam\s*(\d{4})")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4})")
_YEAR = re.compile(r"(?:nam\s*)?(\d{4})")
_NO_YEAR = re.compile(r"(?:ngay\s*)?(?P<day>\d{1,2})\s*(?:/|thang)\s*(?P<month>\d{1,2})")
_STRETCH = re.compile(
    r"(?:tu\s*)?(?:ngay\s*)?\d{1,2}(?:[/.]\d{1,2})?(?:[/.]\d{2,4})?\s*(?:-|–|den|toi)\s*"
    r"(?:ngay\s*)?(?P<last>\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)"
)
_CLOCK = re.compile(r"[\st]*\d{1,2}(?::|h|g)\d{0,2}(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm|sa|ch)?[\s,]*")


@dataclass(frozen=True, slots=True)
class Birth:
    """A day or year of birth, as far as it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day without a month is none")
        dt.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __str__(self) -> str:
        known = [f"{part:02}" for part in (self.day, self.month) if part is not None]
        return "/".join([*known, f"{self.year:04}"])


def clean_date(cell: Cell, today: dt.date, near: dt.date | None = None) -> Cleaned[dt.date]:
    """Reads the day that a cell names; without a year it is the one next to `near`, or the latest that has been."""
    if isinstance(cell, str) and (loose := _loose_day(cell, today, near)) is not None:
        return loose
    parts, notes = _read(cell, today)
    if parts is None:
        return Cleaned(None, notes)
    if parts.month is None or parts.day is None:
        return Cleaned(
            None, (*notes, wrong(f"“{cell}” thiếu ngày hoặc tháng.", f"“{cell}” lacks the day or the month."))
        )
    day = dt.date(parts.year, parts.month, parts.day)
    if day > today:
        notes = (*notes, asked(f"Ngày {day:%d/%m/%Y} ở tương lai.", f"{day:%d/%m/%Y} lies in the future."))
    return Cleaned(day, notes)


def whole_day(cell: Cell) -> dt.date | None:
    """Reads a day that is written whole, with four digits of its year, or None."""
    if isinstance(cell, int | float | None) or (isinstance(cell, str) and not _WHOLE.search(cell)):
        return None
    parts, _ = _read(cell, _LAST_DAY)
    return dt.date(parts.year, parts.month, parts.day) if parts is not None and parts.month and parts.day else None


def clean_birth(cell: Cell, today: dt.date) -> Cleaned[Birth]:
    """Reads the date or the year of somebody's birth."""
    birth, notes = _read(cell, today)
    if birth is None:
        return Cleaned(None, notes)
    if (birth.year, birth.month or 1, birth.day or 1) > (today.year, today.month, today.day):
        return Cleaned(None, (*notes, wrong(f"Sinh {birth} ở tương lai.", f"Born {birth} lies in the future.")))
    if birth.year < today.year - 115:
        return Cleaned(birth, (*notes, asked(f"Sinh {birth}: hơn 115 tuổi?", f"Born {birth}: older than 115?")))
    return Cleaned(birth, notes)


def _loose_day(text: str, today: dt.date, near: dt.date | None) -> Cleaned[dt.date] | None:
    """Reads a day without its year, and of a stretch the last. Both are asked."""
    folded = fold(text).strip(" .")
    if found := _STRETCH.fullmatch(folded):
        last = clean_date(found["last"], today, near).value
        words = "là một khoảng ngày; đã lấy ngày cuối", "is a stretch of days; its last was taken"
    elif found := _NO_YEAR.fullmatch(folded):
        last = _without_year(int(found["day"]), int(found["month"]), today, near)
        words = "thiếu năm; đã hiểu là", "lacks the year; it was read as"
        if near is not None:
            words = (
                "thiếu năm; theo các ngày khác trong danh sách là",
                "lacks the year; by other days of the list it is",
            )
    else:
        return None
    if last is None:
        return None
    note = asked(f"“{text}” {words[0]} {last:%d/%m/%Y}.", f"“{text}” {words[1]} {last:%d/%m/%Y}.", f"{last:%d/%m/%Y}")
    return Cleaned(last, (note,))


def _without_year(day: int, month: int, today: dt.date, near: dt.date | None) -> dt.date | None:
    """Finds the day of some year next to `near`, in its own year where two are as near; else the latest until today."""
    about = today if near is None else near
    days = list(_in_years(day, month, range(about.year - _LEAP_GAP, about.year + _LEAP_GAP + 1)))
    if near is None:
        return max((found for found in days if found <= today), default=None)
    return min(days, key=lambda found: (abs(found - near), found.year != near.year), default=None)


def _in_years(day: int, month: int, years: range) -> Iterator[dt.date]:
    for year in years:
        with contextlib.suppress(ValueError):
            yield dt.date(year, month, day)


def _read(cell: Cell, today: dt.date) -> tuple[Birth | None, tuple[Note, ...]]:
    if cell is None or isinstance(cell, bool):
        return None, ()
    if isinstance(cell, dt.date):
        return _whole(cell.year, cell.month, cell.day, cell)
    if isinstance(cell, int | float):
        return _number(cell)
    return _text(cell, today)


def _number(value: float) -> tuple[Birth | None, tuple[Note, ...]]:
    """Reads a year, or a day as spreadsheets count them."""
    if value in _YEARS:
        return Birth(int(value)), ()
    if int(value) in _SERIALS:
        day = _SERIAL_ZERO + dt.timedelta(days=int(value))
        note = changed(
            f"Số {value:g} của Excel là ngày {day:%d/%m/%Y}.", f"Excel's number {value:g} is {day:%d/%m/%Y}."
        )
        return Birth(day.year, day.month, day.day), (note,)
    digits = f"{value:.0f}"
    if value > 0 and len(digits) in {7, 8}:  # 05012020 that lost its zero as a number
        return _whole(int(digits[-4:]), int(digits[-6:-4]), int(digits[:-6]), digits)
    return None, (_no_date(digits),)


def _text(text: str, today: dt.date) -> tuple[Birth | None, tuple[Note, ...]]:
    folded = _CLOCK.sub(" ", fold(text)).strip(" .,;'")
    if not folded or folded in {"-", "khong ro", "khong"}:
        return None, ()
    if folded.isdecimal() and len(folded) == 5 and int(folded) in _SERIALS:
        return _number(int(folded))
    if found := _NUMBERS.fullmatch(folded) or _RUN.fullmatch(folded) or _WORDS.fullmatch(folded):
        return _three(found.groups(), text, today)
    if found := _MONTH.fullmatch(folded):
        month, year = (int(group) for group in found.groups() if group)
        return _whole(year, month, None, text)
    if found := _YEAR.fullmatch(folded):
        return _whole(int(found[1]), None, None, text)
    return None, (_no_date(text),)


def _three(groups: tuple[str, ...], text: str, today: dt.date) -> tuple[Birth | None, tuple[Note, ...]]:
    first, month, last = groups
    if len(first) == 4:
        return _whole(int(first), int(month), int(last), text)
    if len(first) > 2 or len(last) == 3 or len(last) == 1:
        return None, (_no_date(text),)
    year, notes = _century(last, today)
    if int(month) > 12 >= int(first):
        birth, more = _whole(year, int(first), int(month), text)
        swapped = asked(
            f"“{text}” viết tháng trước ngày? Đã hiểu là {birth}.",
            f"“{text}” has the month first? It was read as {birth}.",
            str(birth),
        )
        return birth, (swapped,) if birth else more
    birth, more = _whole(year, int(month), int(first), text)
    return birth, (*(replace(note, suggestion=str(birth)) for note in notes if birth), *more)


def _century(digits: str, today: dt.date) -> tuple[int, tuple[Note, ...]]:
    """Reads two digits as the latest year with these digits that is not in the future."""
    if len(digits) == 4:
        return int(digits), ()
    year = today.year // 100 * 100 + int(digits)
    year = year if year <= today.year else year - 100
    return year, (asked(f"Năm “{digits}” được hiểu là {year}.", f"The year “{digits}” was read as {year}.", str(year)),)


def _whole(year: int, month: int | None, day: int | None, said: object) -> tuple[Birth | None, tuple[Note, ...]]:
    if not OLDEST_YEAR - 20 <= year <= _YEARS[-1]:
        return None, (_no_date(said),)
    try:
        return Birth(year, month, day), ()
    except ValueError:
        return None, (wrong(f"“{said}” không có trên lịch.", f"“{said}” is not in the calendar."),)


def _no_date(said: object) -> Note:
    return wrong(f"“{said}” không phải ngày tháng.", f"“{said}” is no date.")
