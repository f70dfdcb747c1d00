"""Reads for the register: which directives there are, how far each has come, and what it asks of whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from bluezone.portal.accounts.models import Staff
from bluezone.portal.rollout.directive.letter import Instruction
from bluezone.portal.rollout_desk.models import DirectiveRecord, Participant, ReportRecord
from bluezone.portal.rollout_desk.selectors.cores import Office
from bluezone.vietnam.words import Words

PAGE = 50
_SENT = ("submitted", "approved", "locked")


@dataclass(frozen=True, slots=True)
class Line:
    """One directive in the list."""

    record: DirectiveRecord
    expected: int
    received: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One instruction as the page shows it."""

    instruction: Instruction
    addressees: Words
    organisations: int
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A paragraph in the letter's own words, with what it asks."""

    place: str
    text: str
    asked: tuple[Asked, ...]


def lines_of(now: dt.datetime) -> list[Line]:
    """The newest first; an office has dozens, not thousands."""
    rows = list(DirectiveRecord.objects.order_by("-date", "-pk")[:PAGE])
    expected = Participant.objects.filter(directive__in=rows, is_expected=True).values_list("directive")
    asked = dict(expected.annotate(Count("pk")).order_by())
    sent = dict(expected.filter(report__state__in=_SENT).annotate(Count("pk")).order_by())
    return [Line(row, asked.get(row.pk, 0), sent.get(row.pk, 0), now >= row.due) for row in rows]


def quoted(office: Office) -> list[Quoted]:
    """Every paragraph, in the letter's order."""
    many: dict[str, int] = {}
    for expected in office.expectation.reports:
        for assignment in expected.assignments:
            many[assignment.instruction.id] = many.get(assignment.instruction.id, 0) + 1
    return [
        Quoted(
            place,
            paragraph.text,
            tuple(
                Asked(
                    instruction,
                    office.directive.selector(instruction.to).words,
                    many.get(instruction.id, 0),
                    tuple(office.directive.indicator(name).code for name in instruction.indicators),
                )
                for instruction in paragraph.instructions
            ),
        )
        for clause in office.directive.clauses
        for place, paragraph in clause.places()
    ]


@dataclass(frozen=True, slots=True)
class Duty:
    """A report that somebody has to write, or has sent."""

    participant: Participant
    report: ReportRecord | None


def duties_of(staff: Staff, record: DirectiveRecord | None = None) -> list[Duty]:
    """What this person's desks have to report; the next deadline first."""
    rows = Participant.objects.filter(seats__staff=staff, seats__ended_at=None, is_expected=True)
    if record is not None:
        rows = rows.filter(directive=record)
    found = rows.select_related("directive", "report").order_by("due", "place")
    return [Duty(row, getattr(row, "report", None)) for row in found]
