"""People of an outbreak, one row each. Whoever is listed is a confirmed case, unless a column says who is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.lists.outbreak.columns import ID, ONSET, SET_APART, find, named_column, require
from bluezone.lists.outbreak.days import day_at
from bluezone.lists.outbreak.rows import Row, Rows, Told
from bluezone.vietnam.folding import fold
from bluezone.vietnam.words import Words

LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class LineListColumns:
    """Which columns somebody named; None leaves it to the headers."""

    id: str | None = None
    onset: str | None = None
    confirmed: tuple[str, str] | None = None
    """A column, and what it says of a confirmed case; None: everybody is one."""
    set_apart: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a line list."""

    id: str
    line: int
    onset: dt.date | None
    set_apart: dt.date | None
    """The day of isolation, where the list has a column of it."""
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class LineList:
    """People by id, each once, in the order of the list."""

    people: tuple[Listed, ...]
    columns: dict[str, str]
    """What was taken from which column."""
    told: tuple[Told, ...]


def read_line_list(rows: Rows, named: LineListColumns) -> LineList:
    """Reads who stands in the list. Raises MappingError when a column is not there."""
    ids = require(rows.header, ID, named.id)
    onsets = find(rows.header, ONSET, named.onset, {ids})
    aparts = find(rows.header, SET_APART, named.set_apart, {ids} if onsets is None else {ids, onsets})
    classes = named_column(rows.header, named.confirmed[0]) if named.confirmed else None
    wanted = fold(named.confirmed[1]) if named.confirmed else ""
    told, people = list(rows.told), dict[str, Listed]()
    for row in rows.rows:
        if (who := _id_of(row, ids, people, told)) is not None:
            is_confirmed = classes is None or fold(row.text(classes)) == wanted
            onset, apart = day_at(row, onsets, told), day_at(row, aparts, told)
            people[who] = Listed(who, row.line, onset, apart, is_confirmed)
    taken = {"id": ids, "onset": onsets, "isolation": aparts, "class": classes}
    columns = {what: rows.header[column] for what, column in taken.items() if column is not None}
    return LineList(tuple(people.values()), columns, tuple(sorted(told, key=lambda one: one.line)))


def _id_of(row: Row, column: int, people: dict[str, Listed], told: list[Told]) -> str | None:
    who = row.text(column)
    if not 0 < len(who) <= LONGEST_ID:
        told.append(Told(row.line, unusable_id(who)))
        return None
    if who in people:
        before = people[who].line
        told.append(
            Told(
                row.line,
                Words(
                    f"Mã “{who}” đã có ở dòng {before}; giữ dòng trước, bỏ qua dòng này.",
                    f"The id “{who}” stands on line {before} already; that one counts, this row was left out.",
                ),
            )
        )
        return None
    return who


def unusable_id(said: str) -> Words:
    """Says why a row without an id that can be used is left out."""
    if not said:
        return Words("Không có mã; bỏ qua dòng này.", "There is no id; the row was left out.")
    return Words(
        f"Mã dài hơn {LONGEST_ID} ký tự; bỏ qua dòng này.",
        f"The id has more than {LONGEST_ID} letters; the row was left out.",
    )
