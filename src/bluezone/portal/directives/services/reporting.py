"""A participant's report: typed and saved, judged and sent, then decided on. The core says what may follow what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import (
    ActRecord,
    Answer,
    ApprovalRecord,
    CorrectionRecord,
    DirectiveRecord,
    FigureRecord,
    File,
    NothingRecord,
    Participant,
    ReportRecord,
)
from bluezone.portal.directives.policy import participants_of
from bluezone.portal.directives.selectors.beside import beside
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of, report_of
from bluezone.portal.directives.services.holding import held
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.rollout.errors import ApprovalError, ReportError
from bluezone.rollout.reports.findings import Finding, Weight
from bluezone.rollout.reports.report import Report, State, Step, act, filled, submit
from bluezone.rollout.reports.taking import Answers, Taken, take_answers
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.words import Words

LONGEST_TYPED, LONGEST_DAY, LONGEST_KEY = 500, 40, 200
_SENT = Words("Báo cáo đã gửi, không sửa được.", "The report was sent and cannot be changed.")
_OVERTAKEN = Words(
    "Đồng nghiệp của ông/bà đã sửa phiếu này trong lúc ông/bà đang mở. Mở lại trang để thấy số của họ.",
    "A colleague has changed this form while you had it open. Load the page again to see their figures.",
)
_CLOSED = Words(
    "Cấp trên đã duyệt số liệu; phải rút duyệt ở cấp đó trước.",
    "The level above has approved its sums; that approval is taken back first.",
)
_OWN = Words(
    "Người đã gửi báo cáo này không tự duyệt; người khác duyệt.", "Whoever sent this report does not approve it."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the form's fields."""

    figures: Mapping[str, str] = field(default_factory=dict)
    nothing: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What a person says to the questions of the rules, by `question_key`."""

    def answers_to_judge(self) -> Answers:
        nothing = {name: reason.strip() for name, reason in self.nothing.items() if reason.strip()}
        return Answers(dict(self.figures), nothing, self.as_of.strip() or None)


def question_key(finding: Finding) -> str:
    """Under which an answer to this question is typed and kept."""
    return f"{finding.rule.name.lower()}.{'.'.join(finding.indicators)}"


def judge(context: DirectiveContext, participant: Participant, entry: Entry, now: dt.datetime) -> Taken:
    """The figures that the form gives, and everything that the rules have to say."""
    expected = context.expected(participant.key)
    against = beside(context, participant, now)
    return take_answers(entry.answers_to_judge(), context.directive, expected, received=now, beside=against)


def unanswered(taken: Taken, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Questions to which nobody has said anything yet."""
    questions = (finding for finding in taken.findings if finding.weight is Weight.QUESTION)
    return tuple(finding for finding in questions if not answers.get(question_key(finding), "").strip())


def known_entry(context: DirectiveContext, key: str, entry: Entry) -> Entry:
    """The entry without fields that the participant's form does not have, each text on one plain line and of a length
    that is kept. Anybody may have sent anything.
    """
    expected = context.expected(key)
    asked = {assignment.instruction.id for assignment in expected.assignments}
    return Entry(
        _plain(entry.figures, set(expected.indicators)),
        _plain(entry.nothing, asked),
        normalised_name(entry.as_of)[:LONGEST_DAY],
        {normalised_name(name)[:LONGEST_KEY]: text for name, text in _plain(entry.answers).items()},
    )


@transaction.atomic
def save_draft(
    *, participant: Participant, entry: Entry, now: dt.datetime, actor: Staff | None = None, seen: int | None = None
) -> ReportRecord:
    """What is typed so far, judged by nobody. Raises ReportError once the report was sent, or where a colleague saved
    another draft since the one that was `seen`: the whole form is saved at once, and would undo what they typed.
    """
    row, entry = report_row(participant), known_entry(context_of(participant.directive), participant.key, entry)
    if row.state != State.DRAFT.value:
        raise ReportError(_SENT)
    if seen is not None and seen != row.revision and row.saved_by_id is not None and row.saved_by_id != _key(actor):
        raise ReportError(_OVERTAKEN)
    row.draft = {
        "figures": dict(entry.figures),
        "nothing": dict(entry.nothing),
        "as_of": entry.as_of,
        "answers": dict(entry.answers),
    }
    row.saved_at, row.saved_by, row.revision = now, actor, row.revision + 1
    row.save(update_fields=["draft", "saved_at", "saved_by", "revision"])
    return row


def is_sent(row: ReportRecord | None) -> bool:
    """Whether the report has left its participant."""
    return row is not None and row.state != ReportRecord.State.DRAFT


