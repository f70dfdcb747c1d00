"""A line of reports received day by day, as points of an SVG: zero at the bottom, all that are expected at the top."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.portal.directives.selectors.progress import Day
from bluezone.portal.world import VIET_NAM

WIDTH, HEIGHT = 640, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 56, 14, 24


@dataclass(frozen=True, slots=True)
class Trend:
    """A picture of WIDTH × HEIGHT: where its points and lines stand."""

    width: int
    height: int
    line: str
    end: tuple[int, int]
    received: int
    expected: int
    floor: int
    ceiling: int
    left: int
    right: int
    due: int | None
    """Where the last day ends; None where it lies outside."""
    first_day: dt.date
    last_day: dt.date


def trend(days: Sequence[Day], expected: int, due: dt.datetime) -> Trend | None:
    """Draws the picture, where there are at least two days and somebody is expected."""
    if len(days) < 2 or expected < 1:
        return None
    last_due = due.astimezone(VIET_NAM).date()
    first, last = days[0].date, max(days[-1].date, last_due)
    span = max((last - first).days, 1)
    right, floor = WIDTH - _RIGHT, HEIGHT - _BOTTOM

    def x(day: dt.date) -> int:
        return _LEFT + round((right - _LEFT) * (day - first).days / span)

    def y(count: int) -> int:
        return floor - round((floor - _TOP) * count / expected)

    points = [(x(day.date), y(day.received)) for day in days]
    return Trend(
        WIDTH,
        HEIGHT,
        " ".join(f"{left},{top}" for left, top in points),
        points[-1],
        days[-1].received,
        expected,
        floor,
        _TOP,
        _LEFT,
        right,
        x(last_due) if first <= last_due else None,
        first,
        last,
    )
