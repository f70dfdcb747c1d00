"""One report with everything behind it: as those above look at it, and as its own participant does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from bluezone.portal.directives.models import (
    Assigned,
    CorrectionRecord,
    EvidenceRecord,
    FigureRecord,
    Participant,
    ReportRecord,
)
from bluezone.portal.directives.policy import name_of, others_who_decide, receiver_of, sent_alone_by, works_above
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of
from bluezone.portal.directives.selectors.finding import report_of_participant
from bluezone.portal.directives.selectors.form import rates_of
from bluezone.portal.directives.selectors.listed import ground_of, listed_for
from bluezone.portal.directives.selectors.measuring import measured_at
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.identity.models import Staff
from bluezone.rollout.consolidation.measuring import Measured
from bluezone.rollout.directive.letter import Directive, Instruction
from bluezone.rollout.reports.listed import Listed
from bluezone.vietnam.words import Language, Words

PAGE = 50
_MOST_PIECES = 1_000


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One count of a report, with what changed it and how much evidence stands behind it."""

    indicator: Any
    figure: FigureRecord | None
    correction: CorrectionRecord | None
    evidence: int
    listed: Listed | None = None
    """What the office's newest list counts of it."""

    @property
    def value(self) -> int | None:
        """The count that holds: the corrected one once the reporter has confirmed it."""
        if self.figure is None:
            return None
        if self.correction is not None and self.correction.confirmed_at is not None:
            return self.correction.becomes
        return self.figure.value


@dataclass(frozen=True, slots=True)
class ShownInstruction:
    """What one instruction was answered with."""

    place: str
    instruction: Instruction
    figures: tuple[ShownFigure, ...]
    reason: str
    seen: Measured | None = None
    """What doors on the participant's ground saw of it."""


@dataclass(frozen=True, slots=True)
class Task:
    """One instruction put to one office, and who leads it there."""

    row: Assigned
    words: Words


def tasks_of(context: DirectiveContext, participant: Participant) -> list[Task]:
    """Tasks of a participant, each with its instruction's words and who leads it."""
    words = {instruction.id: instruction.words for _, instruction in context.directive.instructions()}
    rows = participant.assignments.select_related("lead").order_by("pk")
    return [Task(row, words[row.instruction]) for row in rows]


def report_page_context(staff: Staff, participant: Participant, now: dt.datetime) -> dict[str, Any]:
    """The page of one report for those above, also before anybody has touched it."""
    context, row = context_of(participant.directive), report_of_participant(participant)
    working = Staff.objects.filter(memberships__participant=participant, memberships__ended_at=None)
    is_own = bool(sent_alone_by(staff, [participant.pk]))
    return {
        **(report_context(context, participant, row, now) if row is not None else _untouched(participant)),
        "collects": works_above(staff, "directives.collect", participant),
        "decides": receiver_of(staff, participant) is not None,
        "is_own": is_own,
        "others": [name_of(staff, one) for one in others_who_decide(staff, participant)] if is_own else [],
        "read": report_as_read(row) if row is not None else "",
        "tasks": tasks_of(context, participant),
        "seated": [(one.username, name_of(staff, one)) for one in working.order_by("sort_key")],
        "watches": True,
        "is_mine": False,
    }


def own_report_context(participant: Participant, row: ReportRecord, now: dt.datetime) -> dict[str, Any]:
    """The page of a sent report for the participant that sent it."""
    context = context_of(participant.directive)
    return {
        **report_context(context, participant, row, now),
        "is_mine": True,
        "collects": False,
        "decides": False,
        "tasks": tasks_of(context, participant),
        "form": None,
    }


def figures_of(participant: Participant, language: Language) -> list[tuple[str, str]]:
    """Counts of the participant's report that can be corrected, by name."""
    row = report_of_participant(participant)
    if row is None:
        return []
    directive = context_of(participant.directive).directive
    found = [directive.indicator(figure.indicator) for figure in row.figures.order_by("pk")]
    return [(one.id, f"{one.code} {one.words.said(language)}") for one in found]


