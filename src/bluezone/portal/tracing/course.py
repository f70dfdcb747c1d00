"""The course of somebody's story as one reader may see it: everything that happened, the newest first."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bluezone.portal.cases.classifying import history_of
from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, sees_name
from bluezone.portal.tracing.meetings_seen import MeetingView
from bluezone.portal.tracing.models import Involvement, Landmark
from bluezone.portal.world import VIET_NAM


class What(enum.Enum):
    """The kind of a happening."""

    EXPOSED = "exposed"
    MET = "met"
    FELL_ILL = "fell_ill"
    HELD = "held"
    LANDMARK = "landmark"
    SET_APART = "set_apart"
    SAMPLED = "sampled"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened on a day."""

    day: dt.date
    what: What
    meeting: MeetingView | None = None
    case: str = ""
    """Its number."""
    held: str = ""
    """What is held of the case since then."""
    landmark: Landmark | None = None
    sample: int | None = None
    """Its number."""
    result: str = ""
    """What the sample came to, in words; empty before that is known."""


def course_of(
    staff: Staff,
    involvement: Involvement,
    before: list[MeetingView],
    after: list[MeetingView],
    *,
    also: Iterable[Happening] = (),
) -> list[Happening]:
    """Everything that this reader may know of somebody, the newest first, with what rooms above know; what has no day
    stands in none."""
    found = [*also, *_meetings(before, What.EXPOSED), *_meetings(after, What.MET)]
    if involvement.set_apart_on is not None:
        found.append(Happening(involvement.set_apart_on, What.SET_APART))
    for case in cases_of(staff, involvement):
        found += _of_case(case)
    found += [
        Happening(one.begins.astimezone(VIET_NAM).date(), What.LANDMARK, landmark=one)
        for one in landmarks_of(staff, involvement)
    ]
    return sorted(found, key=lambda one: (one.day, one.what.value), reverse=True)


def cases_of(staff: Staff, involvement: Involvement) -> list[Case]:
    """Cases of this person that the reader may see."""
    rows = Case.objects.filter(person=involvement.person_id).order_by("pk")
    return [case for case in rows if is_allowed(staff, "cases.see", case)]


def landmarks_of(staff: Staff, involvement: Involvement) -> list[Landmark]:
    """Places where this person has been as a case, for whoever sees the person's name or works at the place."""
    rows = Landmark.objects.filter(case__person=involvement.person_id, withdrawn_at=None)
    rows = rows.select_related("unit", "entered_by", "case")
    is_named = sees_name(staff, "tracing.see", involvement)
    return [one for one in rows.order_by("-begins", "-pk") if is_named or sees_name(staff, "tracing.see", one)]


def _meetings(meetings: list[MeetingView], what: What) -> Iterator[Happening]:
    for meeting in meetings:
        day = meeting.last_day or meeting.first_day
        if day is not None and meeting.is_alive:
            yield Happening(day, what, meeting=meeting)


def _of_case(case: Case) -> Iterator[Happening]:
    yield Happening(case.onset, What.FELL_ILL, case=case.number)
    for said in history_of(case):
        day = said.at.astimezone(VIET_NAM).date()
        yield Happening(day, What.HELD, case=case.number, held=str(said.get_value_display()))
