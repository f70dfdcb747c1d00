"""Whoever signs, or has signed, takes note of figures that have changed since the paper was written, with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.models import NotedDifference, OutgoingPaper, State
from bluezone.portal.papers.objections import differences_of, fingerprint_of
from bluezone.portal.papers.services.drafting import the_reason
from bluezone.portal.papers.services.keeping import locked, note


@transaction.atomic
def note_differences(
    *, paper: OutgoingPaper, read: str, fingerprint: str, reason: str, by: Staff, now: dt.datetime
) -> NotedDifference:
    """Notes that a signer knows these very differences, and why they do not matter. Raises RefusedError where they are
    others now."""
    held = locked(paper, State.SUBMITTED, State.SIGNED, State.SEALED, read=read)
    differences = differences_of(held)
    if not differences or fingerprint_of(differences) != fingerprint:
        raise RefusedError("the figures have changed once more; look at them again")
    told = [[one.code, one.written, one.now] for one in differences]
    made = NotedDifference.objects.create(
        paper=held, fingerprint=fingerprint, differences=told, note=the_reason(reason), by=by, at=now
    )
    note(by, "papers.note", held, now, differences=len(differences))
    return made