def report_context(
    context: DirectiveContext, participant: Participant, row: ReportRecord, now: dt.datetime
) -> dict[str, Any]:
    """Everything that the page of one report shows."""
    shown = _instructions(context, participant, row, now)
    values = {one.indicator.id: one.value for block in shown for one in block.figures if one.value is not None}
    corrections = CorrectionRecord.objects.filter(participant=participant).select_related("by", "confirmed_by")
    return {
        "record": context.record,
        "participant": participant,
        "report": row,
        "shown": shown,
        "rates": rates_of(context, context.expected(participant.key).indicators, values),
        "answers": row.answers.order_by("pk"),
        "transitions": row.transitions.select_related("by").order_by("-pk"),
        "corrections": corrections.order_by("-pk"),
        "waiting": [one for one in corrections if one.confirmed_at is None and one.withdrawn_at is None],
        "extensions": participant.extensions.order_by("-pk"),
        "reminders": participant.reminders.order_by("-at"),
        "files": {figure.file_id: figure.file for figure in row.figures.all() if figure.file_id},
        "evidence": pieces_of(context.directive, participant)[:PAGE],
        "names": {indicator.id: indicator for indicator in context.directive.indicators},
    }


def _untouched(participant: Participant) -> dict[str, Any]:
    empty: tuple[()] = ()
    names = ("shown", "rates", "answers", "transitions", "corrections", "waiting", "evidence")
    return {
        **dict.fromkeys(names, empty),
        "files": {},
        "record": participant.directive,
        "participant": participant,
        "report": ReportRecord(participant=participant),
        "extensions": participant.extensions.order_by("-pk"),
        "reminders": participant.reminders.order_by("-at"),
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence with its kind's name."""

    row: EvidenceRecord
    words: Words
    counts: str | None


def pieces_of(directive: Directive, participant: Participant) -> list[Piece]:
    """Pieces of the participant's evidence, the newest first."""
    rows = participant.evidence.filter(withdrawn_at=None).select_related("added_by", "file").defer("file__content")
    return _named(directive, rows.order_by("-day", "-pk"))


def pieces_behind(directive: Directive, participants: Sequence[int], indicator: str) -> dict[int, list[Piece]]:
    """Pieces of evidence behind an indicator: of kinds that count it, or else those that its instruction asks for."""
    rows = EvidenceRecord.objects.filter(
        participant__in=participants, withdrawn_at=None, kind__in=_kinds_behind(directive, indicator)
    )
    found: dict[int, list[Piece]] = {}
    shown = rows.select_related("file").defer("file__content").order_by("-day", "-pk")
    for piece in _named(directive, shown[:_MOST_PIECES]):
        found.setdefault(piece.row.participant_id, []).append(piece)
    return found


def proposed_first(corrections: Iterable[CorrectionRecord]) -> list[CorrectionRecord]:
    """Puts corrections that were confirmed last, so that of one figure they count, whatever is proposed beside."""
    return sorted(corrections, key=lambda one: one.confirmed_at is not None)


def _instructions(
    context: DirectiveContext, participant: Participant, row: ReportRecord, now: dt.datetime
) -> list[ShownInstruction]:
    figures = {figure.indicator: figure for figure in row.figures.select_related("file")}
    standing_ones = CorrectionRecord.objects.filter(participant=participant, withdrawn_at=None)
    corrections = {one.indicator: one for one in proposed_first(standing_ones)}
    pieces = dict(
        EvidenceRecord.objects.filter(participant=participant, withdrawn_at=None)
        .values_list("kind")
        .annotate(Count("pk"))
    )
    listed = listed_for(context, participant, now)
    seen = measured_at(context.directive, participant, now) if ground_of(participant, now) else {}
    reasons = {one.instruction: one.reason for one in row.nothing.all()}
    return [
        ShownInstruction(
            assignment.place,
            assignment.instruction,
            tuple(
                ShownFigure(
                    context.directive.indicator(name),
                    figures.get(name),
                    corrections.get(name),
                    _behind(context, name, pieces),
                    listed.get(name),
                )
                for name in assignment.instruction.indicators
            ),
            reasons.get(assignment.instruction.id, ""),
            seen.get(assignment.instruction.id),
        )
        for assignment in context.expected(participant.key).assignments
    ]


def _named(directive: Directive, rows: Iterable[EvidenceRecord]) -> list[Piece]:
    kinds = {kind.id: kind for kind in directive.evidence_kinds}
    return [Piece(row, kinds[row.kind].words, kinds[row.kind].counts) for row in rows]


def _behind(context: DirectiveContext, indicator: str, pieces: Mapping[str, int]) -> int:
    return sum(pieces.get(kind, 0) for kind in _kinds_behind(context.directive, indicator))


def _kinds_behind(directive: Directive, indicator: str) -> set[str]:
    """Kinds that count it; where there is none, all that its instruction asks for."""
    counting = {kind.id for kind in directive.evidence_kinds if kind.counts == indicator}
    asked = {
        kind
        for _, instruction in directive.instructions()
        if indicator in instruction.indicators
        for kind in instruction.evidence
    }
    return counting or asked
