"""Recorded contacts as an epidemiologist would have them: a line list, and a list of who exposed whom.

Who fell ill is not in a recording: whoever asks names the cases and the days of their onset. Two who faced each other
for long enough on a day exposed each other that day, each the other one.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from bluezone.simulation.errors import ScenarioError
from bluezone.simulation.trace import BIN_S, DAY_S, Trace

Rows = Iterable[tuple[str, ...]]


def line_list_of(trace: Trace, onsets: Mapping[int, int], first_day: dt.date) -> Iterator[tuple[str, ...]]:
    """Lists the cases under a header, each with the day of its onset, counted from the first day as 0. Raises
    ScenarioError for whoever is not in the trace."""
    absent = sorted(onsets.keys() - set(trace.people))
    if absent:
        raise ScenarioError(f"nobody in the trace has the number {absent[0]}")
    yield "id", "onset"
    for person, number in sorted(onsets.items()):
        yield str(person), _day(first_day, number)


def contact_list_of(trace: Trace, first_day: dt.date, *, least_minutes: int) -> Iterator[tuple[str, ...]]:
    """Lists who exposed whom on which day under a header, in the order of days and numbers. Raises ScenarioError for
    days beyond the calendar."""
    bins = Counter(((row.t_s - 1) // DAY_S, row.i, row.j) for row in trace.rows)
    yield "from", "to", "date"
    for (number, one, other), count in sorted(bins.items()):
        if count * BIN_S < least_minutes * 60:
            continue
        for source, target in ((one, other), (other, one)):
            yield str(source), str(target), _day(first_day, number)


def write_rows(out: TextIO, rows: Rows) -> int:
    """Writes csv; how many rows there were below the header."""
    written = 0
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        written += 1
    return written - 1


def _day(first_day: dt.date, number: int) -> str:
    try:
        return (first_day + dt.timedelta(days=number)).isoformat()
    except OverflowError as error:
        raise ScenarioError(f"{number} days after {first_day.isoformat()} there is no calendar") from error
