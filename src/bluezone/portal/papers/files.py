"""A paper as a file: as it stands, or, before there is one, as it would be set today; how its first page looks; what
the checker says about it. Reads only."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2 as pdfium

from bluezone.conformance import Verdict, inspect_paper
from bluezone.documents.draft import write_docx
from bluezone.documents.errors import PaperError
from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Issue
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.services.keeping import content_of, current_file

PDF, PNG = "application/pdf", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PICTURE_DPI = 80


def pdf_of(paper: OutgoingPaper, now: dt.datetime) -> bytes:
    """The paper's file as it stands; before there is one, the draft as it would be set."""
    if paper.files.exists():
        return current_file(paper)
    return write_pdf(content_of(paper), None, now=now).pdf


def docx_of(paper: OutgoingPaper, now: dt.datetime) -> bytes:
    """The paper's words as a DOCX, for a word processor."""
    issue = Issue(number=paper.number, date=paper.dated_on) if paper.number and paper.dated_on else None
    return write_docx(content_of(paper), issue, now=now)


def picture_of(paper: OutgoingPaper, now: dt.datetime) -> bytes:
    """Draws the first page as PNG."""
    buffer = io.BytesIO()
    with pdfium.PdfDocument(pdf_of(paper, now)) as document:
        document.init_forms()
        document[0].render(scale=_PICTURE_DPI / 72).to_pil().convert("RGB").save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def verdict_of(paper: OutgoingPaper, now: dt.datetime) -> Verdict | None:
    """Judges our own writing, right here, with the number and date that it will have once it is signed.

    None for a draft that cannot be set: earlier releases kept such, and whoever opens its page can change its words.
    """
    issue = Issue(number=paper.number or 1, date=paper.dated_on or now.date())
    try:
        return inspect_paper(write_pdf(content_of(paper), issue, now=now).pdf)
    except PaperError:
        return None


def name_of(paper: OutgoingPaper, ending: str) -> str:
    """The name of its file on somebody's disk."""
    return f"{paper.code.replace('/', '-') or f'du-thao-{paper.pk}'}.{ending}"
