"""A line list and a contact list of another authority, brought into an outbreak: all of both, or nothing.

The same lists brought again add nothing; a later version of them adds what is new. Somebody is known again by the id
that the lists give them, and by nothing else: who else may be the same is proposed (`cases/persons.py`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.outbreak.named_headers import Class
from bluezone.lists.outbreak.two_lists import Involved, Met, Remark, TwoLists, Which
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.many import NewCase, NewPerson, add_people, hold_by_list, open_listed_cases
from bluezone.portal.cases.models import Case, Classification, Person
from bluezone.portal.cases.persons import propose_doubles
from bluezone.portal.cases.services import next_numbers
from bluezone.portal.counted_tables import count_anew, look_through
from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.gazetteer import gazetteer_for
from bluezone.portal.lists.in_registers import count_in_registers
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import units_on
from bluezone.portal.tracing.levels import recompute
from bluezone.portal.tracing.listed_ids import KEY_LENGTH, keyed
from bluezone.portal.tracing.many import AT_ONCE, NewExposure, involve_many, record_exposures
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, ListedPerson, Outbreak
from bluezone.vietnam.words import Words

Value = TypeVar("Value")
_ASKED_AT_ONCE = 500
"""Values in one question; SQLite takes a thousand."""
_FILLED = (Person, ListedPerson, Case, Classification, Involvement, Exposure, Evidence)
"""Tables that lists fill, and of which doubles and levels are asked within the same transaction."""
_LISTED = (Classification.Basis.LISTED, Classification.Basis.OPENED)
"""What a list may say anew; what people have found out since stands."""


@dataclass(frozen=True, slots=True)
class Places:
    """Finds where people of a list are: the commune that it names, else the unit whose list it is."""

    gazetteer: Gazetteer
    communes: Mapping[str, Unit]
    """Of today, by code."""
    home: Unit

    def of(self, commune: str) -> Unit:
        """The unit of somebody of whom a list says this."""
        found = self.gazetteer.clean(commune).value if commune else None
        return self.communes.get(found.code, self.home) if found is not None else self.home


@dataclass(frozen=True, slots=True)
class Brought:
    """What two lists added."""

    people: tuple[Involvement, ...]
    """Whom nobody knew."""
    cases: int
    exposures: int
    doubles: int
    """Pairs of people who may be one, proposed; and of one who is new and a row of a register that may be about them,
    which stands on the person's page."""
    left_out: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


