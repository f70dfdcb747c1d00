"""A line list and a contact list read together under one mapping: people with what is known of them, and who met whom.

    (Rows, Rows, NamedHeaders) → TwoLists

Ids link the lists. A contact list without ids of its contacts names them: then the same words are the same person
within that list, and whether somebody of another list is meant is for people to say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from bluezone.lists.outbreak.columns import TARGET, find
from bluezone.lists.outbreak.contact_list import Contact, ContactList, ContactListColumns, read_contact_list
from bluezone.lists.outbreak.days import day_at
from bluezone.lists.outbreak.known_people import NOBODY, Known, known_at
from bluezone.lists.outbreak.line_list import LineList, LineListColumns, Listed, read_line_list
from bluezone.lists.outbreak.named_headers import Class, Meeting, NamedHeaders, plain
from bluezone.lists.outbreak.near_ids import near_ids
from bluezone.lists.outbreak.rows import Row, Rows, Told
from bluezone.lists.outbreak.whole_rows import SECTION
from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.words import Words

_MADE = "(id made of the name)"
_LONGEST_PLACE = 120
_NUMBER_OF_A_CASE = re.compile(r"BN\s?\d+\w*", re.IGNORECASE)
_OF_A_PERSON = ("name", "family_name", "given_name", "phone", "birth", "commune")


class Which(Enum):
    """The list in which a line stands."""

    CASES = "cases"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody of either list."""

    id: str
    line: int = 0
    """Of the line list; 0 for whoever stands in the contact list alone."""
    known: Known = NOBODY
    classification: Class | None = None
    """None: of the contact list alone."""
    onset: dt.date | None = None
    """The day of symptoms. Where the list has none, the first that is known on which the person was reported, set apart
    or met somebody: a later one would cut meetings off that may have counted."""
    onset_is_stated: bool = True
    set_apart: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """One row of the contact list."""

    source: str
    target: str
    line: int
    first_day: dt.date | None
    last_day: dt.date | None
    kind: Meeting = Meeting.OTHER
    place: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about one line of a list."""

    which: Which
    line: int
    words: Words


@dataclass(frozen=True, slots=True)
class TwoLists:
    """Everybody of both lists once, those of the line list first, and who met whom, as the list has it."""

    people: tuple[Involved, ...]
    meetings: tuple[Met, ...]
    left_out: tuple[Remark, ...]
    """Rows that were not taken."""
    remarks: tuple[Remark, ...]
    """What of rows that were taken was not."""


def read_two_lists(cases: Rows, contacts: Rows, mapping: NamedHeaders, today: dt.date) -> TwoLists:
    """Reads both. Raises MappingError when a column is not there without which nothing can be read."""
    listed, told, people = _people(cases, mapping, today)
    met, of_contacts, meetings = _meetings(contacts, mapping, today, people)
    of_contacts += near_ids(listed, met)
    _file_under_first_meeting(people, meetings)
    left_out, remarks = list[Remark](), list[Remark]()
    for which, lines, every in (
        (Which.CASES, {one.line for one in listed.people}, told),
        (Which.CONTACTS, {one.line for one in met.contacts}, of_contacts),
    ):
        for one in every:
            (remarks if one.line in lines else left_out).append(Remark(which, one.line, one.words))
    return TwoLists(tuple(people.values()), tuple(meetings), tuple(left_out), tuple(remarks))


def _people(rows: Rows, mapping: NamedHeaders, today: dt.date) -> tuple[LineList, list[Told], dict[str, Involved]]:
    named = _columns(rows.header, mapping.cases)
    ids, onsets, aparts = (_header(rows, named, what) for what in ("id", "onset", "set_apart"))
    listed = read_line_list(rows, LineListColumns(ids, onsets, None, aparts))
    taken = {rows.header.index(header) for header in listed.columns.values()}
    told, by_line = list(listed.told), {row.line: row for row in rows.rows}
    facts = {what: at for what, at in named.items() if what in _OF_A_PERSON and at not in taken}
    people = {}
    for one in listed.people:
        row = by_line[one.line]
        people[one.id] = Involved(
            one.id,
            one.line,
            known_at(row, facts, today, told),
            _class_at(row, named.get("class"), mapping, told),
            one.onset or _reported(row, named, one, told),
            one.onset is not None,
            one.set_apart,
        )
    return listed, told, people


def _reported(row: Row, named: Mapping[str, int], one: Listed, told: list[Told]) -> dt.date | None:
    """The day under which a case is filed whose onset is not known."""
    return day_at(row, named.get("reported"), told) or one.set_apart


def _file_under_first_meeting(people: dict[str, Involved], meetings: Iterable[Met]) -> None:
    for met in meetings:
        source, day = people[met.source], met.first_day or met.last_day
        if source.classification is None or source.onset_is_stated or day is None:
            continue
        people[met.source] = replace(source, onset=min(day, source.onset or day))


def _class_at(row: Row, column: int | None, mapping: NamedHeaders, told: list[Told]) -> Class:
    if column is None:
        return Class.CONFIRMED
    said = row.text(column)
    found = mapping.classes.get(plain(said))
    if found is None:
        told.append(Told(row.line, _unknown_class(said[:40])))
        return Class.SUSPECTED
    return found


def _unknown_class(said: str) -> Words:
    return Words(
        f"Không hiểu phân loại “{said}”; ghi là nghi ngờ.",
        f"“{said}” is no classification that is known; the person was taken for suspected.",
    )


def _meetings(
    rows: Rows, mapping: NamedHeaders, today: dt.date, people: dict[str, Involved]
) -> tuple[ContactList, list[Told], list[Met]]:
    """Reads who met whom, and adds whom the line list does not have to `people`."""
    named = _columns(rows.header, mapping.contacts)
    facts = {what: at for what, at in named.items() if what in _OF_A_PERSON}
    notes = list[Told]()
    known = {row.line: known_at(row, facts, today, notes) for row in rows.rows} if facts else {}
    rows = _completed(rows, named, facts, known)
    wanted = ("source", "target", "first_day", "last_day")
    met = read_contact_list(rows, ContactListColumns(*(_header(rows, named, what) for what in wanted)))
    by_line, told = {row.line: row for row in rows.rows}, [*met.told, *notes]
    meetings = []
    for one in met.contacts:
        row = by_line[one.line]
        _involve(one, known.get(one.line, NOBODY), day_at(row, named.get("set_apart"), told), people)
        kind, place = mapping.kind(row.text(named.get("kind"))), row.text(named.get("place"))[:_LONGEST_PLACE]
        meetings.append(Met(one.source, one.target, one.line, one.first_day, one.last_day, kind, place))
    return met, told, meetings


def _involve(contact: Contact, known: Known, set_apart: dt.date | None, people: dict[str, Involved]) -> None:
    """Adds both ends; what the row says of the one exposed completes what is known of them."""
    people.setdefault(contact.source, Involved(contact.source))
    before = people.setdefault(contact.target, Involved(contact.target))
    people[contact.target] = replace(
        before, known=before.known.joined_with(known), set_apart=before.set_apart or set_apart
    )


def _completed(rows: Rows, named: dict[str, int], facts: Collection[str], known: Mapping[int, Known]) -> Rows:
    """Gives rows that name their people and have no ids of them a column of ids; where no column says who exposed
    them, the heading above them does."""
    if "source" not in named and SECTION in rows.header:
        named["source"] = rows.header.index(SECTION)
        rows = Rows(rows.header, tuple(map(_heading_as_id, rows.rows)), rows.told)
    if "target" in named or not {"name", "family_name", "given_name"} & set(facts) or _has_targets(rows, named):
        return rows
    named["target"], width = len(rows.header), len(rows.header)
    filled = (Row(row.line, (*_padded(row, width), known[row.line].as_id() or None)) for row in rows.rows)
    return Rows((*rows.header, _MADE), tuple(filled), rows.told)


def _has_targets(rows: Rows, named: Mapping[str, int]) -> bool:
    return find(rows.header, TARGET, None, set(named.values())) is not None


def _padded(row: Row, width: int) -> tuple[Cell, ...]:
    return (*row.cells[:width], *[None] * (width - len(row.cells)))


def _heading_as_id(row: Row) -> Row:
    """Takes the number of a case out of a heading such as “F1 của BN 12 (Trường THPT)”."""
    said = row.text(len(row.cells) - 1)
    found = _NUMBER_OF_A_CASE.search(said)
    return Row(row.line, (*row.cells[:-1], found.group().replace(" ", "") if found else None))


def _columns(header: tuple[str, ...], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Finds the column of each thing by the surest of its headers, each column once."""
    written, found = [plain(name) for name in header], dict[str, int]()
    for what, headers in wanted.items():
        at = next((written.index(known) for known in headers if known in written), None)
        if at is not None and at not in found.values():
            found[what] = at
    return found


def _header(rows: Rows, named: Mapping[str, int], what: str) -> str | None:
    return rows.header[named[what]] if what in named else None
