"""What whoever collects reports looks at: one report with everything behind it, and the list of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from bluezone.portal.lists.words import Words
from bluezone.portal.rollout.consolidation.deadlines import Standing
from bluezone.portal.rollout.directive.letter import Instruction
from bluezone.portal.rollout_desk.models import (
    CorrectionRecord,
    EvidenceRecord,
    FigureRecord,
    Participant,
    ReportRecord,
)
from bluezone.portal.rollout_desk.selectors.cores import Office
from bluezone.portal.rollout_desk.selectors.form import rates_of

PAGE = 50
_SENT = ("submitted", "approved", "locked")


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

    participant: Participant
    state: str
    state_text: str
    way_text: str
    submitted_at: dt.datetime | None
    due: dt.datetime
    standing: Standing


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
        "files": {figure.file_id: figure.file for figure in row.figures.all() if figure.file_id},
        "evidence": pieces_of(office, participant)[:PAGE],
        "names": {indicator.id: indicator for indicator in office.directive.indicators},
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence with its kind's name."""

    row: EvidenceRecord
    words: Words
    counts: str | None


def pieces_of(office: Office, participant: Participant, indicator: str | None = None) -> list[Piece]:
    """The newest first; of one indicator those whose kind counts it or whose instruction asks for it."""
    rows = participant.evidence.filter(withdrawn_at=None).select_related("added_by").order_by("-day", "-pk")
    if indicator is not None:
        rows = rows.filter(kind__in=_kinds_behind(office, indicator))
    kinds = {kind.id: kind for kind in office.directive.evidence_kinds}
    return [Piece(row, kinds[row.kind].words, kinds[row.kind].counts) for row in rows]


def expected_reports(office: Office, top: Participant, now: dt.datetime) -> list[Expected]:
    """Everybody below this participant who has to report, in the list's order."""
    keys = keys_below(office, top.key)
    rows = (
        Participant.objects.filter(directive=office.record, is_expected=True)
        .select_related("report")
        .annotate(extended=Max("extensions__to"))
        .order_by("place")
    )
    return [_expected(row, now) for row in rows if row.key in keys]


def keys_below(office: Office, key: str) -> set[str]:
    """All that report to this one, directly or through others; the one itself is not among them."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for below in office.organisations.below(waiting.pop()):
            found.add(below.id)
            waiting.append(below.id)
    return found


def _expected(row: Participant, now: dt.datetime) -> Expected:
    report: ReportRecord | None = getattr(row, "report", None)
    extended = row.extended  # type: ignore[attr-defined] # annotated above
    assert row.due is not None
    due = max(row.due, extended) if extended else row.due
    is_sent = report is not None and report.state in _SENT
    state = report.state if report is not None else ReportRecord.State.DRAFT
    return Expected(
        row,
        state,
        str(ReportRecord.State(state).label) if report is not None else "",
        str(ReportRecord.Way(report.way).label) if is_sent and report is not None else "",
        report.submitted_at if is_sent and report is not None else None,
        due,
        standing(due, report.submitted_at if is_sent and report is not None else None, now),
    )


def standing(due: dt.datetime, submitted_at: dt.datetime | None, now: dt.datetime) -> Standing:
    """As the core's `standing_of`, from columns instead of a report."""
    if submitted_at is not None:
        return Standing.ON_TIME if submitted_at < due else Standing.SENT_LATE
    return Standing.LATE if now >= due else Standing.OPEN


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


def _behind(office: Office, indicator: str, pieces: Mapping[str, int]) -> int:
    return sum(pieces.get(kind, 0) for kind in _kinds_behind(office, indicator))


def _kinds_behind(office: Office, indicator: str) -> set[str]:
    """Kinds that count it; where there is none, all that its instruction asks for."""
    counting = {kind.id for kind in office.directive.evidence_kinds if kind.counts == indicator}
    asked = {
        kind
        for _, instruction in office.directive.instructions()
        if indicator in instruction.indicators
        for kind in instruction.evidence
    }
    return counting or asked
