"""Everything that the rooms hold about one person, put together; of other people no name stands in it.

Rooms tell other people by pseudonyms. What somebody typed may name others all the same: the names and numbers of
whoever the person met, was with, or named are replaced by pseudonyms wherever they stand, names also as they are typed
without marks. Whoever approves reads the rest.
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
from bluezone.portal.lists.models import Entry
from bluezone.portal.tracing.models import Exposure, Presence
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.telephone import spaced_phone

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
    stands_for = _others(about)
    return Gathered(tuple(_without(stands_for, table) for table in tables), tuple(left_out))


def _others(about: About) -> dict[str, str]:
    """What stands for the names and numbers of everybody near."""
    found: dict[str, str] = {}
    for other in _people_near(about).exclude(pk__in=about.persons):
        found[other.full_name] = other.pseudonym
        if other.phone:
            found |= {other.phone: NUMBER, spaced_phone(other.phone): NUMBER}
    listed = Entry.objects.filter(case__person__in=about.persons).values_list("name", flat=True)
    found |= {name: SOMEBODY for name in listed if name not in found}
    found |= {bare: stand_in for name, stand_in in found.items() if (bare := without_marks(name)) not in found}
    own = {one for text in (*about.names, *about.phones) for one in (text, spaced_phone(text), without_marks(text))}
    return {text: stand_in for text, stand_in in found.items() if text not in own and len(text) > 1}


def _people_near(about: About) -> QuerySet[Person]:
    ends = Q(source__person__in=about.persons) | Q(target__person__in=about.persons)
    pairs = Exposure.objects.filter(ends).values_list("source__person", "target__person")
    met = {person for pair in pairs for person in pair}
    places = Q(landmark__case__person__in=about.persons) | Q(
        landmark__in=Presence.objects.filter(involvement__person__in=about.persons).values("landmark")
    )
    there = Presence.objects.filter(places).values_list("involvement__person", "landmark__case__person")
    met |= {person for pair in there for person in pair}
    return Person.objects.filter(pk__in=met)


def _without(stands_for: Mapping[str, str], table: Held) -> Held:
    """The table with what stands for others; longer names first, since one may be a part of another."""
    names = sorted(stands_for, key=len, reverse=True)
    if not names:
        return table
    known = {normalised_name(name).casefold(): stands_for[name] for name in names}
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(normalised_name(name)) for name in names)})(?!\w)", re.IGNORECASE
    )

    def said(cell: str) -> str:
        return pattern.sub(lambda one: known[one[0].casefold()], normalised_name(cell))

    return replace(table, rows=tuple(tuple(said(cell) for cell in row) for row in table.rows))
