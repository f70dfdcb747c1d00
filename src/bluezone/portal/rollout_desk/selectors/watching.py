"""What whoever collects reports looks at: one report with everything behind it, and the list of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from bluezone.portal.rollout.consolidation.deadlines import Standing
from bluezone.portal.rollout.directive.letter import Directive, Instruction
from bluezone.portal.rollout_desk.models import (
    Assigned,
    CorrectionRecord,
    EvidenceRecord,
    FigureRecord,
    Participant,
    ReportRecord,
)
from bluezone.portal.rollout_desk.selectors.columns import Row, rows_below, standing
from bluezone.portal.rollout_desk.selectors.cores import Office
from bluezone.portal.rollout_desk.selectors.form import rates_of
from bluezone.vietnam.words import Words

PAGE = 50
_MOST_PIECES = 1_000


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One count of a report, with what changed it and how much evidence stands behind it."""

    indicator: Any
    figure: FigureRecord | None
    correction: CorrectionRecord | None
    evidence: int

    @property
    def value(self) -> int | None:
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


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the expected-report list."""

    row: Row
    standing: Standing

    @property
    def state_text(self) -> str:
        return str(ReportRecord.State(self.row.state).label) if self.row.state else ""

    @property
    def way_text(self) -> str:
        return str(ReportRecord.Way(self.row.way).label) if self.row.submitted_at else ""


STANDING_WORDS = {
    Standing.OPEN: Words("chưa gửi, còn hạn", "not sent, not yet due"),
    Standing.LATE: Words("chưa gửi, quá hạn", "not sent, overdue"),
    Standing.ON_TIME: Words("gửi đúng hạn", "sent on time"),
    Standing.SENT_LATE: Words("gửi muộn", "sent late"),
}
STANDING_TONES = {
    Standing.OPEN: "",
    Standing.LATE: "danger",
    Standing.ON_TIME: "ok",
    Standing.SENT_LATE: "attention",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One instruction put to one office, and who leads it there."""

    row: Assigned
    words: Words


def tasks_of(office: Office, participant: Participant) -> list[Task]:
    words = {instruction.id: instruction.words for _, instruction in office.directive.instructions()}
    rows = participant.assignments.select_related("lead").order_by("pk")
    return [Task(row, words[row.instruction]) for row in rows]


def facts_of_report(office: Office, participant: Participant, row: ReportRecord) -> dict[str, Any]:
    """Everything that the page of one report shows."""
    shown = _instructions(office, participant, row)
    values = {one.indicator.id: one.value for block in shown for one in block.figures if one.value is not None}
    corrections = CorrectionRecord.objects.filter(participant=participant).select_related("by", "confirmed_by")
    return {
        "record": office.record,
        "participant": participant,
        "report": row,
        "shown": shown,
        "rates": rates_of(office, office.expected(participant.key).indicators, values),
        "answers": row.answers.order_by("pk"),
        "acts": row.acts.select_related("by").order_by("-pk"),
        "corrections": corrections.order_by("-pk"),
        "waiting": [one for one in corrections if one.confirmed_at is None and one.withdrawn_at is None],
        "extensions": participant.extensions.order_by("-pk"),
        "reminders": participant.reminders.order_by("-at"),
        "files": {figure.file_id: figure.file for figure in row.figures.all() if figure.file_id},
        "evidence": pieces_of(office.directive, participant)[:PAGE],
        "names": {indicator.id: indicator for indicator in office.directive.indicators},
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence with its kind's name."""

    row: EvidenceRecord
    words: Words
    counts: str | None


def pieces_of(directive: Directive, participant: Participant) -> list[Piece]:
    """The newest first."""
    rows = participant.evidence.filter(withdrawn_at=None).select_related("added_by", "file").defer("file__content")
    return _named(directive, rows.order_by("-day", "-pk"))


def pieces_behind(directive: Directive, participants: Sequence[int], indicator: str) -> dict[int, list[Piece]]:
    """What stands behind one indicator: pieces whose kind counts it, or else those that its instruction asks for."""
    rows = EvidenceRecord.objects.filter(
        participant__in=participants, withdrawn_at=None, kind__in=_kinds_behind(directive, indicator)
    )
    found: dict[int, list[Piece]] = {}
    shown = rows.select_related("file").defer("file__content").order_by("-day", "-pk")
    for piece in _named(directive, shown[:_MOST_PIECES]):
        found.setdefault(piece.row.participant_id, []).append(piece)
    return found


def expected_reports(top: Participant, now: dt.datetime) -> list[Expected]:
    """Everybody below this participant who has to report, in the list's order."""
    return [Expected(row, standing(row.due, row.submitted_at, now)) for row in rows_below(top)]


def _instructions(office: Office, participant: Participant, row: ReportRecord) -> list[ShownInstruction]:
    figures = {figure.indicator: figure for figure in row.figures.select_related("file")}
    standing_ones = CorrectionRecord.objects.filter(participant=participant, withdrawn_at=None)
    corrections = {one.indicator: one for one in standing_ones}
    pieces = dict(
        EvidenceRecord.objects.filter(participant=participant, withdrawn_at=None)
        .values_list("kind")
        .annotate(Count("pk"))
    )
    reasons = {one.instruction: one.reason for one in row.nothing.all()}
    return [
        ShownInstruction(
            assignment.place,
            assignment.instruction,
            tuple(
                ShownFigure(
                    office.directive.indicator(name),
                    figures.get(name),
                    corrections.get(name),
                    _behind(office, name, pieces),
                )
                for name in assignment.instruction.indicators
            ),
            reasons.get(assignment.instruction.id, ""),
        )
        for assignment in office.expected(participant.key).assignments
    ]


def _named(directive: Directive, rows: Iterable[EvidenceRecord]) -> list[Piece]:
    kinds = {kind.id: kind for kind in directive.evidence_kinds}
    return [Piece(row, kinds[row.kind].words, kinds[row.kind].counts) for row in rows]


def _behind(office: Office, indicator: str, pieces: Mapping[str, int]) -> int:
    return sum(pieces.get(kind, 0) for kind in _kinds_behind(office.directive, indicator))


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
