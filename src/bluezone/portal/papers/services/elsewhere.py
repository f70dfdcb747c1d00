"""Sending a paper out to be signed elsewhere: by the office's own tool, or by hand.

It goes out with number and date, which are its own until it comes back or is taken back. From a tool it returns as the
same bytes with signatures added, and nothing else (`documents.signing.returning`); from a desk it returns as a scan
(`scans`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from bluezone.documents.signing import Signature, prepare_paper
from bluezone.documents.signing.issuing import BODY
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.leaving import Way as Leaving
from bluezone.portal.leaving import leave_by
from bluezone.portal.papers.examination import check_returned
from bluezone.portal.papers.models import Capacity, OutgoingPaper, PaperSignature, Stage, State, Way
from bluezone.portal.papers.noted import own_certificate
from bluezone.portal.papers.objections import require_no_objection
from bluezone.portal.papers.services.keeping import (
    add_file,
    locked,
    note,
    require_another,
    require_open_organisation,
    require_signatory,
)
from bluezone.portal.papers.services.numbering import give_number, take_number_back
from bluezone.portal.papers.services.scans import require_confirmed
from bluezone.portal.papers.standing import content_of, current_file
from bluezone.portal.world import VIET_NAM

_CLOCKS_DIFFER = dt.timedelta(days=1)


@transaction.atomic
def reserve_number(*, paper: OutgoingPaper, read: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Gives a paper number and date of today, and makes the file that is to be signed elsewhere."""
    held = locked(paper, State.SUBMITTED, read=read)
    require_open_organisation(held)
    require_no_objection(held)
    issue = give_number(held, now.date())
    add_file(held, Stage.PREPARED, prepare_paper(content_of(held), issue, now=now), now)
    held.save()
    note(by, "papers.reserve", held, now)
    return held


@transaction.atomic
def release_number(*, paper: OutgoingPaper, read: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Takes the number back from a paper that was not signed: it is the next paper's, and the file that went out counts
    no more. Without a number no file stands for the words: whoever turned its pages would sign others."""
    held = locked(paper, State.SUBMITTED, read=read)
    if held.number is None:
        raise RefusedError("the paper has no number to take back")
    note(by, "papers.release", held, now)
    held.files.all().delete()
    take_number_back(held)
    held.save()
    return held


def take_returned(
    *, paper: OutgoingPaper, read: str, returned: bytes, roots: Sequence[bytes], by: Staff, now: dt.datetime
) -> OutgoingPaper:
    """Takes the file that comes back from the office's own tool. What is signed in CoQuan is the organisation's; each
    certificate must be noted as the one of this organisation, or of a person who signs for it.
    """
    leave_by(Leaving.SIGNATURE)
    if _number_of(paper) is None:
        raise RefusedError("the paper did not go out to be signed elsewhere")
    sent = current_file(paper)
    added = check_returned(sent, returned, roots, now=now)
    return _keep_returned(paper, read=read, sent=sent, returned=returned, added=added, by=by, now=now)


def _number_of(paper: OutgoingPaper) -> int | None:
    return OutgoingPaper.objects.values_list("number", flat=True).get(pk=paper.pk)


@transaction.atomic
def _keep_returned(
    paper: OutgoingPaper,
    *,
    read: str,
    sent: bytes,
    returned: bytes,
    added: Sequence[Signature],
    by: Staff,
    now: dt.datetime,
) -> OutgoingPaper:
    """Keeps what was looked at before anything was locked: a stranger's file may take its time."""
    held = locked(paper, State.SUBMITTED, State.SIGNED, read=read)
    if held.number is None or current_file(held) != sent:
        raise RefusedError("the paper has gone on meanwhile; look at it again")
    require_confirmed(held)
    for signature in added:
        _take(held, signature, by, now)
    add_file(held, Stage.SIGNED, returned, now)
    held.save()
    note(by, "papers.sign", held, now, way=Way.ELSEWHERE.value, signatures=len(added))
    return held


def _take(paper: OutgoingPaper, signature: Signature, by: Staff, now: dt.datetime) -> None:
    is_organisations = signature.field == BODY
    if paper.state == State.SEALED or (is_organisations and paper.state == State.SUBMITTED):
        raise RefusedError("a person signs first, then the organisation")
    if paper.is_copy and not is_organisations:
        raise RefusedError("a scan is signed by the organisation alone")
    if paper.state == State.SUBMITTED:
        require_signatory(paper, signature.signer)
    require_another(paper, signature.signer)
    capacity = Capacity.ORGANISATION if is_organisations else Capacity.PERSON
    certificate = own_certificate(paper, signature.fingerprint, capacity)
    signed_at = signature.signed_at or now
    _require_plausible(paper, signed_at, now)
    require_open_organisation(paper, signed_at.astimezone(VIET_NAM).date())
    if paper.state == State.SUBMITTED and signed_at.astimezone(VIET_NAM).date() != paper.dated_on:
        raise RefusedError("the paper was signed on another day than the date it bears")
    PaperSignature.objects.create(
        paper=paper,
        capacity=capacity,
        way=Way.ELSEWHERE,
        signer=signature.signer[:200],
        at=signed_at,
        by=by,
        certificate=certificate,
        is_verified=signature.trusted_when_signed,
    )
    paper.state = State.SEALED if is_organisations else State.SIGNED


def _require_plausible(paper: OutgoingPaper, signed_at: dt.datetime, now: dt.datetime) -> None:
    """Requires a moment of signing that can be: it is the signer's word, and a clock may be a day wrong. Raises
    RefusedError."""
    assert paper.dated_on is not None
    dated = dt.datetime.combine(paper.dated_on, dt.time(), VIET_NAM)
    if not dated - _CLOCKS_DIFFER <= signed_at <= now + _CLOCKS_DIFFER:
        raise RefusedError("a signature bears a moment before the paper's date, or one that has not come")
