"""A PDF as a sheet: letters gathered into lines, strokes laid under them. Reads through PDFium, in bounds.

Spaces are taken from gaps, too, because some printers write none. A number alone in the top margin is a page number.
Pages that are pictures, with or without invisible text over them, are scans: their letters have no measures.
"""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from bluezone.conformance.ink import Ink, ink_of
from bluezone.conformance.sheet import (
    MM_A_POINT,
    Align,
    Box,
    Line,
    Page,
    PageNumber,
    Run,
    Sheet,
    Side,
    Type,
)
from bluezone.documents.errors import UnreadableError
from bluezone.documents.measures import ASCENT_EM
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.words import Reason

MAX_PAGES, MAX_LETTERS, MAX_PATHS = 300, 600_000, 20_000
MAX_PAGE_MM = 2_000
_SPACE_EM, _COLUMN_EM, _HEAD_COLUMN_EM = 0.17, 1.6, 0.6
"""Gaps that are a space, and that part two columns; in the head of a page columns come closer."""
_HEAD_MM, _HEAD_NEAR_MM = 120.0, 15.0
_TOP_MARGIN_MM = 25.0
_SCAN_SHARE = 0.6
_INVISIBLE = 3
_NUMBER = re.compile(r"[-–\s]*\d{1,4}[-–\s]*")
_SUBSET = re.compile(r"^[A-Z]{6}\+")


@dataclass(frozen=True, slots=True)
class _Letter:
    sign: str
    type: Type
    left: float
    right: float
    baseline: float
    spaced: bool
    """Whether a space was written before it."""


def read_pdf(data: bytes) -> Sheet:
    """Reads the sheet of a PDF, or says why it is none."""
    with one_at_a_time:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise UnreadableError(Reason.SHUT_PDF) from error
        try:
            return _sheet(document)
        except (pdfium.PdfiumError, ValueError, OverflowError) as error:
            raise UnreadableError(Reason.BROKEN_PDF) from error
        finally:
            document.close()


def _sheet(document: pdfium.PdfDocument) -> Sheet:
    if not 1 <= len(document) <= MAX_PAGES:
        raise UnreadableError(Reason.PAGES, most=MAX_PAGES)
    pages, lines, numbers, pictures, letters = [], [], [], 0, 0
    for number, page in enumerate(document, start=1):
        size = Page(page.get_width() * MM_A_POINT, page.get_height() * MM_A_POINT)
        if max(size.width, size.height) > MAX_PAGE_MM:
            raise UnreadableError(Reason.PAGE_SIZE)
        read = _PageReader(page, number, size)
        found = read.lines()
        letters += sum(len(line.text) for line in found)
        if letters > MAX_LETTERS:
            raise UnreadableError(Reason.LETTERS, most=MAX_LETTERS)
        pictures += read.is_picture(found)
        printed = [line for line in found if _is_number(line, number)]
        numbers += [_page_number(line, size) for line in printed]
        lines += [line for line in found if line not in printed]
        pages.append(size)
    return Sheet(
        "pdf",
        tuple(pages),
        tuple(lines),
        tuple(numbers),
        numbers_known=len(pages) > 1,
        scanned=pictures * 2 > len(pages),
    )


