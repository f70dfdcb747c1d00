"""Pairs of persons who may be the same, as the page shows them to whoever may see both names."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from bluezone.portal.cases.identity_numbers import told
from bluezone.portal.cases.merging import digest_of_merge, merges_to_agree, open_asks, standing_merges
from bluezone.portal.cases.models import Case, Double, Merge, Person
from bluezone.portal.cases.persons import digest_of_double, doubles_to
from bluezone.portal.identity.models import Staff
from bluezone.vietnam.telephone import spaced_phone

PAGE = 30
"""Pairs on a page; the likeliest first, and each that is judged makes room for another."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known of both."""

    label: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Two persons side by side, as whoever may see both names reads them."""

    names: tuple[str, str]
    lines: tuple[Line, ...]
    persons: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two who may be one, and what speaks for it."""

    number: int
    sides: Sides
    percent: int
    reasons: tuple[str, ...]
    asked: str
    """Who asked that they become one, while that waits for a second person; else empty."""
    as_read: str


@dataclass(frozen=True, slots=True)
class MergeView:
    """Two of whom somebody asked, or two people said, that they are one; whoever is kept stands first."""

    number: int
    pair: int | None
    """Of the pair that was judged."""
    sides: Sides
    asked_by: str
    agreed_by: str
    at: dt.datetime
    """When they became one; before, when it was asked for."""
    as_read: str


def pairs_to(staff: Staff, now: dt.datetime) -> list[PairView]:
    """The pairs that this person may judge, the likeliest first."""
    doubles = list(doubles_to(staff)[:PAGE])
    cases = _cases_of(one.pk for double in doubles for one in (double.one, double.other))
    asked = dict(open_asks(doubles, now).values_list("double", "asked_by__full_name"))
    return [_pair(double, cases, asked.get(double.pk, "")) for double in doubles]


def asks_to(staff: Staff, now: dt.datetime) -> list[MergeView]:
    """Merges that wait for this person as the second one."""
    return _merges(merges_to_agree(staff, now))


def merges_for(staff: Staff) -> list[MergeView]:
    """Merges that hold, the newest first."""
    return _merges(standing_merges(staff))


def _merges(merges: QuerySet[Merge]) -> list[MergeView]:
    found = list(merges[:PAGE])
    cases = _cases_of(one.pk for merge in found for one in (merge.kept, merge.merged))
    return [_merge(merge, cases) for merge in found]


def _merge(merge: Merge, cases: dict[int, list[str]]) -> MergeView:
    return MergeView(
        number=merge.pk,
        pair=merge.double_id,
        sides=_sides(merge.kept, merge.merged, cases),
        asked_by=merge.asked_by.full_name,
        agreed_by=merge.agreed_by.full_name if merge.agreed_by else "",
        at=merge.at or merge.asked_at,
        as_read=digest_of_merge(merge),
    )


def _pair(double: Double, cases: dict[int, list[str]], asked: str) -> PairView:
    language = 1 if get_language() == "en" else 0
    return PairView(
        number=double.pk,
        sides=_sides(double.one, double.other, cases),
        percent=round(100 * double.score),
        reasons=tuple(words[language] for words in double.reasons),
        asked=asked,
        as_read=digest_of_double(double),
    )


def _sides(one: Person, other: Person, cases: dict[int, list[str]]) -> Sides:
    labels = (
        gettext("Full name"),
        gettext("Telephone"),
        gettext("Year of birth"),
        gettext("Identity card"),
        gettext("Commune"),
        gettext("Cases"),
    )
    told = zip(labels, _told(one, cases), _told(other, cases), strict=True)
    return Sides((one.full_name, other.full_name), tuple(Line(*line) for line in told), (one.pk, other.pk))


def _cases_of(persons: Iterable[int]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Case.objects.filter(person__in=set(persons)).order_by("pk")
    for person, number in rows.values_list("person_id", "number"):
        found[person].append(number)
    return found


def _told(person: Person, cases: dict[int, list[str]]) -> Iterator[str]:
    yield person.full_name
    yield spaced_phone(person.phone) if person.phone else ""
    yield str(person.birth_year or "")
    yield told(person.identity_sealed)
    yield person.unit.name
    yield ", ".join(cases.get(person.pk, ()))
