"""A grown outbreak as two files, as another authority would send it: a line list, and who met whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.lists.outbreak.two_lists import Involved, Met, TwoLists

_OF_A_PERSON = ("full name", "phone", "birth year", "commune")
_CASES = ("id", "onset", "isolation_date", *_OF_A_PERSON)
_CONTACTS = ("from", "to", "date", "exposure", "place", *_OF_A_PERSON)


def written(lists: TwoLists) -> tuple[bytes, bytes]:
    """Writes both, under headers that the general mapping knows."""
    people = {one.id: one for one in lists.people}
    cases = (_case(one) for one in lists.people if one.classification is not None)
    return _csv(_CASES, cases), _csv(_CONTACTS, (_contact(one, people[one.target]) for one in lists.meetings))


def _case(one: Involved) -> tuple[object, ...]:
    return one.id, one.onset, one.set_apart, *_person(one)


def _contact(one: Met, target: Involved) -> tuple[object, ...]:
    return one.source, one.target, one.first_day, one.kind.value, one.place, *_person(target)


def _person(one: Involved) -> tuple[object, ...]:
    return one.known.name, one.known.phone, one.known.birth_year, one.known.commune


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()
