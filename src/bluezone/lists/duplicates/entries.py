"""A person as far as likeness goes, and the keys under which those who may be the same are found together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bluezone.lists.cleaning.communes import Unit
from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.cleaning.people import Sex
from bluezone.lists.cleaning.phones import Phones, dialled_today
from bluezone.lists.planning.plan import Plan, Record
from bluezone.vietnam.folding import fold_words


@dataclass(frozen=True, slots=True)
class Entry:
    """The values of one person or business that are compared."""

    id: str
    """Of the register, or `row 12` of a plan."""
    name: str
    """Folded."""
    birth: Birth | None = None
    phones: frozenset[str] = frozenset()
    """In their form since 2018."""
    commune: str | None = None
    sex: Sex | None = None
    identity: str | None = None
    hamlet: str | None = None
    """Folded; it tells namesakes apart where nothing else is known of them."""

    def likeness(self) -> str:
        """A text by which decisions are remembered, the same for all who cannot be told apart by what is compared."""
        facts = (self.name, self.birth, *sorted(self.phones), self.commune, self.sex and self.sex.value, self.identity)
        if self.is_known_by_hamlet:
            facts = (*facts, self.hamlet)  # and of nobody else, so that decisions of old keep their pairs
        return hashlib.sha256("\x1f".join(map(str, facts)).encode()).hexdigest()

    @property
    def is_known_by_hamlet(self) -> bool:
        """Whether the hamlet is all that is known beside the name."""
        return self.hamlet is not None and not (self.birth or self.phones or self.commune or self.identity)


def entries_of(plan: Plan) -> list[Entry]:
    """Makes an entry for each record that has a name."""
    return [entry for record in plan.records if (entry := _entry(record)) is not None]


def keys_of(entry: Entry) -> Iterator[str]:
    """Blocking keys: only entries that share one are compared at all."""
    for phone in entry.phones:
        yield f"p:{phone}"
    if entry.identity:
        yield f"i:{entry.identity}"
    if entry.birth is not None:
        yield f"n:{entry.name}:{entry.birth.year}"
        if entry.birth.day is not None:
            yield f"b:{entry.birth}:{entry.name.rpartition(' ')[2]}"
        if entry.commune:
            yield f"c:{entry.commune}:{entry.birth.year}:{entry.name.rpartition(' ')[2]}"
    elif entry.commune:
        yield f"m:{entry.commune}:{entry.name}"
    elif entry.hamlet:
        yield f"t:{entry.hamlet}:{entry.name}"


def pair_of(one: Entry, other: Entry) -> str:
    """Names a pair for decisions about it, the same in either order and in every later list."""
    return hashlib.sha256("".join(sorted((one.likeness(), other.likeness()))).encode()).hexdigest()


def _entry(record: Record) -> Entry | None:
    values = record.values
    name = values.get("full_name") or values.get("business")
    if not isinstance(name, str):
        return None
    birth, sex, commune, identity = (values.get(key) for key in ("birth", "sex", "commune", "identity"))
    hamlet = values.get("hamlet")
    return Entry(
        f"row {record.row}",
        fold_words(name),
        birth if isinstance(birth, Birth) else None,
        frozenset(_numbers(record)),
        commune.code if isinstance(commune, Unit) else None,
        sex if isinstance(sex, Sex) else None,
        identity if isinstance(identity, str) else None,
        fold_words(hamlet) if isinstance(hamlet, str) else None,
    )


def _numbers(record: Record) -> Iterator[str]:
    for key in ("phone", "other_phone"):
        phones = record.values.get(key)
        if isinstance(phones, Phones):
            yield from map(dialled_today, phones.numbers)
