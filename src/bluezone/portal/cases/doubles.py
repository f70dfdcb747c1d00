"""Pairs of persons who may be the same, as the page shows them to whoever may see both names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from bluezone.portal.cases.identity_numbers import opened
from bluezone.portal.cases.models import Case, Double, Person
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
class PairView:
    """Two persons side by side, and what speaks for their being one."""

    number: int
    names: tuple[str, str]
    percent: int
    reasons: tuple[str, ...]
    lines: tuple[Line, ...]
    persons: tuple[int, int]
    as_read: str


def pairs_to(staff: Staff) -> list[PairView]:
    """The pairs that this person may judge, the likeliest first."""
    doubles = list(doubles_to(staff)[:PAGE])
    cases = _cases_of(one.pk for double in doubles for one in (double.one, double.other))
    return [pair_view(double, cases) for double in doubles]


def pair_view(double: Double, cases: dict[int, list[str]]) -> PairView:
    """Two persons as whoever may see both names reads them; with the numbers of their cases."""
    one, other = (tuple(_told(person, cases)) for person in (double.one, double.other))
    labels = (
        gettext("Full name"),
        gettext("Telephone"),
        gettext("Year of birth"),
        gettext("Identity card"),
        gettext("Commune"),
        gettext("Cases"),
    )
    language = 1 if get_language() == "en" else 0
    return PairView(
        number=double.pk,
        names=(double.one.full_name, double.other.full_name),
        percent=round(100 * double.score),
        reasons=tuple(words[language] for words in double.reasons),
        lines=tuple(Line(*line) for line in zip(labels, one, other, strict=True)),
        persons=(double.one_id, double.other_id),
        as_read=digest_of_double(double),
    )


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
    yield opened(person.identity_sealed)
    yield person.unit.name
    yield ", ".join(cases.get(person.pk, ()))
