"""A line of reports received day by day, as points of an SVG: zero at the bottom, all that are expected at the top.

Its axis ends with the deadline, whenever somebody looks: what came later is one step in a narrow fold behind it, so
that a report that is years late does not press the days before into a stroke.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.portal.directives.selectors.progress import Day, last_day_of

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 34, 34
_FOLD = 150
"""How wide the part behind the deadline is."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A picture of WIDTH × HEIGHT: where its points and lines stand."""

    width: int
    height: int
    line: str
    fold: str
    """From the deadline to what has come by now; empty before it."""
    end: tuple[int, int]
    in_time: int
    """Reports by the last day, or by now."""
    after: int
    expected: int
    floor: int
    ceiling: int
    left: int
    right: int
    due: int
    """Where the last day ends."""
    first_day: dt.date
    last_day: dt.date

    @property
    def received(self) -> int:
        """All reports that came."""
        return self.in_time + self.after


def trend(days: Sequence[Day], expected: int, due: dt.datetime, after: int, now: dt.datetime) -> Trend | None:
    """Draws the picture, where there are at least two days and somebody is expected."""
    if len(days) < 2 or expected < 1:
        return None
    first, last = days[0].date, last_day_of(due)
    span = max((last - first).days, 1)
    right, floor = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    due_at = right - _FOLD

    def x(day: dt.date) -> int:
        return _LEFT + round((due_at - _LEFT) * (day - first).days / span)

    def y(count: int) -> int:
        return floor - round((floor - _TOP) * count / expected)

    points = [(x(day.date), y(day.received)) for day in days]
    in_time, is_over = days[-1].received, now >= due
    end = (due_at + _FOLD // 2, y(in_time + after)) if is_over else points[-1]
    return Trend(
        WIDTH,
        HEIGHT,
        " ".join(f"{left},{top}" for left, top in points),
        f"{points[-1][0]},{points[-1][1]} {end[0]},{end[1]}" if is_over else "",
        end,
        in_time,
        after,
        expected,
        floor,
        _TOP,
        _LEFT,
        right,
        due_at,
        first,
        last,
    )
