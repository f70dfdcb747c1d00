"""What somebody who decides has read: a report as it was sent, and all that a level's sums are made of, by digest."""

from __future__ import annotations

from collections.abc import Iterable

from bluezone.portal.as_read import digest_of
from bluezone.portal.directives.models import ApprovalRecord, CorrectionRecord, Participant, ReportRecord
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.inclusion import inclusion_of
from bluezone.portal.directives.selectors.totals import nothing_below, totals_of


def report_as_read(row: ReportRecord) -> str:
    """Names a report's counts, their files, what there was nothing of, and corrections that were confirmed."""
    return reports_as_read([row.participant_id])[row.participant_id]


def reports_as_read(participants: Iterable[int]) -> dict[int, str]:
    """Names the reports of these participants, by participant."""
    rows = ReportRecord.objects.filter(participant__in=list(participants)).select_related("participant")
    found = rows.prefetch_related("figures", "nothing", "participant__corrections")
    return {row.participant_id: _read(row) for row in found}


def level_as_read(level: Participant) -> str:
    """Names what a level's sums are, whose reports are in them, and which levels below have approved."""
    totals = totals_of(level)
    inclusion = inclusion_of(level)
    approved = ApprovalRecord.objects.filter(below(level, "level__", itself=True), taken_back_at=None)
    return digest_of(
        sorted(totals.reported.items()),
        inclusion.counted,
        inclusion.digest,
        sorted(nothing_below(level).items()),
        sorted(approved.values_list("level__key", flat=True)),
    )


def _read(row: ReportRecord) -> str:
    confirmed = (one for one in row.participant.corrections.all() if _counts(one))
    return digest_of(
        row.participant.key,
        str(row.as_of),
        sorted((one.indicator, one.value, one.file_id) for one in row.figures.all()),
        sorted((one.instruction, one.reason) for one in row.nothing.all()),
        sorted((one.indicator, one.becomes) for one in confirmed),
    )


def _counts(correction: CorrectionRecord) -> bool:
    return correction.confirmed_at is not None and correction.withdrawn_at is None
