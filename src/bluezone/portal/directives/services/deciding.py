"""What those above do with a report that was sent: approve it, send it back, take an approval back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

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
from bluezone.portal.directives.policy import participants_of
from bluezone.portal.directives.selectors.cores import context_of, report_of
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.holding import held, locked_report
from bluezone.portal.directives.services.reporting import store_steps
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.rollout.errors import ApprovalError, ReportError
from bluezone.rollout.reports.report import Step, take_step
from bluezone.vietnam.words import Words

_CLOSED = Words(
    "Cấp trên đã duyệt số liệu; phải rút duyệt ở cấp đó trước.",
    "The level above has approved its sums; that approval is taken back first.",
)
_OWN = Words(
    "Người đã gửi, hoặc nhận phiếu của, báo cáo này không tự duyệt; người khác duyệt.",
    "Whoever sent this report, or took in its spreadsheet, does not approve it.",
)


@transaction.atomic
def approve_chosen(*, actor: Staff, record: DirectiveRecord, read: Mapping[str, str], now: dt.datetime) -> None:
    """Approves the reports that were read of these participants, as far as they were sent to one for whom the actor
    works. Raises what `decide` does, and has then approved none.
    """
    sent = ReportRecord.objects.filter(
        participant__directive=record,
        participant__reports_to__in=participants_of(actor, record),
        state=ReportRecord.State.SUBMITTED,
    )
    for row in sent.select_related("participant__reports_to").order_by("pk"):
        receiver = row.participant.reports_to
        if receiver is not None and row.participant.key in read:
            seen = read[row.participant.key]
            decide(actor=actor, row=row, read=seen, step=Step.APPROVE, acting_for=receiver, now=now)


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
    if step is Step.APPROVE and _sent_alone_by(row) == actor.pk:
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


def _sent_alone_by(row: ReportRecord) -> int | None:
    """The person who typed and sent the report, or took in its spreadsheet: nobody knows who filled that in, and
    whoever collects has the blank form, too. Nobody of a paper, which two have keyed.
    """
    if row.way == ReportRecord.Way.PAPER:
        return None
    last = row.transitions.filter(step=Step.SUBMIT.value).order_by("-pk").first()
    return last.by_id if last is not None else None
