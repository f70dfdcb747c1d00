"""Ids of contacts that the line list lacks by a hair: two programs wrote one id in two ways, and a case looks like an
unknown contact. Nothing is joined on a guess; it is told."""

from __future__ import annotations

from bluezone.lists.outbreak.contact_list import ContactList
from bluezone.lists.outbreak.line_list import LineList
from bluezone.lists.outbreak.rows import Rows, Told
from bluezone.vietnam.words import Words

_LEFT_OUT = str.maketrans("", "", " -_./")


def near_ids(cases: LineList, contacts: ContactList) -> tuple[Told, ...]:
    """Tells each id of the contacts, once, that would be one of the line list but for case, blanks, signs or a `.0`."""
    listed = {_plain(person.id): person.id for person in cases.people}
    seen, told = {person.id for person in cases.people}, list[Told]()
    for contact in contacts.contacts:
        for who in (contact.source, contact.target):
            if who in seen:
                continue
            seen.add(who)
            if (near := listed.get(_plain(who))) is not None:
                told.append(Told(contact.line, _words(who, near)))
    return tuple(told)


def other_id_column(rows: Rows, cases: LineList, contacts: ContactList) -> str | None:
    """The column that holds most ids of the contacts, where the one that was taken holds none: lists that are joined by
    names look like an outbreak in which nobody met anybody."""
    named = {who for contact in contacts.contacts for who in (contact.source, contact.target)}
    if not named or any(person.id in named for person in cases.people):
        return None
    held = [sum(row.text(column) in named for row in rows.rows) for column in range(len(rows.header))]
    most = max(held, default=0)
    return rows.header[held.index(most)] if most else None


def _plain(who: str) -> str:
    return who.casefold().removesuffix(".0").translate(_LEFT_OUT)


def _words(who: str, near: str) -> Words:
    return Words(
        f"“{who}” không có trong danh sách ca, nhưng có “{near}”; coi là hai người khác nhau.",
        f"“{who}” is not in the line list, but “{near}” is; they were taken for two people.",
    )
