"""What every step of a paper's way does: lock it, ask for its state, add a file, write the audit's line."""

from __future__ import annotations

import datetime as dt
import hashlib

import pypdfium2 as pdfium

from bluezone.documents.errors import UnreadableError
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.words import Reason
from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.models import OutgoingPaper, PaperFile, Stage, State, Way
from bluezone.portal.papers.standing import as_read, content_of
from bluezone.vietnam.folding import fold


def locked(paper: OutgoingPaper, *states: State, read: str | None) -> OutgoingPaper:
    """Holds the paper as it stands now until the transaction ends. Raises RefusedError in any other state, and
    ChangedError where it is not what was read; None for whoever replaces its words and so decides on none of them.
    """
    held = OutgoingPaper.objects.select_for_update(of=("self",)).select_related("organisation__unit").get(pk=paper.pk)
    if held.state not in states:
        raise RefusedError("the paper has gone on meanwhile; look at it again")
    if read is not None:
        require_as_read(read, as_read(held))
    return held


def require_open_organisation(paper: OutgoingPaper, signed_on: dt.date | None = None) -> None:
    """Requires that somebody signs for the paper's organisation, now or on the day of a signature made elsewhere.
    Raises RefusedError for one that is closed, or was before that day."""
    closed_on = paper.organisation.closed_on
    if closed_on is not None and (signed_on is None or signed_on > closed_on):
        raise RefusedError("a closed organisation signs no papers; the one that took over writes them")


def require_signatory(paper: OutgoingPaper, signer: str) -> None:
    """Requires the signatory whom the paper names, here or elsewhere. Raises RefusedError for anybody else."""
    if fold(signer) != fold(content_of(paper).signatory.name):
        raise RefusedError("the certificate is another person's than the signatory whom the paper names")


def require_another(paper: OutgoingPaper, signer: str) -> None:
    """Requires a certificate that has not signed the paper: nobody signs twice, and a person's certificate does not
    sign for the organisation: a form that is sent twice, or the wrong file of two. Raises RefusedError."""
    before = paper.signatures.exclude(way=Way.BY_HAND).values_list("signer", flat=True)
    if fold(signer) in map(fold, before):
        raise RefusedError("the paper bears a signature under this certificate's name already")


def add_file(paper: OutgoingPaper, stage: Stage, pdf: bytes, now: dt.datetime) -> None:
    """Adds a file to the paper; what was there before stays."""
    paper.pages = _pages(pdf)
    digest = hashlib.sha256(pdf).hexdigest()
    PaperFile.objects.create(paper=paper, stage=stage, made_at=now, digest=digest, content=pdf)


def note(actor: Staff | None, action: str, paper: OutgoingPaper, now: dt.datetime, **detail: object) -> None:
    """Writes the audit's line, with the number where there is one."""
    told = {"code": paper.code, **detail} if paper.code else detail
    record_write(actor=actor, act=action, now=now, subjects=[("paper", paper.pk)], path=paper.path, detail=told)


def _pages(pdf: bytes) -> int:
    try:
        with one_at_a_time, pdfium.PdfDocument(pdf) as document:
            return len(document)
    except pdfium.PdfiumError as error:
        raise UnreadableError(Reason.UNREADABLE_PDF) from error
