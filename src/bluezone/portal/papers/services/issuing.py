"""Sending a signed paper out, and recalling an issued one, which everybody who checks it then sees."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.followed import tell
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.portal.papers.objections import require_no_objection
from bluezone.portal.papers.services.drafting import the_reason
from bluezone.portal.papers.services.keeping import locked, note
from bluezone.portal.papers.services.scans import require_confirmed


@transaction.atomic
def issue(*, paper: OutgoingPaper, read: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Issues a paper: the registry sends it out of the house.

    A scan may go without the organisation's signature, for its seal is ink, on the original; not before another person
    than the one who brought it has confirmed it. Nor does any paper while a figure in it differs from what the pages
    show, until whoever signs has taken note of that.
    """
    held = locked(paper, State.SIGNED, State.SEALED, read=read)
    if held.state == State.SIGNED and not held.is_copy:
        raise RefusedError("the organisation signs before the paper is issued")
    require_confirmed(held)
    require_no_objection(held)
    held.state, held.issued_by, held.issued_at = State.ISSUED, by, now
    held.save()
    note(by, "papers.issue", held, now)
    tell(held, by, now)
    return held


@transaction.atomic
def recall(*, paper: OutgoingPaper, read: str, reason: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Recalls an issued paper, which counts no more; number, file and signatures stay, and the reason beside them."""
    held = locked(paper, State.ISSUED, read=read)
    held.state, held.recalled_by, held.recalled_at, held.remark = State.RECALLED, by, now, the_reason(reason)
    held.save()
    note(by, "papers.recall", held, now)
    tell(held, by, now)
    return held
