"""Where the points of the chart of reports stand: days from the left to the deadline, counts from none to all."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.directives.selectors.charts import Trend, trend
from bluezone.portal.directives.selectors.progress import Day
from bluezone.portal.world import VIET_NAM

FIRST = dt.date(2020, 8, 10)
DUE = dt.datetime(2020, 8, 15, tzinfo=VIET_NAM)
"""Midnight: the 14th is the last day."""
BEFORE, AFTERWARDS = DUE - dt.timedelta(hours=1), DUE + dt.timedelta(days=3)


def drawn(*received: int, expected: int, after: int = 0, now: dt.datetime = BEFORE) -> Trend | None:
    days = [Day(FIRST + dt.timedelta(days=number), count) for number, count in enumerate(received)]
    return trend(days, expected, DUE, after, now)


def points(line: str) -> list[tuple[int, ...]]:
    return [tuple(map(int, point.split(","))) for point in line.split()]


def test_days_stand_in_even_steps_up_to_the_deadline_and_counts_between_none_and_all():
    chart = drawn(0, 1, 2, 3, 4, expected=4)

    assert chart is not None
    step, height = (chart.due - chart.left) / 4, (chart.floor - chart.ceiling) / 4
    places = [(round(chart.left + day * step), round(chart.floor - day * height)) for day in range(5)]
    assert places == points(chart.line)
    assert chart.end == places[-1]


def test_what_came_late_is_one_step_in_the_fold_behind_the_deadline():
    chart = drawn(0, 0, 1, 1, 1, expected=2, after=1, now=AFTERWARDS)

    assert chart is not None
    middle = (chart.due + chart.right) // 2
    assert [(chart.due, (chart.floor + chart.ceiling) // 2), (middle, chart.ceiling)] == points(chart.fold)
    assert (middle, chart.ceiling) == chart.end
    assert (1, 1, 2) == (chart.in_time, chart.after, chart.received)


def test_one_day_is_no_line_nor_are_days_on_which_nobody_was_expected():
    assert drawn(0, expected=3) is None
    assert drawn(0, 0, expected=0) is None
    assert drawn(0, 0, expected=1) is not None
