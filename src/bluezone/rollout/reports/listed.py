"""What the newest stored list of an office counts for an indicator: beside what is typed, and never in its place.

A list is of its day, and may not say something of everybody in it; both stand beside the count. Nobody is named.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.vietnam.numbers import grouped
from bluezone.vietnam.words import Language, Words


@dataclass(frozen=True, slots=True)
class Listed:
    """One count of one list."""

    value: int
    rows: int
    """Of the list."""
    told: int
    """Rows that say it; all of them where it is the rows that are counted."""
    day: dt.date
    """On which it was stored."""
    is_of_people: bool = False
    """Whether each row says yes or no, so that the count is one of `told`; otherwise rows are counted or added up."""
    whose: str = ""
    """Whose list it is, where it is not the office's own."""

    def __post_init__(self) -> None:
        most = self.told if self.is_of_people else self.value
        if not 0 <= self.told <= self.rows or not 0 <= self.value <= most:
            raise ValueError(f"no count of a list: {self}")

    def words(self, unit: Words) -> Words:
        """Says the count with the day of the list and of how many it is said."""
        return Words(self._said(unit, "vi"), self._said(unit, "en"))

    def _said(self, unit: Words, language: Language) -> str:
        day = f"{self.day.day}/{self.day.month}/{self.day.year}"
        if language == "vi":
            head = f"Danh sách của {self.whose}, ngày {day}" if self.whose else f"Danh sách ngày {day}"
        else:
            head = f"List of {self.whose}, {day}" if self.whose else f"List of {day}"
        return f"{head}: {self._counted(unit, language)}"

    def _counted(self, unit: Words, language: Language) -> str:
        value, told, rows = (grouped(number, language) for number in (self.value, self.told, self.rows))
        between = "trong" if language == "vi" else "of"
        count = f"{value} {between} {told}" if self.is_of_people else value
        said = f"{count} {unit.said(language)}"
        if self.told == self.rows:
            return said
        return f"{said} ({told}/{rows} dòng có ghi)" if language == "vi" else f"{said} ({told} of {rows} rows say it)"
