"""PDFs that come in: bounded, and opened before they are kept. What cannot be opened is refused with a reason."""

from __future__ import annotations

import pypdfium2 as pdfium

from bluezone.documents.active import demand_inactive
from bluezone.documents.errors import UnreadableError
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.practice import demand_no_practice
from bluezone.documents.words import Reason
from bluezone.portal.errors import RefusedError

MOST_BYTES = 10 << 20
MOST_PAGES = 300


def require_pdf(content: bytes) -> int:
    """Requires a PDF that can be opened; how many pages it has. Raises RefusedError.

    One that is locked raises UnreadableError: nobody could search it.
    """
    if len(content) > MOST_BYTES:
        raise RefusedError("a PDF has at most 10 MB")
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise RefusedError("this file is no PDF")
    try:
        with one_at_a_time, pdfium.PdfDocument(content) as document:
            pages = len(document)
    except pdfium.PdfiumError as error:
        raise RefusedError("this PDF does not open") from error
    if not 1 <= pages <= MOST_PAGES:
        raise RefusedError("a PDF has 1 to 300 pages")
    _require_inactive(content)
    demand_no_practice(content)
    return pages


def _require_inactive(content: bytes) -> None:
    """Refuses what acts: letters of other offices may lead to addresses, and do nothing else."""
    try:
        demand_inactive(content, with_links=True)
    except UnreadableError as error:
        if error.reason is Reason.LOCKED_PDF:
            raise
        raise RefusedError("this PDF carries a program or other files; print it to a plain PDF") from error
