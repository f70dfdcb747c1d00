"""Everything that the rooms hold about one person, put together; of other people no name stands in it.

Rooms tell other people by pseudonyms. What somebody typed may name others all the same: the names and numbers of
whoever the person met, was with, or named are replaced wherever they stand, names also as they are typed without marks,
numbers however they are typed. Whoever approves reads the rest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import override

from bluezone.portal.cases.identity_numbers import opened
from bluezone.portal.cases.models import Person
from bluezone.portal.cases.persons import who_stands_for, with_merged
from bluezone.portal.frame.held import SOMEBODY, About, Held, rooms_that_hold
from bluezone.portal.households.selectors import housemates_of
from bluezone.portal.lists.models import Entry
from bluezone.portal.tracing.models import Exposure, Presence
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.telephone import however_typed

NUMBER = "(số điện thoại của người khác)"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Tables that are told, and the words for what is left out."""

    tables: tuple[Held, ...]
    left_out: tuple[str, ...]


def about_person(person: Person) -> About:
    """Says under what rooms know this person, with whoever was merged into them."""
    numbers = frozenset(with_merged({who_stands_for(person).pk}))
    rows = list(Person.objects.filter(pk__in=numbers))
    return About(
        persons=numbers,
        names=frozenset(one.full_name for one in rows),
        phones=frozenset(one.phone for one in rows if one.phone),
        birth_years=frozenset(one.birth_year for one in rows if one.birth_year),
        identities=frozenset(number for one in rows if (number := opened(one.identity_sealed))),
    )


def gathered(person: Person, now: dt.datetime) -> Gathered:
    """Asks every room, in Vietnamese."""
    about, rooms = about_person(person), rooms_that_hold()
    with override(settings.LANGUAGE_CODE):
        tables = [table for room in rooms for table in room.held_about(about, now)]
        left_out = {words: None for room in rooms for words in room.KEEPS_BACK.values()}
    others = _others_near(about)
    return Gathered(tuple(others.left_out_of(table) for table in tables), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Others:
    """Whoever the file may not name."""

    names: Mapping[str, str]
    """What stands for each."""
    phones: frozenset[str]

    def left_out_of(self, table: Held) -> Held:
        """The table with what stands for others; longer names first, since one may be a part of another."""
        known = {normalised_name(name).casefold(): stand_in for name, stand_in in self.names.items()}
        longest_first = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
        names = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE) if known else None
        numbers = re.compile("|".join(map(however_typed, sorted(self.phones)))) if self.phones else None

        def said(cell: str) -> str:
            text = normalised_name(cell)
            text = numbers.sub(NUMBER, text) if numbers is not None else text
            return names.sub(lambda one: known.get(one[0].casefold(), SOMEBODY), text) if names is not None else text

        return replace(table, rows=tuple(tuple(said(cell) for cell in row) for row in table.rows))


def _others_near(about: About) -> _Others:
    near = list(_people_near(about).exclude(pk__in=about.persons))
    listed = Entry.objects.filter(case__person__in=about.persons)
    names = {one.full_name: one.pseudonym for one in near}
    names |= {name: SOMEBODY for name in listed.values_list("name", flat=True) if name not in names}
    names |= {bare: stand_in for name, stand_in in names.items() if (bare := without_marks(name)) not in names}
    own = {one for name in about.names for one in (name, without_marks(name))}
    phones = {one.phone for one in near} | {
        one for typed in listed.values_list("phones", flat=True) for one in _split(typed)
    }
    return _Others(
        {name: stand_in for name, stand_in in names.items() if name not in own and len(name) > 1},
        frozenset(phones - about.phones - {""}),
    )


def _split(phones: str) -> list[str]:
    return [one.strip() for one in phones.split(",")]


def _people_near(about: About) -> QuerySet[Person]:
    ends = Q(source__person__in=about.persons) | Q(target__person__in=about.persons)
    pairs = Exposure.objects.filter(ends).values_list("source__person", "target__person")
    met = {person for pair in pairs for person in pair}
    places = Q(landmark__case__person__in=about.persons) | Q(
        landmark__in=Presence.objects.filter(involvement__person__in=about.persons).values("landmark")
    )
    there = Presence.objects.filter(places).values_list("involvement__person", "landmark__case__person")
    met |= {person for pair in there for person in pair} | housemates_of(about.persons)
    return Person.objects.filter(pk__in=met)
