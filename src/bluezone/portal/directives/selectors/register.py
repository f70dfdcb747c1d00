"""Reads for the register: which directives there are, how far each has come, and what it asks of whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.directives.models import DirectiveRecord, Membership, Participant, ReportRecord
from bluezone.portal.directives.policy import keeps_letter, staffed_by, watches
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of
from bluezone.portal.directives.selectors.letters import letter_check_of, told_of_a_file
from bluezone.portal.frame.listing import Column, Empty, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.rollout.directive.letter import Instruction
from bluezone.vietnam.words import Words

DIRECTIVES = Listing(
    caption=_("Directives, the newest first"),
    columns=(
        Column("subject", _("Subject")),
        Column("number", _("Number")),
        Column("issuer", _("Issued by")),
        Column("day", _("Day"), ("date",)),
        Column("due", _("Deadline of the report"), ("due",)),
        Column("received", _("Received")),
    ),
    empty=Empty(
        "send",
        _("No directive yet"),
        _("A directive is registered from one file: its letter, its clauses, what is counted, and to whom it goes."),
    ),
    older=_("Older directives"),
)
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


def lines_of(part: Part, now: dt.datetime) -> Listed[Line]:
    """A page of the directives, the newest first."""
    found = listed(DirectiveRecord.objects.order_by("-date", "-pk"), part)
    expected = Participant.objects.filter(directive__in=found.rows, is_expected=True).values_list("directive")
    asked = dict(expected.annotate(Count("pk")).order_by())
    sent = dict(expected.filter(report__state__in=_SENT).annotate(Count("pk")).order_by())
    return found.seen(lambda row: Line(row, asked.get(row.pk, 0), sent.get(row.pk, 0), now >= row.due))


def letter_context(staff: Staff, record: DirectiveRecord) -> dict[str, Any]:
    """Everything that the page of one directive shows this reader."""
    context = context_of(record)
    unasked = record.participants.filter(is_expected=False).exclude(key=context.directive.reporting.to)
    return {
        "record": record,
        "letter": context.directive.letter,
        "through": context.organisations[context.directive.reporting.through],
        "paragraphs": quoted(context),
        "unaddressed": context.expectation.unaddressed,
        "unasked": list(unasked.order_by("place")),
        "expected": len(context.expectation.reports),
        "duties": duties_of(staff, record) if is_allowed(staff, "directives.report") else [],
        "may_load": is_allowed(staff, "directives.load"),
        "may_keep": keeps_letter(staff, record),
        "gives_seats": staffed_by(staff, record) is not None,
        "check": letter_check_of(record),
        "told": told_of_a_file,
        "watches": watches(staff, record),
    }


def memberships_among(participants: QuerySet[Participant]) -> list[Membership]:
    """Memberships at these participants that have not ended, in the directive's order."""
    rows = Membership.objects.filter(participant__in=participants, ended_at=None).select_related("participant", "staff")
    return list(rows.order_by("participant__place", "staff__sort_key"))


def participants_among(participants: QuerySet[Participant]) -> list[Participant]:
    """The participants, in the directive's order."""
    return list(participants.order_by("place"))


def quoted(context: DirectiveContext) -> list[Quoted]:
    """Paragraphs with what they ask, in the letter's order."""
    many: dict[str, int] = {}
    for expected in context.expectation.reports:
        for assignment in expected.assignments:
            many[assignment.instruction.id] = many.get(assignment.instruction.id, 0) + 1
    return [
        Quoted(
            place,
            paragraph.text,
            tuple(
                Asked(
                    instruction,
                    context.directive.selector(instruction.to).words,
                    many.get(instruction.id, 0),
                    tuple(context.directive.indicator(name).code for name in instruction.indicators),
                )
                for instruction in paragraph.instructions
            ),
        )
        for clause in context.directive.clauses
        for place, paragraph in clause.places()
    ]


@dataclass(frozen=True, slots=True)
class Duty:
    """A report that somebody has to write, or has sent."""

    participant: Participant
    report: ReportRecord | None


def duties_of(staff: Staff, record: DirectiveRecord | None = None) -> list[Duty]:
    """Reports that the participants for whom this person works have to send; the next deadline first."""
    rows = Participant.objects.filter(memberships__staff=staff, memberships__ended_at=None, is_expected=True)
    if record is not None:
        rows = rows.filter(directive=record)
    found = rows.select_related("directive", "report").order_by("due", "place")
    return [Duty(row, getattr(row, "report", None)) for row in found]
