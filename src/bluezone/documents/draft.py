"""A paper as an editable DOCX in the same form, for offices that go on writing in a word processor.

The same words as the PDF (`layout`), the same measures. Lines under titles are borders of thin paragraphs: they survive
every word processor, which drawn shapes do not. A rule's length follows from the width of its text in the paper's face.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell as Cell
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph

from bluezone.documents.fonts import width_mm
from bluezone.documents.layout import Item, LaidAppendix, Layout, lay_out
from bluezone.documents.measures import A4_MM, HOUSE, House
from bluezone.documents.official import recipients_beside
from bluezone.documents.paper import Issue, Paper, Table
from bluezone.documents.practice import is_practice
from bluezone.vietnam.practice import MARK_IN_BOTH

FACE = "Times New Roman"
_MM_A_POINT = 25.4 / 72
_RIGHT_MM = 90.0
"""The right column of the head: the country's line at 12 pt fits in it."""
_RED = RGBColor(0xD4, 0, 0)
_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def write_docx(paper: Paper, issue: Issue | None, *, now: dt.datetime, house: House = HOUSE) -> bytes:
    """Writes the DOCX. Without an issue it is a draft, with number and date left open."""
    document = docx.Document()
    _Writer(document, house).write(lay_out(paper, issue, year=now.year))
    _set_properties(document, paper, now)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_properties(document: Document, paper: Paper, now: dt.datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author = paper.subject[:255], " ".join(paper.issuer.name)[:255]
    properties.comments = MARK_IN_BOTH if is_practice() else ""
    properties.created = properties.modified = now.astimezone(dt.UTC).replace(tzinfo=None)


class _Writer:
    """Puts a layout on the pages of one document, from top to bottom."""

    def __init__(self, document: Document, house: House) -> None:
        self._document, self._house = document, house
        self._width_mm = A4_MM[0] - house.left_mm - house.right_mm

    def write(self, layout: Layout) -> None:
        self._set_page(self._document.sections[0])
        self._set_style()
        self._page_number(self._document.sections[0])
        if is_practice():
            self._mark(self._document.sections[0])
        self._head(layout)
        self._title(layout)
        self._addressees(layout)
        self._text(layout)
        self._foot(layout)
        self._address(layout)
        for appendix in layout.appendices:
            self._appendix(appendix)

    def _set_page(self, section: Section, *, landscape: bool = False) -> None:
        house = self._house
        short, long = Mm(A4_MM[0]), Mm(A4_MM[1])
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.top_margin, section.bottom_margin = Mm(house.top_mm), Mm(house.bottom_mm)
        section.left_margin, section.right_margin = Mm(house.left_mm), Mm(house.right_mm)
        section.header_distance = section.footer_distance = Mm(10)

    def _set_style(self) -> None:
        style: Any = self._document.styles["Normal"]
        style.font.name, style.font.size = FACE, Pt(self._house.text_pt)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FACE)
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.line_spacing = 1.0

    def _page_number(self, section: Section) -> None:
        """Prints the page's number in the top margin, centred, and not on the first page."""
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = _CENTRE
        run = paragraph.add_run()
        run.font.size = Pt(self._house.page_number_pt)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            field = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                field.set(qn("w:fldCharType"), kind)
            field.text = text
            run._element.append(field)  # noqa: SLF001 - python-docx has no fields

    def _mark(self, section: Section) -> None:
        """Says on every page, in its margins, that this was made to learn with."""
        for part in (section.first_page_header, section.header):
            paragraph = part.add_paragraph(MARK_IN_BOTH)
            paragraph.alignment = _CENTRE

    def _head(self, layout: Layout) -> None:
        house = self._house
        left_mm = self._width_mm - _RIGHT_MM
        table = self._columns(left_mm, _RIGHT_MM)
        left, right = table.rows[0].cells
        for name in layout.superior:
            self._line(left, name, house.body_name_pt)
        for name in layout.body:
            self._line(left, name, house.body_name_pt, bold=True)
        widest = max(width_mm(name, house.body_name_pt, bold=True) for name in layout.body)
        self._rule(left, min(widest, left_mm) * house.rule_share, left_mm)
        self._line(right, layout.country, house.country_pt, bold=True)
        self._line(right, layout.motto, house.motto_pt, bold=True)
        self._rule(right, width_mm(layout.motto, house.motto_pt, bold=True), _RIGHT_MM)
        left, right = table.add_row().cells
        self._line(left, layout.number, house.number_pt)
        self._line(right, layout.place_date, house.place_date_pt, italic=True)
        if layout.about:
            self._line(left, layout.about, house.about_pt).paragraph_format.space_before = Pt(6)
        if layout.urgency:
            self._urgency(left, layout)

    def _urgency(self, cell: Cell, layout: Layout) -> None:
        """Frames a paragraph of the frame's width; its height is that of the line."""
        frame_mm, _ = layout.urgency_frame_mm
        paragraph = self._line(cell, layout.urgency, 13, bold=True)
        paragraph.runs[0].font.color.rgb = _RED
        paragraph.paragraph_format.space_before = Pt(6)
        indent = Mm(max((self._width_mm - _RIGHT_MM - frame_mm) / 2, 0))
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
        _border(paragraph, ("top", "left", "bottom", "right"), colour="D40000", eighths=12)

    def _title(self, layout: Layout) -> None:
        if not layout.type_name:
            return
        size = self._house.title_pt
        self._line(self._document, layout.type_name, size, bold=True).paragraph_format.space_before = Pt(14)
        self._line(self._document, layout.subject, size, bold=True)
        length = min(width_mm(layout.subject, size, bold=True), self._width_mm) * self._house.rule_share
        self._rule(self._document, length, self._width_mm)

    def _addressees(self, layout: Layout) -> None:
        names = layout.addressees
        if len(names) == 1:
            only = self._line(self._document, f"Kính gửi: {names[0]}", self._house.text_pt)
            only.paragraph_format.space_before = only.paragraph_format.space_after = Pt(12)
        elif names:
            head = self._line(self._document, "Kính gửi:", self._house.text_pt, align=WD_ALIGN_PARAGRAPH.LEFT)
            head.paragraph_format.space_before, head.paragraph_format.left_indent = Pt(12), Cm(2.2)
            for name in names:
                line = self._line(self._document, f"- {name}", self._house.text_pt, align=WD_ALIGN_PARAGRAPH.LEFT)
                line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(4.4), Cm(-0.3)
            line.paragraph_format.space_after = Pt(12)

    def _text(self, layout: Layout) -> None:
        if layout.authority:
            self._heading(layout.authority)
        for basis in layout.bases:
            self._body().add_run(basis).italic = True
        if layout.verdict:
            self._heading(layout.verdict)
        for item in layout.items:
            self._item(item)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _item(self, item: Item) -> None:
        if item.form == "heading":
            self._heading(item.title)
        elif item.table is not None:
            if item.title:
                self._heading(item.title)
            self._table(item.table)
        else:
            paragraph = self._body()
            paragraph.paragraph_format.keep_with_next = item.form == "division"
            for text, bold in ((item.label, item.label_bold), (item.title, True), (item.text, False)):
                if text:
                    paragraph.add_run(f"{' ' if paragraph.text else ''}{text}").bold = bold

    def _body(self) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = _JUSTIFY
        form = paragraph.paragraph_format
        form.first_line_indent, form.space_after = Cm(self._house.indent_cm), Pt(self._house.gap_pt)
        form.line_spacing = self._house.leading
        return paragraph

    def _heading(self, text: str) -> None:
        paragraph = self._line(self._document, text, self._house.text_pt, bold=True)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(8)
        paragraph.paragraph_format.keep_with_next = True

    def _table(self, source: Table) -> None:
        shares = sum(column.share for column in source.columns)
        table = self._document.add_table(rows=0, cols=len(source.columns), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, described in zip(table.columns, source.columns, strict=True):
            column.width = Mm(self._width_mm * described.share / shares)
        rows = [(tuple(column.title for column in source.columns), True), *((row, False) for row in source.rows)]
        for cells, bold in [*rows, *([(source.total, True)] if source.total else [])]:
            for cell, text, column in zip(table.add_row().cells, cells, source.columns, strict=True):
                cell.width = Mm(self._width_mm * column.share / shares)
                side = WD_ALIGN_PARAGRAPH.RIGHT if column.numeric else WD_ALIGN_PARAGRAPH.LEFT
                self._line(cell, text, 13, bold=bold, align=_CENTRE if bold and cells == rows[0][0] else side)
        _repeat_head(table)
        self._gap(self._document, 6)

    def _foot(self, layout: Layout) -> None:
        house = self._house
        self._gap(self._document, 6)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        half = self._width_mm / 2
        table = self._columns(half, half)
        _keep_whole(table.rows[0])
        left, right = table.rows[0].cells
        beside = recipients_beside(layout, house)
        below = left if beside == len(layout.recipients) else table.add_row().cells[0]
        at_left = WD_ALIGN_PARAGRAPH.LEFT
        self._line(left, "Nơi nhận:", house.recipients_head_pt, bold=True, italic=True, align=at_left)
        for line in layout.recipients[:beside]:
            self._line(left, line, house.recipients_pt, align=at_left)
        for line in layout.recipients[beside:]:
            self._line(below, line, house.recipients_pt, align=at_left)
        if layout.mark:
            self._line(below, layout.mark, house.mark_pt, align=at_left)
        for line in layout.office:
            self._line(right, line, house.text_pt, bold=True)
        self._gap(right, house.signature_mm / _MM_A_POINT)
        self._line(right, layout.signer, house.text_pt, bold=True)

    def _address(self, layout: Layout) -> None:
        if layout.address:
            paragraph = self._document.sections[0].first_page_footer.paragraphs[0]
            paragraph.alignment = _CENTRE
            paragraph.add_run(layout.address).font.size = Pt(self._house.address_pt)
            _border(paragraph, ("top",))

    def _appendix(self, appendix: LaidAppendix) -> None:
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        self._set_page(section, landscape=appendix.landscape)
        numbers = OxmlElement("w:pgNumType")
        numbers.set(qn("w:start"), "1")
        section._sectPr.append(numbers)  # noqa: SLF001 - python-docx cannot restart page numbers
        section.first_page_footer.is_linked_to_previous = False  # the office's address stands on the first page of all
        self._width_mm = A4_MM[appendix.landscape] - self._house.left_mm - self._house.right_mm
        self._line(self._document, appendix.heading, 14, bold=True)
        self._line(self._document, appendix.title, 14, bold=True)
        self._line(self._document, appendix.reference, self._house.text_pt, italic=True)
        self._gap(self._document, 12)
        for item in appendix.items:
            self._item(item)

    def _columns(self, left_mm: float, right_mm: float) -> DocxTable:
        """Lays a table without lines: two columns that stand side by side."""
        table: DocxTable = self._document.add_table(rows=1, cols=2)
        table.autofit = False
        for column, width in zip(table.columns, (left_mm, right_mm), strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "0")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tblPr.append(margins)  # noqa: SLF001 - python-docx has no cell margins
        return table

    def _line(
        self,
        place: Document | Cell,
        text: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        align: WD_ALIGN_PARAGRAPH = _CENTRE,
    ) -> Paragraph:
        """Writes one line of its own; a new cell's empty paragraph is used up first."""
        paragraph = _fresh(place)
        paragraph.alignment = align
        run = paragraph.add_run(text)
        run.font.size, run.bold, run.italic = Pt(size), bold, italic
        return paragraph

    def _rule(self, place: Document | Cell, length_mm: float, within_mm: float) -> None:
        paragraph = _thin(_fresh(place), 6)
        paragraph.paragraph_format.space_before = Pt(3)
        indent: Length = Mm(max(within_mm - length_mm, 0) / 2)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
        _border(paragraph, ("top",))

    def _gap(self, place: Document | Cell, points: float) -> None:
        _thin(_fresh(place), points)


def _fresh(place: Document | Cell) -> Paragraph:
    first = place.paragraphs[0] if isinstance(place, Cell) else None
    unused = first is not None and len(place.paragraphs) == 1 and not first.text and first.alignment is None
    return first if first is not None and unused else place.add_paragraph()


def _thin(paragraph: Paragraph, points: float) -> Paragraph:
    paragraph.alignment = _CENTRE
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
    return paragraph


def _border(paragraph: Paragraph, sides: tuple[str, ...], *, colour: str = "000000", eighths: int = 6) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no borders
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _repeat_head(table: DocxTable) -> None:
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no repeated heads


def _keep_whole(row: Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx cannot say it
