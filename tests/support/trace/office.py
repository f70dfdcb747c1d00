"""The recorded office (SocioPatterns, CC0) as an epidemiologist would have it: a line list and its contacts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

from bluezone.lists.outbreak.contact_list import ContactList, ContactListColumns, read_contact_list
from bluezone.lists.outbreak.line_list import LineList, LineListColumns, read_line_list
from bluezone.lists.outbreak.rows import read_rows
from bluezone.simulation.data import demo_trace_path
from bluezone.simulation.trace import BIN_S, DAY_S, Trace, read_trace
from tests.support.trace.lists import written

FIRST_DAY = dt.date(2013, 6, 24)
CASES = {2: 1, 40: 4, 75: 9}
"""By rank of how much they met others: the day of their onset, counted from 0."""


@cache
def office() -> Trace:
    return read_trace(demo_trace_path())


def office_lists(least_minutes: int) -> tuple[LineList, ContactList]:
    """Who met for so long on a day exposed each other that day."""
    trace = office()
    ranked = trace.busiest(len(trace.people))
    cases = [("id", "onset"), *((ranked[rank], _day(number)) for rank, number in CASES.items())]
    minutes = Counter(((row.t_s - 1) // DAY_S, row.i, row.j) for row in trace.rows)
    met = sorted(day_pair for day_pair, bins in minutes.items() if bins * BIN_S >= least_minutes * 60)
    ends = ((day, *pair) for day, i, j in met for pair in ((i, j), (j, i)))
    contacts = [("from", "to", "date"), *((source, target, _day(day)) for day, source, target in ends)]
    return (
        read_line_list(read_rows(written(cases), "cases.csv"), LineListColumns()),
        read_contact_list(read_rows(written(contacts), "contacts.csv"), ContactListColumns()),
    )


def _day(number: int) -> str:
    return (FIRST_DAY + dt.timedelta(days=number)).isoformat()
