"""A participant's report as it is sent, however it came. The core says what may follow what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import (
    Answer,
    FigureRecord,
    File,
    NothingRecord,
    Participant,
    ReportRecord,
    TransitionRecord,
)
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of, report_of
from bluezone.portal.directives.services.entering import (
    Entry,
    judge,
    known_entry,
    question_key,
    save_draft,
    unanswered,
)
from bluezone.portal.directives.services.holding import report_row
from bluezone.portal.identity.models import Staff
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.findings import Finding, Weight
from bluezone.rollout.reports.report import Report, filled, submit
from bluezone.rollout.reports.taking import Taken


@transaction.atomic
def save_and_send(
    *, actor: Staff, participant: Participant, entry: Entry, now: dt.datetime, seen: int | None = None
) -> tuple[Finding, ...]:
    """Keeps what was typed and sends it, or says what must be mended or answered first: then it is kept and not sent.
    Raises ReportError where somebody else sent it or saved another draft, and then nothing has changed.
    """
    save_draft(participant=participant, entry=entry, now=now, actor=actor, seen=seen)
    context = context_of(participant.directive)
    entry = known_entry(context, participant.key, entry)
    taken = judge(context, participant, entry, now)
    if any(finding.weight is Weight.ERROR for finding in taken.findings) or unanswered(taken, entry.answers):
        return taken.findings
    send_entry(actor=actor, participant=participant, entry=entry, now=now)
    return ()


@transaction.atomic
def send_entry(*, actor: Staff, participant: Participant, entry: Entry, now: dt.datetime) -> Taken:
    """Judges the form and sends the report. Raises ReportError for what must be mended or said first."""
    context = context_of(participant.directive)
    taken = judge(context, participant, entry, now)
    send_taken(
        actor=actor, participant=participant, taken=taken, way=ReportRecord.Way.WEB, now=now, answers=entry.answers
    )
    return taken


@transaction.atomic
def send_taken(
    *,
    actor: Staff | None,
    participant: Participant,
    taken: Taken,
    way: ReportRecord.Way,
    now: dt.datetime,
    file: File | None = None,
    answers: Mapping[str, str] | None = None,
) -> None:
    """Sends the report as judged, however it came. Raises ReportError, and then nothing has changed."""
    context, row = context_of(participant.directive), report_row(participant)
    before = report_of(context, row)
    report = filled(before, taken.figures, taken.nothing)
    report = submit(report, taken.findings, by=participant.key, at=now, note=_changes(context, before, report))
    given = answers or {}
    if way is ReportRecord.Way.WEB and (open_questions := unanswered(taken, given)):
        raise ReportError(open_questions[0].words)
    row.way, row.draft = way, {}
    _store_figures(row, report, file)
    _store_answers(row, taken, given, actor, now)
    store_steps(row, report, actor)
    record_write(
        actor=actor,
        act="directives.report",
        now=now,
        subjects=[("participant", participant.pk)],
        path=participant.path,
        detail={"directive": context.record.key, "way": way.value, "figures": len(report.figures)},
    )


def _changes(context: DirectiveContext, before: Report, after: Report) -> str:
    """Says what a report says otherwise than before: "TT1 40 → 41". The earlier figures are nowhere else."""
    if before.submitted_at is None:
        return ""
    names = [one.id for one in context.directive.indicators if before.values.get(one.id) != after.values.get(one.id)]
    codes = {name: context.directive.indicator(name).code for name in names}
    return "; ".join(f"{codes[name]} {before.values.get(name, '–')} → {after.values.get(name, '–')}" for name in names)


def _store_figures(row: ReportRecord, report: Report, file: File | None) -> None:
    row.figures.all().delete()
    row.nothing.all().delete()
    FigureRecord.objects.bulk_create(
        FigureRecord(report=row, indicator=figure.indicator, value=figure.value, file=file) for figure in report.figures
    )
    NothingRecord.objects.bulk_create(
        NothingRecord(report=row, instruction=one.instruction, reason=one.reason[:500]) for one in report.nothing
    )
    row.as_of = report.figures[0].as_of if report.figures else report.submitted_at


def _store_answers(
    row: ReportRecord, taken: Taken, answers: Mapping[str, str], actor: Staff | None, now: dt.datetime
) -> None:
    Answer.objects.bulk_create(
        Answer(
            report=row,
            rule=finding.rule.value,
            indicators=",".join(finding.indicators)[:300],
            question=finding.words.vi[:500],
            answer=answers.get(question_key(finding), "").strip()[:500],
            by=actor,
            at=now,
        )
        for finding in taken.findings
        if finding.weight is Weight.QUESTION
    )


def store_steps(row: ReportRecord, report: Report, actor: Staff | None) -> None:
    """Writes down the steps that the report has taken since it was read."""
    known = row.transitions.count()
    TransitionRecord.objects.bulk_create(
        TransitionRecord(report=row, step=one.step.value, acting_for=one.by, by=actor, at=one.at, note=one.note[:500])
        for one in report.history[known:]
    )
    row.state, row.submitted_at = report.state.value, report.submitted_at
    row.save()
