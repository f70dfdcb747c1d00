"""PDFs that come in: bounded, and opened before they are kept. What cannot be opened is refused with a reason."""

from __future__ import annotations

import pypdfium2 as pdfium

from bluezone.portal.errors import RefusedError

MOST_BYTES = 10 << 20
MOST_PAGES = 300


def require_pdf(content: bytes) -> int:
    """How many pages it has. Raises RefusedError."""
    if len(content) > MOST_BYTES:
        raise RefusedError("a PDF has at most 10 MB")
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise RefusedError("this file is no PDF")
    try:
        document = pdfium.PdfDocument(content)
        pages = len(document)
        document.close()
    except pdfium.PdfiumError as error:
        raise RefusedError("this PDF does not open") from error
    if not 1 <= pages <= MOST_PAGES:
        raise RefusedError("a PDF has 1 to 300 pages")
    return pages
