"""PDFs that come in: bounded, and opened before they are kept. What cannot be opened is refused with a reason."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bluezone.portal.errors import RefusedError

MOST_BYTES = 10 << 20
MOST_PAGES = 300
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")
"""As they stand in a file that hides nothing; what lies in compressed objects, pdfium is asked about."""


def require_pdf(content: bytes) -> int:
    """Requires a PDF that can be opened; how many pages it has. Raises RefusedError."""
    if len(content) > MOST_BYTES:
        raise RefusedError("a PDF has at most 10 MB")
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise RefusedError("this file is no PDF")
    try:
        document = pdfium.PdfDocument(content)
        pages = len(document)
        is_plain = not _acts(document.raw) and not any(name in content for name in _ACTIVE)
        document.close()
    except pdfium.PdfiumError as error:
        raise RefusedError("this PDF does not open") from error
    if not 1 <= pages <= MOST_PAGES:
        raise RefusedError("a PDF has 1 to 300 pages")
    if not is_plain:
        raise RefusedError("this PDF carries a program or other files; print it to a plain PDF")
    return pages


def _acts(document: object) -> bool:
    """Whether scripts, files or an XFA form come with the pages."""
    return (
        pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) > 0
        or pdfium_c.FPDFDoc_GetAttachmentCount(document) > 0
        or pdfium_c.FPDF_GetFormType(document) in {pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND}
    )