class _PageReader:
    """One page: its letters, lines and strokes."""

    def __init__(self, page: pdfium.PdfPage, number: int, size: Page) -> None:
        self._page, self._number, self._size = page, number, size
        self._objects = list(_objects(page))

    def is_picture(self, lines: list[Line]) -> bool:
        """Whether a picture covers the page, under little or only invisible text."""
        area = self._size.width * self._size.height
        pictures = sum(
            (right - left) * (top - bottom) * MM_A_POINT**2
            for kind, (left, bottom, right, top) in self._objects
            if kind == raw.FPDF_PAGEOBJ_IMAGE
        )
        return pictures > _SCAN_SHARE * area and sum(len(line.text) for line in lines) < 200

    def lines(self) -> list[Line]:
        found = [line for row in _rows(list(self._letters())) for line in self._split(row)]
        ink = self._ink()
        return [self._dressed(line, ink) for line in found]

    def _letters(self) -> Iterator[_Letter]:
        text = self._page.get_textpage()
        count = raw.FPDFText_CountChars(text)
        if count > MAX_LETTERS:
            raise UnreadableError(Reason.LETTERS, most=MAX_LETTERS)
        types, spaced = _Types(text), False
        for place in range(count):
            code = raw.FPDFText_GetUnicode(text, place)
            sign = chr(code) if 0x20 < code < 0x110000 and code != 0xA0 else " "
            if 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(text, place) == 1:
                continue
            if sign == " ":
                spaced = True
                continue
            type_ = types.at(place)
            box = _loose_box(text, place)
            if type_ is not None and box is not None:
                left, right, baseline = box
                yield _Letter(sign, type_, left, right, self._size.height - baseline, spaced)
                spaced = False

    def _split(self, row: list[_Letter]) -> Iterator[Line]:
        """Reads a row of letters as one line, or as one for each column."""
        start, column = 0, self._head_column(row)
        for place in range(1, len(row) + 1):
            if place == len(row) or _parts(row[place - 1], row[place], column):
                yield self._line(row[start:place], alone=start == 0 and place == len(row))
                start = place

    def _head_column(self, row: list[_Letter]) -> float | None:
        """Columns of the head part near the middle of the page."""
        in_head = self._number == 1 and row[0].baseline < _HEAD_MM
        return self._size.width * 0.48 if in_head else None

    def _line(self, letters: list[_Letter], *, alone: bool) -> Line:
        box = Box(
            letters[0].left,
            letters[0].baseline - ASCENT_EM * letters[0].type.size_pt * MM_A_POINT,
            letters[-1].right,
            letters[0].baseline,
            letters[0].baseline,
        )
        return Line(
            _runs(letters),
            self._number,
            self._side(box),
            box,
            box.width,
            in_table=not alone and self._below_head(box, _HEAD_MM),
        )

    def _below_head(self, box: Box, least_mm: float) -> bool:
        """Whether a line lies below the head, which has columns and strokes on the first page, and is no table."""
        return self._number > 1 or box.top > least_mm

    def _side(self, box: Box) -> Side:
        middle = self._size.width / 2
        if box.left > 0.4 * self._size.width and box.centre > middle + 8:
            return Side.RIGHT
        if box.right < 0.62 * self._size.width and box.centre < middle - 8:
            return Side.LEFT
        return Side.FULL

    def _ink(self) -> Ink:
        paths = (
            tuple(value * MM_A_POINT for value in bounds)
            for kind, bounds in self._objects
            if kind == raw.FPDF_PAGEOBJ_PATH
        )
        return ink_of(
            ((left, bottom, right, top) for left, bottom, right, top in paths), self._size.width, self._size.height
        )

    def _dressed(self, line: Line, ink: Ink) -> Line:
        """Gives a line the stroke under it, and says whether it stands in a frame or in a table."""
        box = line.box
        if box is None:
            return line
        in_table = line.in_table or (ink.in_table(box) and self._below_head(box, _HEAD_MM / 2))
        return dataclasses.replace(line, stroke_mm=ink.under(box), framed=ink.frames_in(box), in_table=in_table)