@transaction.atomic
def bring_outbreak(
    *,
    actor: Staff,
    outbreak: Outbreak,
    lists: TwoLists,
    places: Places,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> Brought:
    """Brings both lists in. Two who bring lists into one outbreak wait for each other."""
    next_numbers(now.year, 0)  # held from here on, and before the outbreak, as by whoever opens a case
    outbreak = Outbreak.objects.select_for_update().get(pk=outbreak.pk)
    bringing = _Bringing(actor, outbreak, now, list(lists.left_out), list(lists.remarks))
    known = _known(outbreak, lists.people)
    new = bringing.add([one for one in lists.people if one.id not in known], places, entropy)
    by_id = known | new
    cases = bringing.classify(lists.people, by_id)
    exposures = bringing.expose(lists.meetings, by_id)
    detail = {"people": len(new), "cases": len(cases), "exposures": exposures}
    subjects = [("person", one.person_id) for one in new.values()] + [("case", case.number) for case in cases]
    record_write(actor=actor, act="tracing.import", now=now, subjects=subjects, path=outbreak.path, detail=detail)
    written = len(new) + len(cases) + exposures
    count_anew(written, *_FILLED)
    persons = [place.person for place in new.values()]
    doubles = propose_doubles(persons, now) + count_in_registers(persons)
    recompute(outbreak)
    look_through(written, Person, Involvement, Exposure, Evidence)
    return Brought(
        tuple(new.values()), len(cases), exposures, doubles, tuple(bringing.left_out), tuple(bringing.remarks)
    )


def places_at(home: Unit, day: dt.date) -> Places:
    """The places of this day, those near home first."""
    communes = units_on(day).filter(level=Level.COMMUNE)
    return Places(gazetteer_for(home.path, day), {commune.code: commune for commune in communes}, home)


@dataclass(frozen=True, slots=True)
class _Bringing:
    actor: Staff
    outbreak: Outbreak
    now: dt.datetime
    left_out: list[Remark]
    remarks: list[Remark]

    def add(
        self, people: Sequence[Involved], places: Places, entropy: Callable[[int], bytes]
    ) -> dict[str, Involvement]:
        """Adds people whom nobody knows, by their ids."""
        made = add_people([_person(one, places) for one in people], self.now, entropy)
        apart = {person.pk: one.set_apart for person, one in zip(made, people, strict=True)}
        involved = involve_many(self.outbreak, made, apart)
        ListedPerson.objects.bulk_create(
            (
                ListedPerson(outbreak=self.outbreak, key=key_of(one.id), involvement=place)
                for one, place in zip(people, involved, strict=True)
            ),
            AT_ONCE,
        )
        return {one.id: place for one, place in zip(people, involved, strict=True)}

    def classify(self, people: Sequence[Involved], by_id: Mapping[str, Involvement]) -> list[Case]:
        """Opens a case for whoever is listed and has none, and writes what the list holds anew of the others."""
        listed = {by_id[one.id].person_id: one for one in people if one.classification is not None}
        cases = {case.person_id: case for case in _cases_of(list(listed))}
        new = {pk: one for pk, one in listed.items() if pk not in cases}
        who = {place.person_id: place.person for place in by_id.values()}
        opened = open_listed_cases(
            actor=self.actor,
            cases=[NewCase(who[pk], self._onset(one), _held(one)) for pk, one in new.items()],
            now=self.now,
        )
        newest = dict(_newest(list(cases.values())))
        changed = [
            (case, _held(listed[pk]))
            for pk, case in cases.items()
            if newest[case.pk][0] != _held(listed[pk]) and newest[case.pk][1] in _LISTED and case.closed_at is None
        ]
        hold_by_list(actor=self.actor, held=changed, now=self.now)
        return opened

    def expose(self, meetings: Sequence[Met], by_id: Mapping[str, Involvement]) -> int:
        """Notes every meeting that was not taken before; how many."""
        keys = {one.line: self._key_of(one) for one in meetings}
        taken = set(_taken_before(list(keys.values())))
        first, new = dict[str, int](), list[Met]()
        for one in meetings:
            if keys[one.line] in first:
                self.left_out.append(Remark(Which.CONTACTS, one.line, _twice(first[keys[one.line]])))
                continue
            first[keys[one.line]] = one.line
            if keys[one.line] in taken:
                continue
            if by_id[one.source].pk == by_id[one.target].pk:
                self.left_out.append(Remark(Which.CONTACTS, one.line, _ONE_PERSON))
                continue
            new.append(one)
        exposures = [NewExposure(by_id[one.source], by_id[one.target], *self._told(one, keys[one.line])) for one in new]
        return len(record_exposures(actor=self.actor, exposures=exposures, now=self.now))

    def _told(self, one: Met, key: str) -> tuple[Meeting, Piece]:
        days = [self._past(day, one.line) for day in (one.first_day, one.last_day)]
        meeting = Meeting(kind=one.kind.value, first_day=days[0], last_day=days[1], place=one.place)
        says = {"line": one.line} | ({"place": one.place} if one.place else {})
        return meeting, Piece(Evidence.Origin.LIST, says, origin_key=key, day_from=days[0], day_to=days[1])

    def _past(self, day: dt.date | None, line: int) -> dt.date | None:
        """The day, unless it lies ahead: then it is not known."""
        if day is None or day <= self.now.date():
            return day
        self.remarks.append(Remark(Which.CONTACTS, line, _ahead(day)))
        return None

    def _onset(self, one: Involved) -> dt.date:
        """The day under which the case is filed; today's where the list has none that can be."""
        today = self.now.date()
        is_past = one.onset is not None and one.onset <= today
        if not (is_past and one.onset_is_stated):
            why = _NO_ONSET if is_past or one.onset is None else _ahead(one.onset)
            self.remarks.append(Remark(Which.CASES, one.line, why))
        return one.onset if is_past and one.onset else today

    def _key_of(self, one: Met) -> str:
        said = (self.outbreak.pk, one.source, one.target, one.first_day, one.last_day)
        return f"list:{key_of(*said)}"


def key_of(*said: object) -> str:
    """Names something of a list, in one length, without saying it: an id may be made of a name."""
    return keyed(hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:KEY_LENGTH])


