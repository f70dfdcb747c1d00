"""A DOCX as a sheet: paragraphs with the type that styles, defaults and theme give them.

Words stand where a word processor will put them only roughly: the two columns of head and foot are the cells of a
table, or what a tab parts. Lines under titles are borders, underlined letters or drawn shapes; their lengths are
compared with the width of the text in the twin face. Reads in bounds, and refuses archives that swell.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.section import Section
from docx.shared import Length
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from bluezone.conformance.docx_styles import Styles
from bluezone.conformance.sheet import Align, Line, Page, PageNumber, Run, Sheet, Side
from bluezone.documents.errors import UnreadableError
from bluezone.documents.fonts import width_mm
from bluezone.documents.words import Reason
from bluezone.vietnam.numbers import whole_number
from bluezone.vietnam.practice import is_marked

MAX_PARTS, MAX_UNPACKED, MAX_SWELL, MAX_PARAGRAPHS = 2_000, 120 << 20, 200, 50_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SURELY_TWO_PAGES = 3_500
"""Letters that no single page of a paper holds."""
_PAGE = 1
"""No line of a file tells its page before it is printed."""
_LEAST_SIDE, _MOST_SIDES = 5, 120
"""Letters of what may stand on one side of a tab, and on both."""
_EMU_A_MM = 36_000
_VML_LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|)")
_MM_A_UNIT = {"pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "": 25.4 / 72}


def read_docx(data: bytes) -> Sheet:
    """Reads the sheet of a DOCX, or says why it is none."""
    _check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        _refuse_practice(document)
        return _Reader(document).sheet()
    except UnreadableError:
        raise
    except (PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise UnreadableError(Reason.BROKEN_DOCX) from error
    except (AttributeError, TypeError, IndexError, EOFError, RuntimeError, AssertionError, OverflowError) as error:
        # python-docx trusts the structure of its parts; where a part is missing it stumbles instead of saying so.
        raise UnreadableError(Reason.BROKEN_DOCX) from error


def _refuse_practice(document: Document) -> None:
    if is_marked(document.core_properties.comments):
        raise UnreadableError(Reason.PRACTICE)


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, len(data))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableError(Reason.BROKEN_DOCX) from error


def _check_entries(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_SWELL * max(size, 1 << 16):
        raise UnreadableError(Reason.BLOATED_DOCX)
    if "word/document.xml" not in archive.namelist():
        raise UnreadableError(Reason.NO_DOCX)
    for entry in entries:
        _check_part(archive, entry)


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuses declared entities, which are how XML swells; a DOCX has none."""
    if entry.flag_bits & 1:
        raise UnreadableError(Reason.LOCKED_DOCX)
    if entry.filename.endswith((".xml", ".rels")):
        with archive.open(entry) as part:
            head = part.read(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise UnreadableError(Reason.ENTITIES)


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a paragraph."""

    side: Side
    width_mm: float
    in_table: bool


class _Reader:
    """Walks through a document once."""

    def __init__(self, document: Document) -> None:
        self._document, self._styles = document, Styles(document)
        self._count = 0

    def sheet(self) -> Sheet:
        sections = list(self._document.sections)
        pages = tuple(_page(section) for section in sections) or (Page(0, 0),)
        full = _Place(Side.FULL, _text_width(pages[0]), in_table=False)
        lines = _underlined(list(self._lines(self._document.iter_inner_content(), full)))
        numbers = tuple(self._numbers(sections[:1]))
        letters = sum(len(line.text) for line in lines)
        return Sheet("docx", pages, tuple(lines), numbers, numbers_known=bool(numbers) or letters > _SURELY_TWO_PAGES)

    def _lines(self, blocks: Any, place: _Place) -> Iterator[Line]:
        for block in blocks:
            if isinstance(block, Table):
                yield from self._table(block, place)
            else:
                self._count += 1
                if self._count > MAX_PARAGRAPHS:
                    raise UnreadableError(Reason.PARAGRAPHS, most=MAX_PARAGRAPHS)
                yield from self._paragraph(block, place)

    def _table(self, table: Table, place: _Place) -> Iterator[Line]:
        """Reads a table: two columns without borders are the columns of head or foot; anything else is a table."""
        sides = (Side.LEFT, Side.RIGHT)
        pairs = len(table.columns) in {2, 3} and not self._styles.has_borders(table) and not place.in_table
        for row in table._tbl.tr_lst:  # noqa: SLF001 - rows and cells of python-docx take a time that grows squared
            cells = [_Cell(cell, table) for cell in row.tc_lst]
            for number, cell in enumerate(cells):
                width = cell.width.mm if cell.width is not None else place.width_mm / len(cells)
                side = sides[min(number, 1)] if pairs and len(cells) > 1 else Side.FULL
                inner = _Place(side, width, in_table=not pairs)
                yield from self._lines(cell.iter_inner_content(), inner)

    def _paragraph(self, paragraph: Paragraph, place: _Place) -> Iterator[Line]:
        """Reads one line for each forced break; what a tab parts goes to the two sides."""
        form, framed = self._styles.form(paragraph), self._styles.is_framed(paragraph)
        bar = self._bar_mm(paragraph, place)
        parts = list(_split(self._runs(paragraph)))
        number = self._count
        for position, (runs, side) in enumerate(parts):
            text = "".join(run.text for run in runs)
            if not text.strip():
                continue
            line = Line(runs, _PAGE, side or place.side, None, None, None, form, number, place.in_table, framed)
            type_ = line.type
            whole = width_mm(line.text, type_.size_pt, bold=type_.bold, italic=type_.italic)
            width = min(whole, place.width_mm) if place.width_mm > 0 else whole  # a longer one will be broken
            stroke = width if _is_underlined(runs) else None
            last = position == len(parts) - 1
            yield replace(line, width_mm=width, stroke_mm=stroke or (bar if last else None))
        if bar is not None and not any("".join(run.text for run in runs).strip() for runs, _ in parts):
            yield Line((Run("", self._styles.default),), _PAGE, place.side, stroke_mm=bar, paragraph=number)

    def _runs(self, paragraph: Paragraph) -> Iterator[Run]:
        for run in paragraph.runs:
            if run.text:
                yield Run(run.text, self._styles.type_of(paragraph, run), underlined=bool(run.underline))

    def _bar_mm(self, paragraph: Paragraph, place: _Place) -> float | None:
        """The length of a drawn line in this paragraph, or of a border over an empty one or under any."""
        for length in _shapes(paragraph._p):  # noqa: SLF001 - python-docx knows no shapes
            return length
        sides = self._styles.bordered_sides(paragraph)
        empty = not paragraph.text.strip()
        if ("top" in sides and empty and "left" not in sides) or ("bottom" in sides and "left" not in sides):
            indents = self._styles.indents_mm(paragraph)
            return max(place.width_mm - sum(indents), 0)
        return None

    def _numbers(self, sections: list[Section]) -> Iterator[PageNumber]:
        """Finds the fields that will print a page's number."""
        for section in sections:
            first_differs = bool(section.different_first_page_header_footer)
            for part, on_top in ((section.header, True), (section.footer, False)):
                for page, paragraph in _fields(part, first_differs=first_differs):
                    type_ = self._styles.type_of_field(paragraph)
                    align = self._styles.form(paragraph).align or Align.LEFT
                    yield PageNumber(page, type_, align, on_top)


def _fields(part: Any, *, first_differs: bool) -> Iterator[tuple[int, Paragraph]]:
    for element in part._element.iter(f"{_W}p"):  # noqa: SLF001 - fields may stand in frames and content controls
        instructions = "".join(node.text or "" for node in element.iter(f"{_W}instrText"))
        simple = "".join(node.get(f"{_W}instr") or "" for node in element.iter(f"{_W}fldSimple"))
        if re.search(r"\bPAGE\b", instructions + simple):
            yield (2 if first_differs else 1), Paragraph(element, part)


def _page(section: Section) -> Page:
    def mm(length: Length | int | None) -> float | None:
        return None if length is None else int(length) / _EMU_A_MM

    return Page(
        mm(section.page_width) or 0,
        mm(section.page_height) or 0,
        mm(section.top_margin),
        mm(section.bottom_margin),
        mm(section.left_margin),
        mm(section.right_margin),
    )


def _text_width(page: Page) -> float:
    return max(page.width - (page.left or 0) - (page.right or 0), 0)


def _split(runs: Iterator[Run]) -> Iterator[tuple[tuple[Run, ...], Side | None]]:
    """Cuts runs at line breaks; a tab within a line parts left from right."""
    line: list[Run] = []
    for run in runs:
        pieces = run.text.split("\n")
        for piece in pieces[:-1]:
            line.append(replace(run, text=piece))
            yield from _sides(line)
            line = []
        line.append(replace(run, text=pieces[-1]))
    yield from _sides(line)


def _sides(line: list[Run]) -> Iterator[tuple[tuple[Run, ...], Side | None]]:
    """Puts what stands before the first inner tab to the left and the rest to the right, if both are words of a head
    or foot; a tab behind a clause's number parts nothing."""
    left: list[Run] = []
    right: list[Run] = []
    parted = False
    for run in line:
        text = run.text if left else run.text.lstrip("\t ")
        before, tab, after = ("", "", text) if parted else text.partition("\t")
        left += [replace(run, text=before)] if before else []
        right += [replace(run, text=after.replace("\t", " "))] if after else []
        parted = parted or bool(tab)
    at_left, at_right = ("".join(run.text for run in side).strip() for side in (left, right))
    if at_right and len(at_left) >= _LEAST_SIDE and len(at_left) + len(at_right) <= _MOST_SIDES:
        yield tuple(left), Side.LEFT
        yield tuple(right), Side.RIGHT
    else:
        yield tuple(replace(run, text=run.text.replace("\t", " ")) for run in line), None


def _is_underlined(runs: tuple[Run, ...]) -> bool:
    """Whether most letters of a line carry a stroke of their own."""
    lined = sum(len(run.text.strip()) for run in runs if run.underlined)
    return lined * 2 > sum(len(run.text.strip()) for run in runs)


def _shapes(element: Any) -> Iterator[float]:
    """Measures drawn lines, in the old and the new way of drawing."""
    for node in element.iter():
        name = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if name == "line" and "vml" in node.tag:
            start, end = _vml(node.get("from")), _vml(node.get("to"))
            if start is not None and end is not None:
                yield abs(end - start)
        elif name == "prstGeom" and node.get("prst") in {"line", "straightConnector1"}:
            extents = [
                each for each in node.getparent().iter() if etree.QName(each).localname == "ext" and each.get("cx")
            ]
            width = whole_number(extents[0].get("cx", "")) if extents else None
            if width is not None:
                yield width / _EMU_A_MM


def _vml(point: str | None) -> float | None:
    match = _VML_LENGTH.match((point or "").strip())
    return float(match[1]) * _MM_A_UNIT[match[2]] if match else None


def _underlined(lines: list[Line]) -> list[Line]:
    """Gives the stroke of an empty line to the text above it in the same column."""
    found: list[Line] = []
    for line in lines:
        if line.text or line.stroke_mm is None:
            found.append(line)
        elif found and found[-1].side is line.side and found[-1].stroke_mm is None:
            found[-1] = replace(found[-1], stroke_mm=line.stroke_mm)
    return found
