"""A paper as a file: as it stands, or, before there is one, as it would be set today; how its pages look and what they
say; what the checker says about it. Reads only.

A draft is set once for all its pages: they are turned one after another, and the same words make the same pages.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
from django.core.cache import caches

from bluezone.conformance import Verdict, inspect_paper
from bluezone.documents.draft import write_docx
from bluezone.documents.errors import PaperError
from bluezone.documents.official import write_pdf
from bluezone.documents.page_pictures import picture_of_page
from bluezone.documents.paper import Issue, Paper
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.practice import is_practice
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.standing import as_read, content_of, current_file

PDF, PNG = "application/pdf", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURE_DPI, THUMBNAIL_DPI = 80, 14
"""At the second, a letter of a paper's text is two dots high: nobody reads it, so no look is noted."""
CACHE, THUMBNAILS = "papers", "thumbnails"
_GREYS = 16
_KEPT_S = 600


def pdf_of(paper: OutgoingPaper, now: dt.datetime) -> bytes:
    """The paper's file as it stands; before there is one, the draft as it would be set."""
    if paper.files.exists():
        return current_file(paper)
    return _set_before(paper.content, now) or set_draft(content_of(paper), paper.content, now)


def set_draft(paper: Paper, content: str, now: dt.datetime) -> bytes:
    """Sets the words without number and date, or takes what was set from them some minutes ago. Raises PaperError for
    what cannot be set.
    """
    known = _set_before(content, now)
    if known is None:
        known = write_pdf(paper, None, now=now).pdf
        caches[CACHE].set(_key(content, now), known, _KEPT_S)
    return known


def _set_before(content: str, now: dt.datetime) -> bytes | None:
    """What was set from these words some minutes ago: whoever turns its pages need not have it read at each."""
    known: bytes | None = caches[CACHE].get(_key(content, now))
    return known


def _key(content: str, now: dt.datetime) -> str:
    return f"{now.year}-{hashlib.sha256(content.encode()).hexdigest()}"


def docx_of(paper: OutgoingPaper, now: dt.datetime) -> bytes:
    """The paper's words as a DOCX, for a word processor."""
    issue = Issue(number=paper.number, date=paper.dated_on) if paper.number and paper.dated_on else None
    return write_docx(content_of(paper), issue, now=now)


def pages_of(paper: OutgoingPaper, now: dt.datetime) -> int:
    """How many pages the paper has; none while it cannot be set."""
    try:
        with _opened(paper, now) as document:
            return len(document)
    except PaperError:
        return 0


def picture_of(paper: OutgoingPaper, now: dt.datetime, page: int = 1) -> bytes | None:
    """Draws a page as PNG; None for a page that is not there."""
    with _opened(paper, now) as document:
        if not 1 <= page <= len(document):
            return None
        document.init_forms()
        return picture_of_page(document[page - 1], PICTURE_DPI / 72)


def thumbnail_of(paper: OutgoingPaper, now: dt.datetime, page: int = 1) -> bytes | None:
    """Draws a page too small to be read, in sixteen greys, or takes what was drawn some minutes ago; None for a page
    that is not there, and of a draft that cannot be set.
    """
    key = f"{now.year}-{page}-{as_read(paper)}"
    known: bytes | None = caches[THUMBNAILS].get(key)
    if known is None and (drawn := _small(paper, now, page)) is not None:
        known = drawn
        caches[THUMBNAILS].set(key, known, _KEPT_S)
    return known


def _small(paper: OutgoingPaper, now: dt.datetime, page: int) -> bytes | None:
    buffer = io.BytesIO()
    try:
        with _opened(paper, now) as document:
            if not 1 <= page <= len(document):
                return None
            document.init_forms()
            drawn = document[page - 1].render(scale=THUMBNAIL_DPI / 72).to_pil()
            drawn.convert("L").quantize(_GREYS).save(buffer, "PNG", optimize=True)
    except PaperError:
        return None
    return buffer.getvalue()


def text_of(paper: OutgoingPaper, now: dt.datetime, page: int) -> str:
    """The words of a page, for whoever does not see it; empty for a scan, and for a page that is not there."""
    if not 1 <= page <= pages_of(paper, now):
        return ""
    with _opened(paper, now) as document:
        return str(document[page - 1].get_textpage().get_text_range()).replace("\r\n", "\n").strip()


def verdict_of(paper: OutgoingPaper, now: dt.datetime) -> Verdict | None:
    """Judges our own writing, right here, with the number and date that it will have once it is signed.

    None for a draft that cannot be set: earlier releases kept such, and whoever opens its page can change its words.
    None in a training: its mark lies over the lines that are judged.
    """
    if is_practice():
        return None
    issue = Issue(number=paper.number or 1, date=paper.dated_on or now.date())
    try:
        return inspect_paper(write_pdf(content_of(paper), issue, now=now).pdf)
    except PaperError:
        return None


def name_of(paper: OutgoingPaper, ending: str) -> str:
    """The name of its file on somebody's disk."""
    return f"{paper.code.replace('/', '-') or f'du-thao-{paper.pk}'}.{ending}"


@contextmanager
def _opened(paper: OutgoingPaper, now: dt.datetime) -> Iterator[pdfium.PdfDocument]:
    pdf = pdf_of(paper, now)
    with one_at_a_time, pdfium.PdfDocument(pdf) as document:
        yield document
