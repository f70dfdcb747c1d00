"""Evidence of a participant: added with what its kind asks for, withdrawn, never deleted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import EvidenceRecord, File, Participant, ReportRecord
from bluezone.portal.directives.selectors.beside import COUNTED_STATES
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of
from bluezone.portal.directives.services.attachments import (
    Attachment,
    examined_photo,
    examined_scan,
    keep_attachment,
)
from bluezone.portal.directives.services.holding import held
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.rollout.directive.counting import EvidenceKind, Form
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.evidence import Evidence, check_forms
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.words import Words

_MOST_PIECES = 2_000
"""Of one participant: far above what a commune does in a campaign."""
_APPROVED = Words(
    "Báo cáo đã duyệt: minh chứng đứng sau số liệu, không rút được. Đề nghị cấp trên rút duyệt trước.",
    "The report is approved and its figures rest on this; ask for the approval to be taken back first.",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What somebody says about one piece of evidence."""

    kind: str
    day: dt.date
    place: str = ""
    link: str = ""
    count: int = 1
    file: bytes = b""
    """As somebody sent it."""
    file_name: str = ""
    kept: File | None = None
    """In its stead, one that is kept already."""
    logged_as: str = ""
    """The line of a log that it is, and what that line says."""
    said: str = ""


def add_evidence(
    *, actor: Staff | None, participant: Participant, piece: Piece, now: dt.datetime, team: str = ""
) -> EvidenceRecord:
    """Adds a piece, its photo written anew. Raises RefusedError or ReportError, and then nothing is kept."""
    brought = _examined(participant, piece) if piece.file else None
    with transaction.atomic():
        return _added(actor=actor, participant=participant, piece=piece, brought=brought, now=now, team=team)


def _added(
    *,
    actor: Staff | None,
    participant: Participant,
    piece: Piece,
    brought: Attachment | None,
    now: dt.datetime,
    team: str,
) -> EvidenceRecord:
    participant = held(participant)
    context = context_of(participant.directive)
    kind = _kind(context, participant, piece.kind)
    if not context.directive.letter.date <= piece.day <= now.date():
        raise RefusedError("the day lies before the directive or in the future")
    if EvidenceRecord.objects.filter(participant=participant).count() >= _MOST_PIECES:
        raise RefusedError("there are too many pieces already; add up what is left")
    kept = keep_attachment(brought, name=piece.file_name, now=now) if brought is not None else piece.kept
    place, link = normalised_name(piece.place), piece.link.strip()
    value = Evidence(
        kind.id,
        participant.key,
        piece.day,
        kept.sha256 if kept else None,
        place or None,
        link or None,
        piece.count,
        piece.logged_as or None,
    )
    check_forms(value, kind)
    if kept is not None and participant.evidence.filter(file=kept, withdrawn_at=None).exists():
        raise RefusedError("exactly this file is there already")
    made = EvidenceRecord.objects.create(
        participant=participant,
        kind=kind.id,
        day=piece.day,
        place=place,
        link=link,
        count=piece.count,
        file=kept,
        team=team,
        logged_as=piece.logged_as,
        said=piece.said,
        added_by=actor,
        added_at=now,
    )
    _note(actor, "directives.evidence", made, now)
    return made


@transaction.atomic
def withdraw_evidence(*, actor: Staff, row: EvidenceRecord, now: dt.datetime) -> None:
    """Withdraws a piece: it stays, and counts no more. Raises RefusedError for one that was withdrawn, ReportError once
    the report that it stands behind is approved: a figure in a signed paper leads down to it.
    """
    row = EvidenceRecord.objects.select_for_update(of=("self",)).select_related("participant").get(pk=row.pk)
    if row.withdrawn_at is not None:
        raise RefusedError("this piece was withdrawn already")
    if ReportRecord.objects.filter(participant=row.participant_id, state__in=COUNTED_STATES).exists():
        raise ReportError(_APPROVED)
    row.withdrawn_by, row.withdrawn_at = actor, now
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _note(actor, "directives.withdraw", row, now)


def kinds_for(context: DirectiveContext, participant: Participant) -> list[EvidenceKind]:
    """Finds the kinds of evidence that may stand behind this participant's figures; none where it is asked for none."""
    expected = context.expectation.of(participant.key)
    assignments = expected.assignments if expected is not None else ()
    asked = {kind for assignment in assignments for kind in assignment.instruction.evidence}
    return [kind for kind in context.directive.evidence_kinds if kind.id in asked]


def _kind(context: DirectiveContext, participant: Participant, wanted: str) -> EvidenceKind:
    found = next((kind for kind in kinds_for(context, participant) if kind.id == wanted), None)
    if found is None:
        raise RefusedError("this kind of evidence is not asked for here")
    return found


def _examined(participant: Participant, piece: Piece) -> Attachment:
    """Keeps the file: a photo where the kind wants one; a scan or a script may be a PDF."""
    kind = _kind(context_of(participant.directive), participant, piece.kind)
    if Form.SCAN in kind.forms or Form.SCRIPT in kind.forms:
        return examined_scan(piece.file)
    return examined_photo(piece.file)


def _note(actor: Staff | None, act: str, row: EvidenceRecord, now: dt.datetime) -> None:
    record_write(
        actor=actor,
        act=act,
        now=now,
        subjects=[("participant", row.participant_id)],
        path=row.participant.path,
        detail={"evidence": row.pk, "kind": row.kind, "count": row.count},
    )
