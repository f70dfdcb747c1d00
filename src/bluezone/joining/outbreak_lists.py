"""A line list and its contacts as numbers for `trace`, and its answers under the ids of the lists."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.lists.outbreak.contact_list import ContactList
from bluezone.lists.outbreak.line_list import LineList
from bluezone.trace.chains import Chains, chains_of
from bluezone.trace.levels import Tracing
from bluezone.trace.outbreak import undated


@dataclass(frozen=True, slots=True)
class TracedLists:
    """Two lists, traced. Numbers of persons are places in `ids`: the line list first, then contacts as they come."""

    ids: tuple[str, ...]
    listed: int
    """How many of them the line list has."""
    columns: dict[str, str]
    """What was taken from which column of either list."""
    tracing: Tracing
    chains: Chains


def trace_lists(cases: LineList, contacts: ContactList) -> TracedLists:
    """Works out the levels and chains of two lists. Nothing cuts an exposure off: no window is known without a
    regime."""
    numbers = {person.id: number for number, person in enumerate(cases.people)}
    for contact in contacts.contacts:
        for who in (contact.source, contact.target):
            numbers.setdefault(who, len(numbers))
    confirmed = bytearray(len(numbers))
    confirmed[: len(cases.people)] = bytes(person.is_confirmed for person in cases.people)
    outbreak = undated(
        bytes(confirmed),
        (numbers[contact.source] for contact in contacts.contacts),
        (numbers[contact.target] for contact in contacts.contacts),
    )
    return TracedLists(
        tuple(numbers),
        len(cases.people),
        cases.columns | contacts.columns,
        Tracing(outbreak),
        chains_of(outbreak),
    )
