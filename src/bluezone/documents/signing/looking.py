"""Pages of a PDF as pdfium draws them, within bounds: alone, or with what lies over them on screen or in print.

Whoever reads a paper sees a picture and no bytes. What two files show, and what one hides, is judged here on pictures.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from pypdfium2 import raw

from bluezone.documents.errors import UnreadableError
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.words import Reason

MAX_PAGES = 300
LONGEST_SIDE = 2_000
"""Dots of a picture: a stranger's page may be a kilometre long."""

Edges = tuple[float, float, float, float]
"""Left, bottom, right and top in the page's own units."""


@dataclass(frozen=True, slots=True)
class Note:
    """A field or note over a page."""

    edges: Edges
    is_open: bool
    """A field in which nothing stands yet."""


@contextlib.contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    """Opens the PDF, with its fields; whatever pdfium stumbles over raises UnreadableError."""
    try:
        with one_at_a_time, pdfium.PdfDocument(pdf) as document:
            if len(document) > MAX_PAGES:
                raise UnreadableError(Reason.PAGES, most=MAX_PAGES)
            document.init_forms()
            yield document
    except pdfium.PdfiumError as error:
        raise UnreadableError(Reason.UNREADABLE_PDF) from error


def scale_of(page: pdfium.PdfPage, wanted: float) -> float:
    """The dots a point, fewer where a page is out of all measure."""
    width, height = page.get_size()
    return min(wanted, LONGEST_SIDE / max(float(width), float(height), 1.0))


def bare(page: pdfium.PdfPage, scale: float) -> Image.Image:
    """Draws the page alone."""
    return _picture(page.render(scale=scale, may_draw_forms=False, draw_annots=False))


def laid_over(page: pdfium.PdfPage, scale: float, *, printed: bool) -> Image.Image:
    """Draws the page with its fields and notes, as on screen or in print."""
    return _picture(page.render(scale=scale, optimize_mode="print" if printed else None))


def notes(page: pdfium.PdfPage) -> Iterator[Note]:
    """Finds all fields and notes of a page, seen or not."""
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note, box = raw.FPDFPage_GetAnnot(page, number), raw.FS_RECTF()
        if not note:
            continue
        is_field = raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET
        is_open = is_field and not raw.FPDFAnnot_HasKey(note, b"V")
        if raw.FPDFAnnot_GetRect(note, box):
            edges = (box.left, box.bottom, box.right, box.top)
            left, bottom, right, top = (round(edge, 1) for edge in edges)
            yield Note((left, bottom, right, top), is_open)
        raw.FPDFPage_CloseAnnot(note)


def mask(
    page: pdfium.PdfPage, picture: Image.Image, boxes: Iterable[Edges], *, wider_by: int = 0, sideways: int = 0
) -> Image.Image:
    """Draws the boxes in white on black, as they lie on a picture of the page, so many dots around, and more of them to
    the left and the right."""
    drawn = Image.new("L", picture.size, 0)
    brush = ImageDraw.Draw(drawn)
    for edges in boxes:
        left, upper, right, lower = _on_picture(page, picture, edges)
        across = wider_by + sideways
        brush.rectangle((left - across, upper - wider_by, right + across, lower + wider_by), fill=255)
    return drawn


def _picture(bitmap: pdfium.PdfBitmap) -> Image.Image:
    picture: Image.Image = bitmap.to_pil()
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _on_picture(page: pdfium.PdfPage, picture: Image.Image, edges: Edges) -> tuple[int, int, int, int]:
    """Turns a place on a page into dots from the top left, however the page is cut and turned."""
    left, bottom, right, top = edges
    corners = [_dot(page, picture, x, y) for x, y in ((left, bottom), (right, top))]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _dot(page: pdfium.PdfPage, picture: Image.Image, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, picture.width, picture.height, 0, x, y, across, down)
    return min(max(across.value, -9), picture.width + 9), min(max(down.value, -9), picture.height + 9)
