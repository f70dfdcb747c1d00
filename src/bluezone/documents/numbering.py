"""The letters, figures and dates of official papers, as Nghị định 30/2020/NĐ-CP writes them.

Pure arithmetic of signs: what number comes after which, when a leading zero stands, in which order the letters of
điểm run. The same functions write our papers and say what a foreign one should have written.
"""

from __future__ import annotations

import datetime as dt
import re

POINT_LETTERS = tuple("abcdđeghiklmnopqrstuv")
"""Điểm run in the order of the Vietnamese alphabet: d is followed by đ, and there is no f, j, w or z. Letters with a
hat or a horn (ă, â, ê, ô, ơ, ư) are not used."""
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LAST_ROMAN = 39
_SYMBOL = re.compile(r"[A-ZĐ]+[0-9]*(?:[A-ZĐa-zđ]*)(?:-[A-ZĐ][A-ZĐa-zđ0-9]*)+")
_DATE = re.compile(r"ngày\s+(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>\d{4})")


def two_digits(number: int) -> str:
    """Writes a number with two digits: those below ten carry a zero, 05."""
    return f"{number:02d}"


def month_digits(month: int) -> str:
    """Writes a month: only January and February carry a zero, as a hand could turn 1 into 11 or 12, 3 into nothing."""
    return f"{month:02d}" if month <= 2 else str(month)


def long_date(date: dt.date) -> str:
    """Writes a date in words: ngày 05 tháng 01 năm 2020."""
    return f"ngày {two_digits(date.day)} tháng {month_digits(date.month)} năm {date.year}"


def open_date(year: int) -> str:
    """Writes the date of a draft, which is filled in when it is signed."""
    return f"ngày      tháng      năm {year}"


def roman(number: int) -> str:
    """Writes a roman number, as of phần, chương and phụ lục."""
    if not 1 <= number <= _LAST_ROMAN:
        raise ValueError(f"no paper has {number} parts")
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def is_symbol(text: str) -> bool:
    """Whether a text is a symbol: groups of capitals joined by hyphens, UBND-VHTT. QyĐ and CTr carry small letters."""
    return _SYMBOL.fullmatch(text) is not None


def date_in(text: str) -> tuple[str, str, str] | None:
    """Finds day, month and year as they are written, or None."""
    match = _DATE.search(text)
    return (match["day"], match["month"], match["year"]) if match else None


def is_in_calendar(day: str, month: str, year: str) -> bool:
    """Whether there is such a day."""
    try:
        dt.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
