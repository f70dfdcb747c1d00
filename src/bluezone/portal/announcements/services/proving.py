"""What was read aloud becomes evidence of the commune by itself: one piece for each line of the log, never two.

The piece names its line, and the line shows its piece; so a count of broadcasts opens down to who read what, when.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.announcements.models import Announcement, Broadcast
from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import DirectiveRecord, EvidenceRecord, Participant
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.services.evidence import Piece, add_evidence, kinds_for
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff

LINE = "broadcast-"
"""Before the number of a line, in what a piece of evidence is named by."""


@transaction.atomic
def serve_directive(*, actor: Staff, row: Announcement, directive: DirectiveRecord, now: dt.datetime) -> None:
    """Says which directive the announcement carries out; what was read of it already becomes evidence, too.

    Raises RefusedError once it serves another.
    """
    row = Announcement.objects.select_for_update().get(pk=row.pk)
    if row.directive_id is not None:
        raise RefusedError("this announcement serves a directive already")
    row.directive = directive
    row.save(update_fields=["directive"])
    subjects, detail = [("announcement", row.pk)], {"code": row.fingerprint, "directive": directive.key}
    record_write(actor=actor, act="announcements.serve", now=now, subjects=subjects, path=row.path, detail=detail)
    for broadcast in row.broadcasts.filter(read_at__isnull=False).select_related("announcement__directive", "unit"):
        prove(actor=actor, row=broadcast, now=now)


def prove(*, actor: Staff, row: Broadcast, now: dt.datetime) -> EvidenceRecord | None:
    """Makes evidence of a line of the log; None where it serves no directive, or none that asks for it there."""
    directive = row.announcement.directive
    if directive is None:
        return None
    line, context = f"{LINE}{row.pk}", context_of(directive)
    for participant in _offices_at(row, directive):
        kind = next((one for one in kinds_for(context, participant) if one.is_read_aloud), None)
        if kind is None:
            continue
        if (there := participant.evidence.filter(logged_as=line).first()) is not None:
            return there
        said = f"{row.slot:%H:%M} · {row.minutes}′ · {row.announcement.fingerprint}"
        piece = Piece(kind.id, row.day, logged_as=line, said=said)
        try:
            return add_evidence(actor=actor, participant=participant, piece=piece, now=now)
        except RefusedError:  # read before the letter was written, or one more than an office can have: a log, no proof
            return None
    return None


def _offices_at(row: Broadcast, directive: DirectiveRecord) -> list[Participant]:
    rows = directive.participants.filter(unit__path=row.unit.path, is_expected=True)
    return list(rows.select_related("directive").order_by("place"))
