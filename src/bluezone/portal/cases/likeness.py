"""Who among the persons known looks like another one: the import kit's keys and scores (`lists/duplicates`) over the
table of persons. Reads alone, and of everybody: what came of it is shown to whoever may see both names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.cleaning.phones import dialled_today
from bluezone.lists.duplicates.entries import Entry, keys_of
from bluezone.lists.duplicates.finding import MAX_BLOCK, find_duplicates
from bluezone.lists.duplicates.scoring import Reason, reasons_for, score_of
from bluezone.portal.cases.models import Person
from bluezone.portal.places.paths import SEPARATOR
from bluezone.vietnam.folding import fold_words

MOST_ASKED_FOR = 100
"""Persons whose like are asked for by their keys. A list of more has so many keys that most people share one of them:
then everybody known is read once."""
_Compared = tuple[int, str, str, int | None, str, str]
"""Number, name, telephone, year of birth, path, hash of the card."""
_COMPARED = ("pk", "full_name", "phone", "birth_year", "path", "identity_hash")
_READ_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Alike:
    """Two persons who may be the same, by their numbers, the lower first, and why."""

    one: int
    other: int
    score: float
    reasons: tuple[Reason, ...]


def alike_among(persons: Sequence[Person]) -> list[Alike]:
    """Finds pairs of these, and of one of these and anybody known, that look alike."""
    entries, these = [entry_of(person) for person in persons], frozenset(person.pk for person in persons)
    known = KnownPersons(these) if len(entries) <= MOST_ASKED_FOR else KnownToMany.of(entries, these)
    found = {
        _ordered(candidate.one, candidate.other): candidate.reasons
        for candidate in find_duplicates(entries, known).candidates
    }
    found |= {pair: reasons for pair, reasons in _of_one_card(entries) if pair not in found}
    return [Alike(*pair, score_of(reasons), reasons) for pair, reasons in found.items()]


@dataclass(frozen=True, slots=True)
class KnownPersons:
    """Everybody who is known, but for some."""

    without: frozenset[int]

    def with_keys(self, keys: Collection[str]) -> Iterator[Entry]:
        """Finds those who share one of these keys; nobody for a key that too many share."""
        asked: defaultdict[str, list[list[str]]] = defaultdict(list)
        for key in keys:
            kind, *parts = key.split(":")
            asked[kind].append(parts)
        meant, sharing = set(keys), defaultdict(list)
        for person in _asked_for(asked).order_by("pk"):
            if person.pk not in self.without:
                entry = entry_of(person)
                for key in meant.intersection(keys_of(entry)):
                    sharing[key].append(entry)
        told = {entry.id: entry for entries in sharing.values() if len(entries) <= MAX_BLOCK for entry in entries}
        yield from told.values()


@dataclass(frozen=True, slots=True)
class KnownToMany:
    """Everybody known who shares a key with one of many: read a single time, however many keys are asked for."""

    sharing: Mapping[str, list[Entry]]
    """Who shares a key with one of the many; of a key that too many share, one more than are compared."""

    @classmethod
    def of(cls, entries: Sequence[Entry], without: frozenset[int]) -> KnownToMany:
        """Reads everybody who is known, but for some, and keeps whoever shares a key with one of these entries."""
        sharing: dict[str, list[Entry]] = {key: [] for entry in entries for key in keys_of(entry)}
        for row in Person.objects.order_by("pk").values_list(*_COMPARED).iterator(_READ_AT_ONCE):
            if row[0] not in without:
                entry = _entry(row)
                for key in sharing.keys() & keys_of(entry):
                    if len(sharing[key]) <= MAX_BLOCK:
                        sharing[key].append(entry)
        return cls(sharing)

    def with_keys(self, keys: Collection[str]) -> Iterator[Entry]:
        """Finds those who share one of these keys; nobody for a key that too many share."""
        for key in keys:
            found = self.sharing.get(key, [])
            if len(found) <= MAX_BLOCK:
                yield from found


def entry_of(person: Person) -> Entry:
    """A person as far as likeness goes; the number of the identity card by its hash."""
    return _entry((person.pk, person.full_name, person.phone, person.birth_year, person.path, person.identity_hash))


def _entry(facts: _Compared) -> Entry:
    pk, full_name, phone, birth_year, path, identity_hash = facts
    steps = path.split(SEPARATOR)[:-1]
    phone = dialled_today(phone)
    return Entry(
        str(pk),
        fold_words(full_name),
        birth=Birth(birth_year) if birth_year else None,
        phones=frozenset({phone} if phone else ()),
        commune=steps[1] if len(steps) > 1 else None,
        identity=identity_hash or None,
    )


def _asked_for(asked: dict[str, list[list[str]]]) -> QuerySet[Person]:
    """The persons who may share a key: of a telephone, a card, a name and year, a commune and year."""
    wanted = Q(phone__in=[phone for (phone,) in asked["p"]])
    wanted |= Q(identity_hash__in=[":".join(parts) for parts in asked["i"]])
    wanted |= Q(search_text__in=[f" {name} " for name, _ in asked["n"]], birth_year__in=[int(y) for _, y in asked["n"]])
    years = defaultdict(set)
    for commune, year, _ in asked["c"]:
        years[commune].add(int(year))
    for commune, born in years.items():
        wanted |= Q(path__contains=f"{SEPARATOR}{commune}{SEPARATOR}", birth_year__in=born)
    return Person.objects.filter(wanted)


def _of_one_card(entries: Sequence[Entry]) -> Iterator[tuple[tuple[int, int], tuple[Reason, ...]]]:
    """Whoever has the number of somebody's card is proposed, whatever they are called."""
    cards = {entry.identity for entry in entries if entry.identity}
    if not cards:
        return
    holders: defaultdict[str, list[Entry]] = defaultdict(list)
    for person in Person.objects.filter(identity_hash__in=cards).order_by("pk"):
        holders[person.identity_hash].append(entry_of(person))
    for entry in entries:
        for other in holders[entry.identity or ""]:
            if other.id != entry.id:
                yield _ordered(entry, other), reasons_for(entry, other)


def _ordered(one: Entry, other: Entry) -> tuple[int, int]:
    first, second = sorted((int(one.id), int(other.id)))
    return first, second
