"""What a DOCX says in a way of its own is read as it is meant."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy

import docx
import pytest
from docx.document import Document
from docx.shared import Pt

from bluezone.conformance import inspect_paper
from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.sheet import Side
from tests.support.documents.papers import letter
from tests.support.documents.spoiling import paragraph, spoilt_docx


def a_line_height_in_points(document: Document) -> None:
    """18 points for type of 14: as much as 1.1 lines."""
    paragraph(document, "Khi cài đặt").paragraph_format.line_spacing = Pt(18)


def an_empty_paragraph_before_the_line_under_the_motto(document: Document) -> None:
    motto = paragraph(document, "Độc lập")._p
    empty = deepcopy(motto)
    for run in empty.findall("{*}r"):
        empty.remove(run)
    motto.addnext(empty)


def a_note_about_appendices_at_the_end(document: Document) -> None:
    document.add_paragraph("Phụ lục gửi kèm theo thư điện tử của các cơ quan, đơn vị có tên ở trên")


@pytest.mark.parametrize(
    "change",
    [
        a_line_height_in_points,
        an_empty_paragraph_before_the_line_under_the_motto,
        a_note_about_appendices_at_the_end,
    ],
    ids=lambda change: change.__name__,
)
def test_it_is_no_fault(change: Callable[[Document], None]) -> None:
    assert () == inspect_paper(spoilt_docx(letter(), change)).findings


def test_a_paper_may_begin_with_the_country() -> None:
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    document.save(buffer)

    assert inspect_paper(buffer.getvalue()).readable


def test_a_file_that_tells_no_page_has_one_without_size() -> None:
    def without_section(document: Document) -> None:
        document.element.body.remove(document.element.body.sectPr)

    (finding,) = inspect_paper(spoilt_docx(letter(), without_section)).findings

    assert ("page.size", "0 × 0 mm") == (finding.rule, finding.found)


def test_of_a_file_that_tells_no_page_lines_are_as_wide_as_their_letters() -> None:
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("Khi cài đặt")
    document.element.body.remove(document.element.body.sectPr)
    document.save(buffer)

    (line,) = read_docx(buffer.getvalue()).lines

    assert line.width_mm > 10


def test_a_row_that_goes_over_both_columns_of_a_head_belongs_to_neither() -> None:
    document, buffer = docx.Document(), io.BytesIO()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "UBND", "CỘNG HÒA"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "BÁO CÁO"
    document.save(buffer)

    sides = {line.text: line.side for line in read_docx(buffer.getvalue()).lines}

    assert {"UBND": Side.LEFT, "CỘNG HÒA": Side.RIGHT, "BÁO CÁO": Side.FULL} == sides


@pytest.mark.parametrize(
    ("left", "right", "sides"),
    [(5, 115, [Side.LEFT, Side.RIGHT]), (5, 116, [Side.FULL]), (4, 20, [Side.FULL])],
    ids=["as long as a head's line", "longer", "a clause's number"],
)
def test_a_tab_parts_what_may_be_a_head_and_no_running_text(left: int, right: int, sides: list[Side]) -> None:
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("a" * left + "\t" + "b" * right)
    document.save(buffer)

    assert sides == [line.side for line in read_docx(buffer.getvalue()).lines]
