"""Days as pictures: the last fourteen as dots, and a calendar of those that the owner was warned about. Pure.

Where things stand on the drawings is worked out here, as for the radar; what they mean is said in words beside them.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bluezone.device.core.diary import local_days
from bluezone.device.core.exposure import Level
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word

DOTS = 14
DOT_STEP, DOT_Y, DOTS_HEIGHT = 24, 12, 24
CELL_WIDTH, CELL_HEIGHT, HEAD = 48, 56, 24
_WEEK = 7


class Sign(enum.StrEnum):
    """What a dot says of its day."""

    WARNED = "warned"
    HEARD = "heard"
    """At least one other phone was heard."""
    NOBODY = "nobody"
    """Nobody was heard, or Bluezone was off: the phone cannot tell these apart."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One day in the row of dots."""

    date: dt.date
    sign: Sign
    x: int


def dots(today: dt.date, heard: Collection[dt.date], warned: Collection[dt.date]) -> list[Dot]:
    """The last fourteen days, today at the right."""
    return [
        Dot(date, _sign(date, heard, warned), DOT_STEP // 2 + at * DOT_STEP)
        for at, date in enumerate(reversed(list(local_days(today, DOTS))))
    ]


def _sign(date: dt.date, heard: Collection[dt.date], warned: Collection[dt.date]) -> Sign:
    if date in warned:
        return Sign.WARNED
    return Sign.HEARD if date in heard else Sign.NOBODY


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar; the nearer person's level where there are two."""

    date: dt.date
    x: int
    y: int
    is_today: bool
    is_kept: bool
    """Whether this phone still has that day, or has it already."""
    level: Level | None = None
    least: int = 0
    most: int = 0
    """Minutes near, of that level."""
    at_place: bool = False
    """Whether a place that was visited that day is warned about."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whole weeks from Monday on, the oldest first."""

    cells: tuple[Cell, ...]

    @property
    def width(self) -> int:
        return _WEEK * CELL_WIDTH

    @property
    def height(self) -> int:
        return HEAD + len(self.cells) // _WEEK * CELL_HEIGHT

    @property
    def has_people(self) -> bool:
        return any(cell.level is not None for cell in self.cells)

    @property
    def has_places(self) -> bool:
        return any(cell.at_place for cell in self.cells)

    @property
    def warned(self) -> tuple[Cell, ...]:
        """The days that are marked, as the table beneath has them."""
        return tuple(cell for cell in self.cells if cell.level is not None or cell.at_place)


def calendar(today: dt.date, kept: int, warnings: Iterable[Warning], places: Collection[dt.date]) -> Calendar:
    """The weeks of the days that are kept, and of older ones that were warned about."""
    nearest: dict[dt.date, Warning] = {}
    for warning in sorted(warnings, key=lambda told: told.level):
        nearest.setdefault(warning.date, warning)
    oldest_kept = today - dt.timedelta(days=kept - 1)
    oldest = min([oldest_kept, *nearest, *places])
    first = oldest - dt.timedelta(days=oldest.weekday())
    last = max([today, *nearest, *places])
    weeks = (last - first).days // _WEEK + 1
    cells = []
    for at in range(weeks * _WEEK):
        date = first + dt.timedelta(days=at)
        told = nearest.get(date)
        cells.append(
            Cell(
                date,
                at % _WEEK * CELL_WIDTH,
                HEAD + at // _WEEK * CELL_HEIGHT,
                is_today=date == today,
                is_kept=oldest_kept <= date <= today,
                level=told.level if told else None,
                least=told.least if told else 0,
                most=told.most if told else 0,
                at_place=date in places,
            )
        )
    return Calendar(tuple(cells))
