"""Reads of one row by what an address says."""

from __future__ import annotations

from django.db.models import QuerySet

from bluezone.portal.directives.models import (
    CorrectionRecord,
    DirectiveRecord,
    EvidenceRecord,
    FigureRecord,
    File,
    KeyingRecord,
    Membership,
    Participant,
    ReportRecord,
    RolloutPaper,
)


def directive_with_key(key: str) -> DirectiveRecord | None:
    """The directive of this key, with its signed letter."""
    return DirectiveRecord.objects.filter(key=key).select_related("signed_pdf").first()


def participant_with_key(directive: str, key: str) -> Participant | None:
    """The participant of this key in this directive."""
    rows = Participant.objects.filter(directive__key=directive, key=key)
    return rows.select_related("directive", "reports_to").first()


def report_of_participant(participant: Participant) -> ReportRecord | None:
    """The participant's report; None before somebody has touched it."""
    return ReportRecord.objects.filter(participant=participant).select_related("participant__reports_to").first()


def correction_with_number(participant: Participant, number: int) -> CorrectionRecord | None:
    """The correction of this number, unless it was withdrawn."""
    return CorrectionRecord.objects.filter(participant=participant, pk=number, withdrawn_at=None).first()


def evidence_with_number(participant: Participant, number: int) -> EvidenceRecord | None:
    """The piece of evidence of this number, unless it was withdrawn."""
    return EvidenceRecord.objects.filter(participant=participant, pk=number, withdrawn_at=None).first()


def membership_with_number(among: QuerySet[Participant], number: int) -> Membership | None:
    """The membership of this number at one of these participants, unless it has ended."""
    return Membership.objects.filter(pk=number, participant__in=among, ended_at=None).first()


def paper_with_number(record: DirectiveRecord, number: int) -> RolloutPaper | None:
    """The paper of this number that came of this directive."""
    return RolloutPaper.objects.filter(directive=record, pk=number).first()


def file_behind(participant: Participant, sha256: str) -> File | None:
    """The file of this hash, if it stands behind a figure, a keying or a piece of evidence of this participant."""
    stands_behind = (
        EvidenceRecord.objects.filter(participant=participant, file_id=sha256).exists()
        or FigureRecord.objects.filter(report__participant=participant, file_id=sha256).exists()
        or KeyingRecord.objects.filter(participant=participant, scan_id=sha256).exists()
    )
    return File.objects.filter(sha256=sha256).first() if stands_behind else None
