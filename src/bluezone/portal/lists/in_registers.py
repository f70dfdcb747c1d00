"""Where persons who are known may stand in the registers: the kit's keys and scores, a person against the rows of lists
that offices keep. Nothing is joined, and nothing kept: a register's row says where somebody lives, and with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from bluezone.lists.duplicates.entries import Entry as Likeness
from bluezone.lists.duplicates.entries import keys_of
from bluezone.lists.duplicates.finding import find_duplicates
from bluezone.lists.duplicates.scoring import Reason
from bluezone.portal.cases.likeness import entry_of
from bluezone.portal.cases.models import Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.models import Entry, EntryKey, Kind
from bluezone.portal.lists.ports import hashed_key, likeness_of
from bluezone.portal.lists.selectors import entries_within, kinds_for
from bluezone.vietnam.words import Words

_AT_ONCE = 500
"""Values in one question; SQLite takes a thousand."""
_PERSON, _ROW = "person ", "row "
OF_PEOPLE = (Kind.HOUSEHOLD, Kind.STAFF)
"""Registers of people; contacts of a case become persons by themselves."""


@dataclass(frozen=True, slots=True)
class InRegister:
    """A row of a register that may be about somebody."""

    entry: Entry
    percent: int
    reasons: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of registers, by the keys that they share with persons."""

    rows: QuerySet[Entry]

    def with_keys(self, keys: Collection[str]) -> Iterator[Likeness]:
        """Finds the rows that share one of these keys."""
        hashed = [hashed_key(key) for key in keys]
        for at in range(0, len(hashed), _AT_ONCE):
            found = EntryKey.objects.filter(key__in=hashed[at : at + _AT_ONCE]).values("entry")
            for row in self.rows.filter(pk__in=found).order_by("pk"):
                yield replace(likeness_of(row), id=f"{_ROW}{row.pk}")


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows that were read already."""

    rows: Collection[Likeness]

    def with_keys(self, keys: Collection[str]) -> Iterator[Likeness]:
        """Gives those that share one of these keys."""
        wanted = set(keys)
        return (row for row in self.rows if not wanted.isdisjoint(keys_of(row)))


def count_in_registers(persons: Sequence[Person]) -> int:
    """How many pairs there are of one of these persons and a row of a register that look alike, whoever may see it."""
    rows = Entry.objects.filter(kind__in=OF_PEOPLE, same_as=None)
    return sum(len(found) for found in _alike(persons, rows).values())


def in_registers(staff: Staff, person: Person) -> list[InRegister]:
    """Rows that this reader may see and that may be about this person, the likeliest first."""
    found: list[InRegister] = []
    for kind in OF_PEOPLE:
        if kind in kinds_for(staff):
            rows = entries_within(staff, kind)
            alike = _alike([person], rows).get(person.pk, ())
            entries = {entry.pk: entry for entry in rows.filter(pk__in=[row for row, _, _ in alike])}
            found += [InRegister(entries[row], percent, _words(reasons)) for row, percent, reasons in alike]
    return sorted(found, key=lambda one: (-one.percent, one.entry.pk))


def _alike(persons: Iterable[Person], rows: QuerySet[Entry]) -> dict[int, list[tuple[int, int, tuple[Reason, ...]]]]:
    """Rows that look like persons, by the person: the row, per cent, and why."""
    entries = [_as_a_register_has_it(person) for person in persons]
    known = {row.id: row for row in _Rows(rows).with_keys({key for entry in entries for key in keys_of(entry)})}
    shared = {key for row in known.values() for key in keys_of(row)}
    near = [entry for entry in entries if not shared.isdisjoint(keys_of(entry))]
    found = defaultdict[int, list[tuple[int, int, tuple[Reason, ...]]]](list)
    for one in find_duplicates(near, _Found(known.values())).candidates:
        if one.other.id.startswith(_ROW):
            person, row = (int(side.id.rpartition(" ")[2]) for side in (one.one, one.other))
            found[person].append((row, round(100 * one.score), one.reasons))
    return found


def _as_a_register_has_it(person: Person) -> Likeness:
    """A person, with the commune by its code alone; the number of a card is known here by its hash, and left out."""
    entry = entry_of(person)
    commune = entry.commune.partition("-")[0] if entry.commune else None
    return replace(entry, id=f"{_PERSON}{person.pk}", commune=commune, identity=None)


def _words(reasons: Iterable[Reason]) -> tuple[Words, ...]:
    """The reasons that speak for it."""
    return tuple(reason.words for reason in reasons if reason.weight > 0)
