"""What those above do with a report that was sent: approve it, send it back, take an approval back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import (
    ApprovalRecord,
    CorrectionRecord,
    DirectiveRecord,
    Participant,
    ReportRecord,
)
from bluezone.portal.directives.policy import participants_of, sent_alone_by
from bluezone.portal.directives.selectors.choosing import MOST_AT_ONCE, reports_that_match
from bluezone.portal.directives.selectors.cores import context_of, report_of
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.holding import held, locked_report
from bluezone.portal.directives.services.reporting import store_steps
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.frame.listing import Part
from bluezone.portal.identity.models import Staff
from bluezone.rollout.errors import ApprovalError, ReportError
from bluezone.rollout.reports.report import Step, take_step
from bluezone.vietnam.words import Words

_CLOSED = Words(
    "Cấp trên đã duyệt số liệu; phải rút duyệt ở cấp đó trước.",
    "The level above has approved its sums; that approval is taken back first.",
)
_CHANGED = Words(
    "Báo cáo này đã khác với lúc ông/bà đọc; xin đọc lại.",
    "This report is not what you have read; read it again.",
)
_OWN = Words(
    "Ai đã gửi báo cáo này hoặc nhận phiếu của đơn vị thì không tự duyệt; người khác duyệt.",
    "Whoever sent this report, or took in its spreadsheet, does not approve it.",
)


@transaction.atomic
def decide_chosen(
    *, actor: Staff, record: DirectiveRecord, read: Mapping[str, str], step: Step, now: dt.datetime, note: str = ""
) -> int:
    """Takes the same step with all these reports, each as it was read; how many. All of them or none: where one is
    refused, because it is not what was read or does not wait for this person, nothing was changed, and the refusal
    names whose it is.
    """
    if not 1 <= len(read) <= MOST_AT_ONCE:
        raise RefusedError("choose 1 to 500 reports that this is about")
    sent = ReportRecord.objects.filter(
        participant__directive=record,
        participant__key__in=read,
        participant__reports_to__in=participants_of(actor, record),
        state=ReportRecord.State.SUBMITTED,
    )
    rows = {row.participant.key: row for row in sent.select_related("participant__reports_to").order_by("pk")}
    for key, seen in read.items():
        if key not in rows:
            raise RefusedError("one of the chosen reports does not wait for you to decide on it; read the list again")
        with _named(rows[key].participant):
            decide(
                actor=actor, row=rows[key], read=seen, step=step, acting_for=_receiver(rows[key]), now=now, note=note
            )
    return len(rows)


@transaction.atomic
def decide_all(
    *, actor: Staff, top: Participant, part: Part, read: str, step: Step, now: dt.datetime, note: str = ""
) -> int:
    """Takes the same step with all reports of this part of the list that wait for this person, as they were read
    together; how many. Raises ChangedError where one came, went or changed meanwhile: then none was decided on.
    """
    whole = reports_that_match(actor, top, part, now)
    require_as_read(read, whole.digest)
    return decide_chosen(actor=actor, record=top.directive, read=whole.taken_by(step), step=step, now=now, note=note)


def _receiver(row: ReportRecord) -> Participant:
    receiver = row.participant.reports_to
    assert receiver is not None  # a report that waits for somebody's decision goes to them
    return receiver


@contextmanager
def _named(participant: Participant) -> Iterator[None]:
    """Says in a refusal whose report it is about, and that none of the chosen ones was decided on."""
    try:
        yield
    except (ReportError, ApprovalError) as error:
        raise type(error)(_none_decided(participant, error.words)) from error
    except ChangedError as error:
        changed = ChangedError(str(error))
        changed.words = _none_decided(participant, _CHANGED)
        raise changed from error


def _none_decided(participant: Participant, why: Words) -> Words:
    return Words(
        f"{participant.name}: {why.vi} Chưa báo cáo nào trong số đã chọn được xử lý.",
        f"{participant.name}: {why.en} None of the chosen reports was decided on.",
    )


@transaction.atomic
def decide(
    *,
    actor: Staff,
    row: ReportRecord,
    read: str,
    step: Step,
    acting_for: Participant,
    now: dt.datetime,
    note: str = "",
) -> ReportRecord:
    """Takes a step above a report: return, approve, take back. Raises ReportError where it cannot follow, ApprovalError
    for what would change sums that the level above has approved, RefusedError where it goes to another office, and
    ChangedError where it is not the report that was read.
    """
    if step not in {Step.RETURN, Step.APPROVE, Step.TAKE_BACK}:
        raise RefusedError("this step is not taken here")
    if row.participant.reports_to_id != acting_for.pk:
        raise RefusedError("this report goes to another office, which decides on it")
    if step is not Step.RETURN:
        require_open_level(row.participant)
    row = locked_report(row)
    require_as_read(read, report_as_read(row))
    if step is Step.APPROVE and sent_alone_by(actor, [row.participant_id]):
        raise ReportError(_OWN)
    context = context_of(row.participant.directive)
    report = take_step(report_of(context, row), step, by=acting_for.key, at=now, note=note)
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
    """Requires that the level above has not approved: its sums stay as they are until that is taken back. Holds that
    level, so that it does not approve in between. Raises ApprovalError.
    """
    if participant.reports_to is not None:
        held(participant.reports_to)
    if ApprovalRecord.objects.filter(level=participant.reports_to_id, taken_back_at=None).exists():
        raise ApprovalError(_CLOSED)