def _person(one: Involved, places: Places) -> NewPerson:
    known = one.known
    name = known.name or f"Chưa rõ tên ({one.id[:60]})"
    return NewPerson(name[:80], known.phone[:20], known.birth_year, places.of(known.commune))


def _held(one: Involved) -> str:
    assert one.classification is not None
    return _VALUES[one.classification]


_VALUES = {
    Class.SUSPECTED: Classification.Value.SUSPECTED,
    Class.PROBABLE: Classification.Value.PROBABLE,
    Class.CONFIRMED: Classification.Value.CONFIRMED,
    Class.NOT_A_CASE: Classification.Value.NOT_A_CASE,
}


def _known(outbreak: Outbreak, people: Sequence[Involved]) -> dict[str, Involvement]:
    """Finds whom earlier lists of this outbreak brought, by the ids of these."""
    ids = {key_of(one.id): one.id for one in people}
    return {
        ids[row.key]: row.involvement
        for some in _in_parts(list(ids))
        for row in ListedPerson.objects.filter(outbreak=outbreak, key__in=some).select_related("involvement__person")
    }


def _cases_of(people: list[int]) -> Iterator[Case]:
    """The newest case of each of these people, where they have one."""
    for some in _in_parts(people):
        yield from Case.objects.filter(person__in=some).order_by("pk")


def _newest(cases: list[Case]) -> Iterator[tuple[int, tuple[str, str]]]:
    """What was held last of each case, and on what that rests."""
    for some in _in_parts([case.pk for case in cases]):
        held = Classification.objects.filter(case__in=some).order_by("pk")
        yield from ((one.case_id, (one.value, one.basis)) for one in held)


def _taken_before(keys: list[str]) -> Iterator[str]:
    for some in _in_parts(keys):
        found = Evidence.objects.filter(origin=Evidence.Origin.LIST, origin_key__in=some)
        yield from found.values_list("origin_key", flat=True)


def _in_parts(values: list[Value]) -> Iterator[list[Value]]:
    for at in range(0, len(values), _ASKED_AT_ONCE):
        yield values[at : at + _ASKED_AT_ONCE]


def _twice(line: int) -> Words:
    return Words(
        f"Giống hệt dòng {line}: cùng hai người, cùng ngày; bỏ qua dòng này.",
        f"Line {line} says the same of the same two people; the row was left out.",
    )


def _ahead(day: dt.date) -> Words:
    return Words(
        f"Ngày {day:%d/%m/%Y} chưa tới; coi như không rõ.", f"{day.isoformat()} lies ahead; it was taken as not known."
    )


_ONE_PERSON = Words(
    "Hai người ở dòng này đã được gộp thành một; bỏ qua dòng này.",
    "Both people of this row are one person by now; the row was left out.",
)
_NO_ONSET = Words(
    "Không có ngày khởi phát; ghi theo ngày sớm nhất biết được của ca này.",
    "There is no day of onset; the case is filed under the first day that is known of it.",
)