class _Types:
    """The type of each letter; letters of one text object share theirs."""

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._text = text
        self._known: dict[tuple[int, float], Type | None] = {}

    def at(self, place: int) -> Type | None:
        """The type of a letter; None for what is not meant to be seen upright: invisible or turned text."""
        pointer = raw.FPDFText_GetTextObject(self._text, place)
        address = ctypes.cast(pointer, ctypes.c_void_p).value or 0
        key = (address, raw.FPDFText_GetFontSize(self._text, place))
        if key not in self._known:
            visible = not pointer or raw.FPDFTextObj_GetTextRenderMode(pointer) != _INVISIBLE
            self._known[key] = self._read(place, key[1]) if visible else None
        return self._known[key]

    def _read(self, place: int, size: float) -> Type | None:
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._text, place, matrix)
        scale = math.hypot(matrix.c, matrix.d)
        if not (matrix.a > 0 and 0 < scale * size < 1_000):
            return None
        name = ctypes.create_string_buffer(128)
        raw.FPDFText_GetFontInfo(self._text, place, name, len(name), ctypes.c_int())
        family = _SUBSET.sub("", name.value.decode("utf-8", "replace"))
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(self._text, place, red, green, blue, alpha)
        lowered = family.casefold()
        weight = raw.FPDFText_GetFontWeight(self._text, place)
        bold = any(word in lowered for word in ("bold", "black", "heavy", "semibd")) or weight > 900
        italic = any(word in lowered for word in ("italic", "oblique"))
        return Type(family, round(size * scale, 2), bold, italic, (red.value, green.value, blue.value))


def _loose_box(text: pdfium.PdfTextPage, place: int) -> tuple[float, float, float] | None:
    """Left, right and baseline in millimetres from the bottom left."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetLooseCharBox(text, place, box) or not raw.FPDFText_GetCharOrigin(text, place, x, y):
        return None
    values = (box.left * MM_A_POINT, box.right * MM_A_POINT, y.value * MM_A_POINT)
    return values if all(math.isfinite(value) and abs(value) < MAX_PAGE_MM * 2 for value in values) else None


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Kinds and bounds of the pictures and paths on a page."""
    kinds = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE]
    for count, each in enumerate(page.get_objects(filter=kinds, max_depth=3), start=1):
        if count > MAX_PATHS:
            raise UnreadableError(Reason.PATHS, most=MAX_PATHS)
        try:
            bounds = each.get_bounds()
        except pdfium.PdfiumError:
            continue  # an empty path has no bounds, and no ink
        if all(math.isfinite(value) for value in bounds):
            yield each.type, bounds


def _rows(letters: list[_Letter]) -> list[list[_Letter]]:
    """Gathers letters on one baseline, from left to right; rows from top to bottom."""
    rows: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda each: each.baseline):
        if rows and letter.baseline - rows[-1][0].baseline < 0.25 * letter.type.size_pt * MM_A_POINT:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _parts(before: _Letter, after: _Letter, column: float | None) -> bool:
    """Whether the gap between two letters parts two columns."""
    gap_em = (after.left - before.right) / MM_A_POINT / max(after.type.size_pt, 1)
    near = column is not None and abs((after.left + before.right) / 2 - column) < _HEAD_NEAR_MM
    return gap_em > (_HEAD_COLUMN_EM if near else _COLUMN_EM)


def _runs(letters: list[_Letter]) -> tuple[Run, ...]:
    runs: list[Run] = []
    text, before = "", None
    for letter in letters:
        wide = before is not None and letter.left - before.right > _SPACE_EM * letter.type.size_pt * MM_A_POINT
        gap = before is not None and (wide or letter.spaced)
        if before is not None and letter.type != before.type:
            runs.append(Run(text, before.type))
            text = ""
        text += f"{' ' if gap else ''}{letter.sign}"
        before = letter
    return (*runs, Run(text, letters[-1].type))


def _is_number(line: Line, page: int) -> bool:
    box = line.box
    return page > 1 and box is not None and box.baseline < _TOP_MARGIN_MM and bool(_NUMBER.fullmatch(line.text))


def _page_number(line: Line, size: Page) -> PageNumber:
    centre = line.box.centre if line.box else 0
    align = (
        Align.CENTRE if abs(centre - size.width / 2) < 12 else Align.LEFT if centre < size.width / 2 else Align.RIGHT
    )
    return PageNumber(line.page, line.type, align, in_top_margin=True)
