"""Everybody whom a row of the portal names, and of each what a line of the audit may be about that tells whom somebody
was shown. Colleagues are none of them: whoever asks for their line asks less (`faults.py`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bluezone.portal.cases.models import Case, Correction, Person
from bluezone.portal.lists.models import Entry
from bluezone.portal.organisations.models import Contact
from bluezone.portal.premises.models import ToldPlace
from bluezone.portal.tracing.models import Evidence
from bluezone.vietnam.folding import without_marks

Subject = tuple[str, str]
"""Kind and key, as the audit has them."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A name in rows, and the subjects each of which says that it was shown."""

    name: str
    said_by: frozenset[Subject]

    def is_in(self, folded: str) -> bool:
        """As a name of its own, and no part of a longer one; with its marks, or without them as an old phone or a
        file's name has it."""
        return any(_stands_in(name, folded) for name in {self.name.casefold(), without_marks(self.name).casefold()})


def _stands_in(name: str, folded: str) -> bool:
    return name in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) is not None


def everybody_named() -> list[Somebody]:
    """Of those who have one name together, a line about either says it."""
    found = defaultdict[str, set[Subject]](set)
    for name, kind, key in _all_named():
        if name:
            found[name].add((kind, str(key)))
    return [Somebody(name, frozenset(said)) for name, said in sorted(found.items())]


def unheld(text: str, about: Collection[Subject], everybody: Collection[Somebody]) -> Iterator[str]:
    """Whom a text names though no line is about them."""
    folded = text.casefold()
    yield from (one.name for one in everybody if one.said_by.isdisjoint(about) and one.is_in(folded))


def _all_named() -> Iterator[tuple[str, str, object]]:
    for name, key in Person.objects.values_list("full_name", "pk"):
        yield name, "person", key
    for name, number in Case.objects.values_list("person__full_name", "number"):
        yield name, "case", number
    for name, number, key in Correction.objects.values_list("full_name", "case__number", "case__person"):
        yield name, "case", number
        yield name, "person", key
    for name, key in Contact.objects.values_list("full_name", "organisation"):
        yield name, "organisation", key
    for name, key in ToldPlace.objects.values_list("responsible", "pk"):
        yield name, "told_place", key
    for name, key in Entry.objects.exclude(kind="business").values_list("name", "pk"):
        yield name, "entry", key
    for says, key in Evidence.objects.values_list("says", "pk"):
        yield _told_in(says), "evidence", key


def _told_in(says: Mapping[str, object]) -> str:
    return str(says.get("name", ""))
