"""A paper signed by hand and sealed with ink, as a scan: whether it is one that may be kept and copied.

Nghị định 30/2020/NĐ-CP, Appendix I, section III: PDF 1.4 or later, in colour, at least 200 dots an inch, in full size.
It is read and does not act (`active`). The scan proves nothing by itself; the body's signature over it does
(`marking.sign_copy`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from bluezone.documents.active import demand_inactive
from bluezone.documents.errors import UnreadableError
from bluezone.documents.measures import A4_MM
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.practice import demand_no_practice
from bluezone.documents.signing.placing import MAX_PDF_BYTES
from bluezone.documents.words import Reason

LEAST_DPI = 200
MAX_PAGES = 300
_SLACK_MM, _SLACK_DPI = 6.0, 2.0
_VERSION = re.compile(rb"%PDF-(\d)\.(\d)")


@dataclass(frozen=True, slots=True)
class Scan:
    """The findings about a scan that may be kept."""

    pages: int


def check_scan(pdf: bytes) -> Scan:
    """Checks the scan; raises UnreadableError with what is wrong."""
    if len(pdf) > MAX_PDF_BYTES:
        raise UnreadableError(Reason.TOO_BIG, most=MAX_PDF_BYTES >> 20)
    version = _VERSION.search(pdf[:1024])
    if version is None or (int(version[1]), int(version[2])) < (1, 4):
        raise UnreadableError(Reason.SCAN_VERSION)
    demand_no_practice(pdf)
    try:
        with one_at_a_time, pdfium.PdfDocument(pdf) as document:
            if not 1 <= len(document) <= MAX_PAGES:
                raise UnreadableError(Reason.SCAN_PAGES, most=MAX_PAGES)
            read = [_page(page, number) for number, page in enumerate(document, start=1)]
    except pdfium.PdfiumError as error:
        raise UnreadableError(Reason.SCAN_BROKEN) from error
    demand_inactive(pdf)
    if not any(read):
        raise UnreadableError(Reason.SCAN_GREY)
    return Scan(len(read))


def _page(page: pdfium.PdfPage, number: int) -> bool:
    """Checks the page's size and its dots an inch, and tells whether it is in colour."""
    width, height = page.get_size()
    short, long = sorted((width / 72 * 25.4, height / 72 * 25.4))
    if abs(short - A4_MM[0]) > _SLACK_MM or abs(long - A4_MM[1]) > _SLACK_MM:
        raise UnreadableError(Reason.SCAN_FORMAT, page=number)
    pictures = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    if not pictures:
        raise UnreadableError(Reason.SCAN_WITHOUT_PICTURE, page=number)
    metadata = [picture.get_metadata() for picture in pictures]
    largest = max(metadata, key=lambda each: each.width * each.height)
    dpi = min(largest.horizontal_dpi, largest.vertical_dpi)
    if dpi < LEAST_DPI - _SLACK_DPI:
        raise UnreadableError(Reason.SCAN_COARSE, page=number, dpi=dpi, least=LEAST_DPI)
    return bool(largest.bits_per_pixel >= 24)
