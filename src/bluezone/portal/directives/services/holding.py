"""Rows held until the transaction ends, so that of two who decide at once the second sees what the first did."""

from __future__ import annotations

from bluezone.portal.directives.models import Participant, ReportRecord


def held(participant: Participant) -> Participant:
    """Locks the participant, as it stands now, against everybody else."""
    rows = Participant.objects.select_for_update(of=("self",)).select_related("directive", "reports_to")
    return rows.get(pk=participant.pk)


def report_row(participant: Participant) -> ReportRecord:
    """Locks the participant's report, made at the first touch, until the transaction ends."""
    ReportRecord.objects.get_or_create(participant=participant)
    return locked_report(ReportRecord.objects.get(participant=participant))


def locked_report(row: ReportRecord) -> ReportRecord:
    """Locks the participant's report in the same way, and reads it as it stands now."""
    return ReportRecord.objects.select_for_update(of=("self",)).select_related("participant__directive").get(pk=row.pk)
