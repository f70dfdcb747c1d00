"""Everybody in an outbreak and every exposure as they leave, for one reader: names inside the reader's own units,
pseudonyms in the rest of the province. For nobody the whole outbreak is read, and nobody is named.

Rows come a thousand at a time, each with a few queries, however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.frame.exports import in_chunks
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import is_within, rows_within
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Outbreak
from bluezone.portal.tracing.selectors import LIST, own_paths, place_seen


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in an outbreak, as they leave."""

    number: int
    """Of the person; it leaves with nobody, the audit alone is told."""
    key: str
    """The pseudonym, by which the other list names them."""
    is_named: bool
    name: str
    """Empty where the reader sees none, as the two below it."""
    phone: str
    birth_year: int | None
    commune: str
    commune_code: str
    level: int | None
    case: str
    """The number of the newest case; empty for a contact, as the two below it."""
    held: str
    """What is held of it: a value of Classification."""
    onset: dt.date | None
    possible_from: dt.date | None
    set_apart_on: dt.date | None
    vaccinated: bool | None
    regime: str


@dataclass(frozen=True, slots=True)
class EndRow:
    """One of two who met."""

    number: int
    key: str
    is_named: bool
    name: str
    is_listed: bool
    """Whether the list of people has them."""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """An exposure, as it leaves."""

    number: str
    source: EndRow
    target: EndRow
    kind: str
    first_day: dt.date | None
    last_day: dt.date | None
    is_estimated: bool
    place: str
    """Empty for whoever sees neither end's name, because a place may be as good as one."""
    closest_cm: int | None
    minutes: int | None
    masks: bool | None
    certainty: int
    pieces: int
    """Of evidence that holds."""
    counts: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes a list is for."""

    reach: tuple[str, ...]
    """Paths of what the list has."""
    own: tuple[str, ...]
    """Paths in which names are seen."""

    def names(self, path: str) -> bool:
        """Whether the reader sees names there."""
        return any(is_within(path, own) for own in self.own)

    def reaches(self, path: str) -> bool:
        """Whether the list has who is there."""
        return any(is_within(path, reach) for reach in self.reach)


def reader_of(staff: Staff | None) -> Reader:
    """The eyes of this person; of nobody, who sees all and no name."""
    return Reader(("",), ()) if staff is None else Reader(paths_for(staff, LIST), own_paths(staff))


def people_of(outbreak: Outbreak, reader: Reader) -> Iterator[list[PersonRow]]:
    """Everybody within reach in the order in which they were entered; whoever was merged stands in no list."""
    rows = _people(outbreak, reader.reach).select_related("person", "unit__parent").order_by("pk")
    return (_people_seen(chunk, reader) for chunk in in_chunks(rows))


def meetings_of(outbreak: Outbreak, reader: Reader) -> Iterator[list[MeetingRow]]:
    """Every exposure with an end within reach, those that count no more among them, by their numbers."""
    rows = Exposure.objects.filter(outbreak=outbreak).filter(_an_end_within(reader.reach))
    found = rows.select_related("source__person", "target__person", "landmark").order_by("pk")
    return (_meetings_seen(chunk, reader) for chunk in in_chunks(found))


def names_of_people(outbreak: Outbreak, reader: Reader) -> int:
    """How many of the list of people the reader sees by name."""
    return _people(outbreak, reader.own).count()


def names_of_meetings(outbreak: Outbreak, reader: Reader) -> int:
    """How many people the reader sees by name in the list of exposures."""
    leaves, arrives = (Exposure.objects.filter(**{end: OuterRef("pk")}) for end in ("source", "target"))
    return _people(outbreak, reader.own).filter(Exists(leaves) | Exists(arrives)).count()


def counted_by_commune(outbreak: Outbreak, reader: Reader) -> dict[tuple[str, int], int]:
    """How many people within reach are at each level in each commune, by its code. Hamlets count with theirs."""
    counted = _people(outbreak, reader.reach).exclude(level=None).order_by().values_list("unit", "level")
    rows, found = list(counted.annotate(count=Count("pk"))), Counter[tuple[str, int]]()
    units = Unit.objects.select_related("parent").in_bulk({unit for unit, _, _ in rows})
    for unit, level, count in rows:
        found[units[unit].commune.code, level or 0] += count
    return dict(sorted(found.items()))


def _people(outbreak: Outbreak, paths: tuple[str, ...]) -> QuerySet[Involvement]:
    rows = Involvement.objects.filter(outbreak=outbreak, person__merged_into=None)
    return rows_within(rows, paths)


def _an_end_within(paths: tuple[str, ...]) -> Q:
    """The exposures of which one end lies within one of the paths."""
    found = Q(pk=None)
    for path in paths:
        found |= Q(source_path__startswith=path) | Q(target_path__startswith=path)
    return found


def _people_seen(chunk: Sequence[Involvement], reader: Reader) -> list[PersonRow]:
    cases = _newest_cases(one.person_id for one in chunk)
    held = _held(case.pk for case in cases.values())
    return [_person_seen(one, reader, cases.get(one.person_id), held) for one in chunk]


def _person_seen(one: Involvement, reader: Reader, case: Case | None, held: dict[int, str]) -> PersonRow:
    person, is_named = one.person, reader.names(one.path)
    return PersonRow(
        number=person.pk,
        key=person.pseudonym,
        is_named=is_named,
        name=person.full_name if is_named else "",
        phone=person.phone if is_named else "",
        birth_year=person.birth_year if is_named else None,
        commune=place_seen(one.unit, is_named=is_named),
        commune_code=one.unit.commune.code,
        level=one.level,
        case=case.number if case else "",
        held=held.get(case.pk, "") if case else "",
        onset=case.onset if case else None,
        possible_from=one.possible_from,
        set_apart_on=one.set_apart_on,
        vaccinated=one.vaccinated,
        regime=one.regime,
    )


def _meetings_seen(chunk: Sequence[Exposure], reader: Reader) -> list[MeetingRow]:
    pieces = Evidence.objects.filter(exposure__in=[one.pk for one in chunk], withdrawn_at=None).order_by()
    counted = dict(pieces.values_list("exposure").annotate(count=Count("pk")))
    return [_meeting_seen(one, reader, counted.get(one.pk, 0)) for one in chunk]


def _meeting_seen(one: Exposure, reader: Reader, pieces: int) -> MeetingRow:
    source, target = _end_seen(one.source, reader), _end_seen(one.target, reader)
    place = one.landmark.place if one.landmark else one.place
    return MeetingRow(
        number=one.number,
        source=source,
        target=target,
        kind=one.kind,
        first_day=one.first_day,
        last_day=one.last_day,
        is_estimated=one.first_is_estimated or one.last_is_estimated,
        place=place if source.is_named or target.is_named else "",
        closest_cm=one.closest_cm,
        minutes=one.minutes,
        masks=one.masks,
        certainty=one.certainty,
        pieces=pieces,
        counts=one.is_alive,
        is_withdrawn=one.withdrawn_at is not None,
    )


def _end_seen(one: Involvement, reader: Reader) -> EndRow:
    person, is_named = one.person, reader.names(one.path)
    name = person.full_name if is_named else ""
    is_listed = reader.reaches(one.path) and person.merged_into_id is None
    return EndRow(person.pk, person.pseudonym, is_named, name, is_listed)


def _newest_cases(persons: Iterable[int]) -> dict[int, Case]:
    """The newest case of each, but for one that was opened twice."""
    rows = Case.objects.filter(person__in=list(persons)).exclude(reason=Case.Reason.DOUBLE)
    return {case.person_id: case for case in rows.order_by("pk")}


def _held(cases: Iterable[int]) -> dict[int, str]:
    rows = Classification.objects.filter(case__in=list(cases)).order_by("pk")
    return dict(rows.values_list("case_id", "value"))
