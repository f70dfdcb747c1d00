"""Days and times as people write them: "thứ Ba, 11/8" and "Tuesday, 11 August"; hours always of 24.

Pure: the moment and the zone are arguments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

WEEK = (0, 1, 2, 3, 4, 5, 6)
"""Monday to Sunday, as `datetime.date.weekday` counts."""
_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_WEEKDAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_EVERY_DAY = {"vi": "hằng ngày", "en": "every day"}
_TO = {"vi": "đến", "en": "to"}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_name(date: dt.date, language: str, *, sentence: bool = False) -> str:
    """Writes the weekday with its date; `sentence` when it opens one ("Thứ Ba, 11/8")."""
    named = f"{_WEEKDAYS[language][date.weekday()]}, {day_and_month(date, language)}"
    return named[0].upper() + named[1:] if sentence else named


def day_and_month(date: dt.date, language: str) -> str:
    """Writes a day without its year: 11/8, or 11 August."""
    return f"{date.day}/{date.month}" if language == "vi" else f"{date.day} {_MONTHS[date.month - 1]}"


def short_weekdays(language: str) -> tuple[str, ...]:
    """The heads of a calendar's columns, from Monday on: T2 to CN, or Mon to Sun."""
    return _SHORT_WEEKDAYS[language]


def weekdays(days: Sequence[int], language: str) -> str:
    """Names days of the week, 0 being Monday, and what follows on one another by its ends: "thứ Hai đến thứ Sáu"."""
    if set(days) == set(WEEK):
        return _EVERY_DAY[language]
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run(run, language) for run in runs)


def full_date(date: dt.date) -> str:
    """Writes a whole date, 05/08/2020, in both languages: forms and registers of the country have it so."""
    return f"{date:%d/%m/%Y}"


def clock_time(moment: dt.datetime) -> str:
    """Writes a time, 14:05, in the moment's own zone."""
    return f"{moment:%H:%M}"


def _run(days: list[int], language: str) -> str:
    names = [_WEEKDAYS[language][day] for day in days]
    return f"{names[0]} {_TO[language]} {names[-1]}" if len(names) > 2 else ", ".join(names)
