"""Papers with one fault planted, past the model that would refuse them.

PDF faults are planted in the words and measures that the template gets; DOCX faults by editing the finished file, as a
clerk would.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any

import docx
import msgspec
from docx.document import Document
from docx.text.paragraph import Paragraph as DocxParagraph

from bluezone.documents.draft import write_docx
from bluezone.documents.layout import lay_out
from bluezone.documents.measures import ASCENT_EM, DESCENT_EM, HOUSE, LINE_EM
from bluezone.documents.paper import Paper
from bluezone.documents.typesetting import set_pdf
from tests.support.documents.papers import ISSUE, NOW


def spoilt_pdf(paper: Paper, *, words: dict[str, Any] | None = None, house: dict[str, float] | None = None) -> bytes:
    """A PDF with other words in its boxes, or other measures."""
    data = {
        "layout": msgspec.to_builtins(lay_out(paper, ISSUE, year=2020)) | (words or {}),
        "house": msgspec.to_builtins(HOUSE) | (house or {}),
        "title": "spoilt",
        "line_em": LINE_EM,
        "ascent_em": ASCENT_EM,
        "descent_em": DESCENT_EM,
    }
    return set_pdf("paper.typ", data, now=NOW).pdf


def spoilt_docx(paper: Paper, spoil: Callable[[Document], None]) -> bytes:
    """A DOCX after somebody has been at it."""
    document = docx.Document(io.BytesIO(_written(paper)))
    spoil(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@functools.cache
def _written(paper: Paper) -> bytes:
    """A dozen faults are planted in copies of one file."""
    return write_docx(paper, ISSUE, now=NOW)


def paragraph(document: Document, beginning: str) -> DocxParagraph:
    """The paragraph that begins so, in a table or out."""
    for element in document.element.body.iter("{*}p"):
        found = DocxParagraph(element, document)  # type: ignore[arg-type]
        if found.text.startswith(beginning):
            return found
    raise LookupError(beginning)


def items_with(paper: Paper, place: int, **changes: str) -> list[dict[str, Any]]:
    """The items of a paper's text, one of them changed."""
    items = list(msgspec.to_builtins(lay_out(paper, ISSUE, year=2020).items))
    items[place] |= changes
    return items
