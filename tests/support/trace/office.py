"""The recorded office (SocioPatterns, CC0) as an epidemiologist would have it: a line list and its contacts."""

from __future__ import annotations

import datetime as dt
from functools import cache

from bluezone.lists.outbreak.contact_list import ContactList, ContactListColumns, read_contact_list
from bluezone.lists.outbreak.line_list import LineList, LineListColumns, read_line_list
from bluezone.lists.outbreak.rows import Rows, read_rows
from bluezone.simulation.data import demo_trace_path
from bluezone.simulation.line_lists import contact_list_of, line_list_of
from bluezone.simulation.trace import Trace, read_trace
from tests.support.trace.lists import written

FIRST_DAY = dt.date(2013, 6, 24)
CASES = {2: 1, 40: 4, 75: 9}
"""By rank of how much they met others: the day of their onset, counted from 0."""


@cache
def office() -> Trace:
    return read_trace(demo_trace_path())


def office_lists(least_minutes: int) -> tuple[LineList, ContactList]:
    """Who met for so long on a day exposed each other that day."""
    cases, contacts = office_rows(least_minutes)
    return read_line_list(cases, LineListColumns()), read_contact_list(contacts, ContactListColumns())


def office_rows(least_minutes: int, first_day: dt.date = FIRST_DAY) -> tuple[Rows, Rows]:
    """Both lists as a reader of lists takes them."""
    trace = office()
    ranked = trace.busiest(len(trace.people))
    cases = line_list_of(trace, {ranked[rank]: day for rank, day in CASES.items()}, first_day)
    contacts = contact_list_of(trace, first_day, least_minutes=least_minutes)
    return read_rows(written(cases), "cases.csv"), read_rows(written(contacts), "contacts.csv")
