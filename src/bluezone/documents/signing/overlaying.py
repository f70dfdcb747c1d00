"""Whether something that was added to a signed PDF lies over what was printed there.

A further signature may be drawn anywhere on a page, and whoever reads it in a viewer sees what lies on top: a white
picture under somebody's own good certificate hides a sum as well as correcting fluid does. No byte that was signed has
changed then, so that only a look at the page tells.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator

import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from pypdfium2 import raw

from bluezone.documents.errors import UnreadableError
from bluezone.documents.words import Reason

MAX_PAGES = 300
NEAR_MM = 15.0
"""Around a place that was made for a signature: a seal reaches over the post and the name beside it."""
_POINTS_A_MM = 72 / 25.4
_LEAST_DOTS, _DARK_BELOW = 20, 140
"""Dark dots at 72 an inch; a short word has fifty."""
_LEAST_SIDE_PT = 1.0
_LONGEST_SIDE = 2_000
"""Dots of a picture: a stranger's page may be a kilometre long."""

Edges = tuple[float, float, float, float]
"""Left, bottom, right and top in the page's own units."""


def lies_over_print(before: bytes, after: bytes, *, has_places: bool = False) -> bool:
    """Whether a field or note that only `after` has covers anything that is printed on a page of `before`.

    With `has_places`, fields that were made before and what stands near them may be covered: there the signatures go.
    """
    try:
        with pdfium.PdfDocument(before) as old, pdfium.PdfDocument(after) as new:
            return any(
                _covers_print(old[number], new[number], has_places=has_places)
                for number in range(min(len(old), len(new), MAX_PAGES))
            )
    except pdfium.PdfiumError as error:
        raise UnreadableError(Reason.UNREADABLE_PDF) from error


def _covers_print(old: pdfium.PdfPage, new: pdfium.PdfPage, *, has_places: bool) -> bool:
    places = Counter(_drawn(old))
    added = Counter(_drawn(new)) - places
    if not added:
        return False
    scale = min(1.0, _LONGEST_SIDE / max(old.get_size()))
    picture = old.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil().convert("L")
    if has_places:
        brush = ImageDraw.Draw(picture)
        for place in places:
            brush.rectangle(_on_picture(old, picture, _grown(place)), fill=255)
    return any(_dark_dots(picture, _on_picture(old, picture, edges)) >= _LEAST_DOTS for edges in added)


def _drawn(page: pdfium.PdfPage) -> Iterator[Edges]:
    """Finds where fields and notes are drawn over a page; one without a size is not seen."""
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, number)
        box = raw.FS_RECTF()
        is_read = raw.FPDFAnnot_GetRect(note, box)
        raw.FPDFPage_CloseAnnot(note)
        if is_read and min(abs(box.right - box.left), abs(box.top - box.bottom)) >= _LEAST_SIDE_PT:
            yield (round(box.left, 1), round(box.bottom, 1), round(box.right, 1), round(box.top, 1))


def _grown(edges: Edges) -> Edges:
    left, bottom, right, top = edges
    by = NEAR_MM * _POINTS_A_MM
    return min(left, right) - by, min(bottom, top) - by, max(left, right) + by, max(bottom, top) + by


def _on_picture(page: pdfium.PdfPage, picture: Image.Image, edges: Edges) -> tuple[int, int, int, int]:
    """Turns a place on a page into dots from the top left, however the page is cut and turned."""
    left, bottom, right, top = edges
    corners = [_dot(page, picture, x, y) for x, y in ((left, bottom), (right, top))]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _dot(page: pdfium.PdfPage, picture: Image.Image, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, picture.width, picture.height, 0, x, y, across, down)
    return min(max(across.value, 0), picture.width), min(max(down.value, 0), picture.height)


def _dark_dots(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    return sum(picture.crop(box).histogram()[:_DARK_BELOW])
