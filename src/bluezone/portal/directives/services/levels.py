"""Above the reports: more time, corrections that the reporter confirms, and approval of a level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import (
    ApprovalRecord,
    CorrectionRecord,
    ExtensionRecord,
    FigureRecord,
    Participant,
    ReportRecord,
)
from bluezone.portal.directives.selectors.beside import previous_counts
from bluezone.portal.directives.selectors.cores import (
    DirectiveContext,
    context_of,
    correction_of,
    levels_of,
    reports_of,
)
from bluezone.portal.directives.selectors.reading import level_as_read
from bluezone.portal.directives.services.deciding import require_open_level
from bluezone.portal.directives.services.holding import held
from bluezone.portal.directives.services.reporting import store_steps
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.rollout.consolidation.approving import approve_level, take_back_level
from bluezone.rollout.consolidation.consolidating import COUNTED
from bluezone.rollout.consolidation.correcting import Correction, confirm
from bluezone.rollout.consolidation.deadlines import Extension
from bluezone.rollout.errors import CorrectionError, ReportError
from bluezone.rollout.reports.findings import Weight
from bluezone.rollout.reports.report import Report
from bluezone.rollout.reports.validating import Entered, validate
from bluezone.vietnam.words import Words

_COUNTED = tuple(state.value for state in COUNTED)
_NOT_MORE = Words("Hạn này không muộn hơn hạn đang có.", "This is no later than the deadline that the office has.")
_THERE = Words(
    "Báo cáo đã gửi; gia hạn chỉ dành cho báo cáo chưa gửi.",
    "The report was sent; only one that is missing gets more time.",
)
_PROPOSED = Words(
    "Người đề nghị sửa không tự xác nhận; người khác của đơn vị xác nhận.",
    "Whoever proposed a correction does not confirm it; somebody else of the office does.",
)


@transaction.atomic
def extend(
    *, actor: Staff, participant: Participant, to: dt.datetime, note: str, acting_for: Participant, now: dt.datetime
) -> ExtensionRecord:
    """Gives more time, with the reason. Raises ReportError for none, for a moment that has passed or is no later, and
    for a report that is there: one that came late is not made timely afterwards.
    """
    participant = held(participant)
    if ReportRecord.objects.filter(participant=participant).exclude(state=ReportRecord.State.DRAFT).exists():
        raise ReportError(_THERE)
    given = [participant.due, *participant.extensions.values_list("to", flat=True)]
    if any(known is not None and to <= known for known in given):
        raise ReportError(_NOT_MORE)
    extension = Extension(participant.key, to, note, acting_for.key, now)
    row = ExtensionRecord.objects.create(
        participant=participant,
        to=extension.to,
        note=extension.note.strip()[:500],
        acting_for=acting_for.key,
        by=actor,
        at=now,
    )
    _note(actor, "directives.extend", participant, now, {"to": to.isoformat()})
    return row


@transaction.atomic
def propose_correction(
    *,
    actor: Staff,
    participant: Participant,
    indicator: str,
    becomes: int,
    note: str,
    acting_for: Participant,
    now: dt.datetime,
) -> CorrectionRecord:
    """Proposes another count instead of an approved one; it meets the rules that the report met. What was confirmed
    before counts until this one is. Raises CorrectionError, RefusedError, or ApprovalError once the level above has
    approved.
    """
    participant = held(participant)
    require_open_level(participant)
    figure = FigureRecord.objects.filter(
        report__participant=participant, report__state__in=_COUNTED, indicator=indicator
    ).first()
    if figure is None:
        raise RefusedError("only a figure of an approved report is corrected; an earlier one is sent back")
    correction = Correction(participant.key, indicator, figure.value, becomes, note.strip(), acting_for.key, now)
    _require_lawful(participant, indicator, becomes)
    _standing(participant, indicator).filter(confirmed_at=None).update(withdrawn_at=now)
    row = CorrectionRecord.objects.create(
        participant=participant,
        indicator=indicator,
        was=correction.was,
        becomes=correction.becomes,
        note=correction.note[:500],
        acting_for=acting_for.key,
        by=actor,
        at=now,
    )
    _note(actor, "directives.correct", participant, now, {"indicator": indicator, "was": row.was, "becomes": becomes})
    return row


@transaction.atomic
def answer_correction(*, actor: Staff, row: CorrectionRecord, agrees: bool, now: dt.datetime) -> None:
    """Keeps the reporter's yes or no. Raises CorrectionError for one that is settled, that the same person proposed,
    or that no longer agrees with the other counts.
    """
    rows = CorrectionRecord.objects.select_for_update(of=("self",)).select_related("participant__directive")
    row = rows.get(pk=row.pk)
    confirm(correction_of(row), by=row.participant.key, at=now)
    if row.withdrawn_at is not None:
        raise RefusedError("this correction is settled")
    if agrees:
        if row.by_id == actor.pk:
            raise CorrectionError(_PROPOSED)
        require_open_level(row.participant)
        _require_lawful(row.participant, row.indicator, row.becomes)
        _standing(row.participant, row.indicator).exclude(pk=row.pk).update(withdrawn_at=now)
        row.confirmed_by, row.confirmed_at = actor, now
    else:
        row.withdrawn_at = now
    row.save(update_fields=["confirmed_by", "confirmed_at", "withdrawn_at"])
    _note(actor, "directives.confirm", row.participant, now, {"indicator": row.indicator, "agrees": agrees})


@transaction.atomic
def approve(*, actor: Staff, level: Participant, read: str, note: str, now: dt.datetime) -> ApprovalRecord:
    """Approves all that was reported to a level, and locks it. Raises ApprovalError, and ChangedError where its sums
    are not those that were read.
    """
    level = held(level)
    require_as_read(read, level_as_read(level))
    context = context_of(level.directive)
    reports = reports_of(context)
    after = approve_level(
        levels_of(context, reports),
        context.organisations,
        context.expectation,
        level.key,
        by=level.key,
        at=now,
        without_note=note,
    )
    approval = after.approvals[level.key]
    row = ApprovalRecord.objects.create(
        level=level, by=actor, at=now, without=list(approval.without), note=approval.note[:500]
    )
    _store(context, reports, after.reports, actor)
    _note(actor, "directives.approve", level, now, {"without": len(approval.without)})
    return row


@transaction.atomic
def take_back(*, actor: Staff, level: Participant, read: str, by: Participant, note: str, now: dt.datetime) -> None:
    """Opens again what a level approved; only from above. Raises ApprovalError, and ChangedError as `approve` does."""
    level = held(level)
    require_as_read(read, level_as_read(level))
    context = context_of(level.directive)
    reports = reports_of(context)
    after = take_back_level(levels_of(context, reports), context.organisations, level.key, by=by.key, at=now, note=note)
    ApprovalRecord.objects.filter(level=level, taken_back_at=None).update(
        taken_back_by=actor, taken_back_at=now, taken_back_note=note.strip()[:500]
    )
    _store(context, reports, after.reports, actor)
    _note(actor, "directives.takeback", level, now, {})


def _standing(participant: Participant, indicator: str) -> QuerySet[CorrectionRecord]:
    return CorrectionRecord.objects.filter(participant=participant, indicator=indicator, withdrawn_at=None)


def _require_lawful(participant: Participant, indicator: str, becomes: int) -> None:
    """Requires a corrected report that could have been sent. Raises CorrectionError with what the rules say."""
    context = context_of(participant.directive)
    figures = FigureRecord.objects.filter(report__participant=participant)
    values = dict(figures.values_list("indicator", "value"))
    confirmed = participant.corrections.filter(withdrawn_at=None, confirmed_at__isnull=False)
    values |= {**dict(confirmed.values_list("indicator", "becomes")), indicator: becomes}
    entered = Entered(context.directive, tuple(values), values, previous=previous_counts(context, participant))
    for finding in validate(entered):
        if finding.weight is Weight.ERROR and indicator in finding.indicators:
            raise CorrectionError(finding.words)


def _store(
    context: DirectiveContext, before: Mapping[str, Report], after: Mapping[str, Report], actor: Staff | None
) -> None:
    changed = {key: report for key, report in after.items() if report is not before[key]}
    rows = ReportRecord.objects.filter(participant__directive=context.record, participant__key__in=changed)
    for row in rows.select_related("participant"):
        store_steps(row, changed[row.participant.key], actor)


def _note(actor: Staff | None, act: str, participant: Participant, now: dt.datetime, detail: dict[str, object]) -> None:
    record_write(
        actor=actor,
        act=act,
        now=now,
        subjects=[("participant", participant.pk)],
        path=participant.path,
        detail={"directive": participant.directive.key, **detail},
    )
