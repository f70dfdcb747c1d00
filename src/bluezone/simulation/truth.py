"""What really happened, from the trace alone: the yardstick that no radio has touched."""

from __future__ import annotations

from collections.abc import Iterable

from bluezone.simulation.trace import BIN_S, DAY_S, Trace

MUST_WARN_MINUTES = 15.0
"""Whoever was this long face to face with the case in 24 hours must be warned."""
FALSE_BELOW_MINUTES = 5.0
"""Whoever was less than this, and is warned, is warned in vain."""


def close_minutes(trace: Trace, first_case: int, until_s: int) -> dict[int, float]:
    """Minutes in their worst 24 hours (rows x 20 s) of each person who ever faced the case before `until_s`."""
    times: dict[int, list[int]] = {}
    for row in trace.rows:
        if row.t_s <= until_s and first_case in (row.i, row.j):
            times.setdefault(row.j if row.i == first_case else row.i, []).append(row.t_s)
    return {person: _most_rows_in_a_day(met) * BIN_S / 60 for person, met in sorted(times.items())}


def _most_rows_in_a_day(times: Iterable[int]) -> int:
    """The greatest number of rows within any 24 hours; `times` ascend."""
    ordered = list(times)
    most = first = 0
    for last, time_s in enumerate(ordered):
        while time_s - ordered[first] >= DAY_S:
            first += 1
        most = max(most, last - first + 1)
    return most
