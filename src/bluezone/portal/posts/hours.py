"""When a door is open, by the day of the week: said in spans that several days share, kept a day each.

Pure. A span that closes before it opens ends on the next day. A door of no hours stands open always; one that has hours
is shut on the days that have none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bluezone.portal.errors import RefusedError
from bluezone.vietnam.days import WEEK, weekdays

_SHUT = {"vi": "{days} đóng cửa", "en": "closed: {days}"}
Week: TypeAlias = Mapping[int, tuple[dt.time, dt.time]]
"""When it opens and closes, by the day of the week; 0 is Monday."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hours that some days of the week share. Raises RefusedError for such as cannot be."""

    opens: dt.time
    closes: dt.time
    days: tuple[int, ...] = WEEK

    def __post_init__(self) -> None:
        if self.opens == self.closes:
            raise RefusedError("a door that opens at a time closes at another")
        if not self.days or not set(self.days) <= set(WEEK):
            raise RefusedError("hours are those of some days of the week")

    def said(self, language: str) -> str:
        """Writes it as it stands on a door: "thứ Hai đến thứ Sáu 07:00–17:00"."""
        return f"{weekdays(self.days, language)} {self.opens:%H:%M}–{self.closes:%H:%M}"


def week_of(spans: Iterable[Span]) -> Week:
    """Lays spans out by day; of a day that several name the last one has it."""
    return {day: (span.opens, span.closes) for span in spans for day in span.days}


def spans_of(week: Week) -> tuple[Span, ...]:
    """Says a week in spans, that of the most days first, and of as many that of the earlier day."""
    alike: dict[tuple[dt.time, dt.time], list[int]] = {}
    for day, hours in sorted(week.items()):
        alike.setdefault(hours, []).append(day)
    found = [Span(*hours, tuple(days)) for hours, days in alike.items()]
    return tuple(sorted(found, key=lambda span: (-len(span.days), span.days)))


def hours_said(week: Week, language: str) -> list[str]:
    """Writes a week as people read it, a span a line; nothing where a door stands open always."""
    spans = sorted(spans_of(week), key=lambda span: span.days)
    shut = tuple(day for day in WEEK if week and day not in week)
    said = [span.said(language) for span in spans]
    return [*said, _SHUT[language].format(days=weekdays(shut, language))] if shut else said
