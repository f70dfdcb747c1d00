"""A paper that was signed by hand comes back as a scan: one person states what it is, another confirms it.

Nobody can verify ink here. So it is told who states whose hand it is, and the paper goes no further until somebody else
has held the scan against the original; whoever finds that it is something else puts it aside.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.examination import check_scan
from bluezone.portal.papers.models import Capacity, OutgoingPaper, PaperSignature, Stage, State, Way
from bluezone.portal.papers.services.drafting import the_reason
from bluezone.portal.papers.services.keeping import add_file, locked, note
from bluezone.portal.papers.standing import content_of


def keep_scan(*, paper: OutgoingPaper, read: str, scan: bytes, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Keeps the scan of a paper that was printed with its number, signed with a pen and sealed with ink: a copy that
    somebody else has to confirm.
    """
    if OutgoingPaper.objects.values_list("number", flat=True).get(pk=paper.pk) is None:
        raise RefusedError("the paper is printed with its number first, and then signed by hand")
    check_scan(scan, now=now)
    return _keep_scan(paper, read, scan, by, now)


@transaction.atomic
def confirm_scan(*, paper: OutgoingPaper, read: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Confirms that the scan is of the signed original. Raises RefusedError for whoever brought it."""
    held = _waiting(paper, read)
    if held.scan_by_id == by.pk:
        raise RefusedError("another person than the one who brought the scan confirms it")
    held.scan_confirmed_by, held.scan_confirmed_at = by, now
    held.save()
    note(by, "papers.confirm", held, now)
    return held


@transaction.atomic
def put_scan_aside(*, paper: OutgoingPaper, read: str, reason: str, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Puts a scan aside that is not of the signed original: the paper is out to be signed again, under its number."""
    held = _waiting(paper, read)
    held.remark = the_reason(reason)
    held.files.exclude(stage=Stage.PREPARED).delete()
    held.signatures.all().delete()
    held.state, held.is_copy, held.scan_by = State.SUBMITTED, False, None
    held.save()
    note(by, "papers.put_aside", held, now)
    return held


def require_confirmed(paper: OutgoingPaper) -> None:
    """Raises RefusedError for a scan that only one person has looked at."""
    if paper.is_copy and paper.scan_confirmed_at is None:
        raise RefusedError("another person confirms the scan before it goes out")


def _waiting(paper: OutgoingPaper, read: str) -> OutgoingPaper:
    held = locked(paper, State.SIGNED, read=read)
    if not held.is_copy or held.scan_confirmed_at is not None:
        raise RefusedError("there is no scan that waits to be confirmed")
    return held


@transaction.atomic
def _keep_scan(paper: OutgoingPaper, read: str, scan: bytes, by: Staff, now: dt.datetime) -> OutgoingPaper:
    """Writes down what was looked at before anything was locked: a stranger's file may take its time."""
    held = locked(paper, State.SUBMITTED, read=read)
    if held.number is None:
        raise RefusedError("the paper has gone on meanwhile; look at it again")
    add_file(held, Stage.SCAN, scan, now)
    signer = content_of(held).signatory.name
    PaperSignature.objects.create(
        paper=held, capacity=Capacity.PERSON, way=Way.BY_HAND, signer=signer, at=now, by=by, is_verified=False
    )
    held.state, held.is_copy, held.scan_by, held.remark = State.SIGNED, True, by, ""
    held.save()
    note(by, "papers.sign", held, now, way=Way.BY_HAND.value)
    return held
