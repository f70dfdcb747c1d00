"""Who exposed whom, one row each, with the days of it where the list has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.lists.outbreak.columns import FIRST_DAY, LAST_DAY, SOURCE, TARGET, find, named_column, require
from bluezone.lists.outbreak.days import day_at
from bluezone.lists.outbreak.line_list import LONGEST_ID, unusable_id
from bluezone.lists.outbreak.rows import Row, Rows, Told
from bluezone.vietnam.words import Words


@dataclass(frozen=True, slots=True)
class ContactListColumns:
    """Which columns somebody named; None leaves it to the headers."""

    source: str | None = None
    target: str | None = None
    first_day: str | None = None
    last_day: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One row: this person exposed that one, some time from the first to the last day."""

    source: str
    target: str
    line: int
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True, slots=True)
class ContactList:
    """Contacts in the order of the list. The same two may meet on several rows."""

    contacts: tuple[Contact, ...]
    columns: dict[str, str]
    """What was taken from which column."""
    told: tuple[Told, ...]


def read_contact_list(rows: Rows, named: ContactListColumns) -> ContactList:
    """Reads who exposed whom. Raises MappingError when a column is not there."""
    kept = () if named.target is None else (named_column(rows.header, named.target),)
    sources = require(rows.header, SOURCE, named.source, kept)
    targets = require(rows.header, TARGET, named.target, {sources})
    firsts = find(rows.header, FIRST_DAY, named.first_day, {sources, targets})
    lasts = find(rows.header, LAST_DAY, named.last_day, {sources, targets})
    told, contacts = list(rows.told), list[Contact]()
    for row in rows.rows:
        ends = row.text(sources), row.text(targets)
        if (wrong := _wrong_with(*ends)) is not None:
            told.append(Told(row.line, wrong))
            continue
        contacts.append(Contact(*ends, row.line, *_days(row, firsts, lasts, told)))
    taken = {"from": sources, "to": targets, "first_day": firsts, "last_day": lasts}
    columns = {what: rows.header[column] for what, column in taken.items() if column is not None}
    return ContactList(tuple(contacts), columns, tuple(sorted(told, key=lambda one: one.line)))


def _wrong_with(source: str, target: str) -> Words | None:
    for said in (source, target):
        if not 0 < len(said) <= LONGEST_ID:
            return unusable_id(said)
    if source == target:
        return Words(
            "Không ai lây cho chính mình; bỏ qua dòng này.", "Nobody exposes themselves; the row was left out."
        )
    return None


def _days(row: Row, firsts: int | None, lasts: int | None, told: list[Told]) -> tuple[dt.date | None, dt.date | None]:
    first = day_at(row, firsts, told)
    last = first if lasts == firsts else day_at(row, lasts, told)
    if first is not None and last is not None and first > last:
        told.append(
            Told(
                row.line,
                Words(
                    "Ngày cuối trước ngày đầu; coi như không rõ ngày.",
                    "The last day lies before the first; both were taken as not known.",
                ),
            )
        )
        return None, None
    return first, last