def drafted(row: ReportRecord | None) -> Entry:
    """The form as it was left; figures of a returned report stand in it."""
    if row is None:
        return Entry()
    if row.draft:
        kept = row.draft
        return Entry(kept.get("figures", {}), kept.get("nothing", {}), kept.get("as_of", ""), kept.get("answers", {}))
    figures = {figure.indicator: str(figure.value) for figure in row.figures.all()}
    return Entry(figures, {one.instruction: one.reason for one in row.nothing.all()})


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
) -> ReportRecord:
    """The report as judged, however it came. Raises ReportError, and then nothing has changed."""
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
    return row


@transaction.atomic
def approve_chosen(*, actor: Staff, record: DirectiveRecord, keys: Collection[str], now: dt.datetime) -> None:
    """Approves the reports of these participants, as far as they were sent to one for whom the actor works. Raises what
    `decide` does, and has then approved none.
    """
    sent = ReportRecord.objects.filter(
        participant__directive=record,
        participant__reports_to__in=participants_of(actor, record),
        state=ReportRecord.State.SUBMITTED,
    )
    for row in sent.select_related("participant__reports_to").order_by("pk"):
        receiver = row.participant.reports_to
        if receiver is not None and row.participant.key in keys:
            decide(actor=actor, row=row, step=Step.APPROVE, acting_for=receiver, now=now)


@transaction.atomic
def decide(
    *, actor: Staff, row: ReportRecord, step: Step, acting_for: Participant, now: dt.datetime, note: str = ""
) -> ReportRecord:
    """A step by somebody above: return, approve, take back. Raises ReportError where it cannot follow, ApprovalError
    for what would change sums that the level above has approved, RefusedError where it goes to another office.
    """
    if step not in {Step.RETURN, Step.APPROVE, Step.TAKE_BACK}:
        raise RefusedError("this step is not taken here")
    if row.participant.reports_to_id != acting_for.pk:
        raise RefusedError("this report goes to another office, which decides on it")
    if step is not Step.RETURN:
        require_open_level(row.participant)
    row = _locked(row)
    if step is Step.APPROVE and row.way == ReportRecord.Way.WEB and _sent_by(row) == actor.pk:
        raise ReportError(_OWN)
    context = context_of(row.participant.directive)
    report = act(report_of(context, row), step, by=acting_for.key, at=now, note=note)
    if step is not Step.APPROVE:
        CorrectionRecord.objects.filter(participant=row.participant, withdrawn_at=None).update(withdrawn_at=now)
    store_steps(row, report, actor)
    record_write(
        actor=actor,
        act="directives.decide",
        now=now,
        subjects=[("participant", row.participant_id)],
        path=row.participant.path,
        detail={"directive": context.record.key, "step": step.value},
    )
    return row


def require_open_level(participant: Participant) -> None:
    """Raises ApprovalError once the level above has approved: its sums stay as they are until that is taken back. Holds
    that level, so that it does not approve in between.
    """
    if participant.reports_to is not None:
        held(participant.reports_to)
    if ApprovalRecord.objects.filter(level=participant.reports_to_id, taken_back_at=None).exists():
        raise ApprovalError(_CLOSED)


def report_row(participant: Participant) -> ReportRecord:
    """The participant's report, made at the first touch, and held until the transaction ends."""
    ReportRecord.objects.get_or_create(participant=participant)
    return _locked(ReportRecord.objects.get(participant=participant))


def _changes(context: DirectiveContext, before: Report, after: Report) -> str:
    """What a report says otherwise than it did before: "TT1 40 → 41". The earlier figures are nowhere else."""
    if before.submitted_at is None:
        return ""
    names = [one.id for one in context.directive.indicators if before.values.get(one.id) != after.values.get(one.id)]
    codes = {name: context.directive.indicator(name).code for name in names}
    return "; ".join(f"{codes[name]} {before.values.get(name, '–')} → {after.values.get(name, '–')}" for name in names)


def _key(actor: Staff | None) -> int | None:
    return actor.pk if actor is not None else None


def _sent_by(row: ReportRecord) -> int | None:
    """Who typed and sent it; files and papers are somebody else's words, whoever took them in."""
    last = row.acts.filter(step=Step.SUBMIT.value).order_by("-pk").first()
    return last.by_id if last is not None else None


def _locked(row: ReportRecord) -> ReportRecord:
    return ReportRecord.objects.select_for_update(of=("self",)).select_related("participant__directive").get(pk=row.pk)


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
    known = row.acts.count()
    ActRecord.objects.bulk_create(
        ActRecord(report=row, step=one.step.value, acting_for=one.by, by=actor, at=one.at, note=one.note[:500])
        for one in report.history[known:]
    )
    row.state, row.submitted_at = report.state.value, report.submitted_at
    row.save()


def _plain(texts: Mapping[str, str], known: Collection[str] | None = None) -> dict[str, str]:
    plain = {name: normalised_name(text[:LONGEST_TYPED]) for name, text in texts.items()}
    return {name: text for name, text in plain.items() if text and (known is None or name in known)}
