"""Where a DOCX says how its letters look: the file's own defaults, where nothing nearer does."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.sheet import Type


def type_in(face: dict[str, str], half_points: str) -> Type:
    """Of a letter in a file whose defaults say this and whose styles say nothing."""
    document, out = docx.Document(), io.BytesIO()
    (defaults,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for said in list(defaults):
        defaults.remove(said)
    fonts, size = defaults.makeelement(qn("w:rFonts")), defaults.makeelement(qn("w:sz"))
    for name, value in face.items():
        fonts.set(qn(name), value)
    size.set(qn("w:val"), half_points)
    defaults.extend([fonts, size])
    document.add_paragraph("Khi cài đặt")
    document.save(out)
    (line,) = read_docx(out.getvalue()).lines
    return line.type


@pytest.mark.parametrize(
    ("face", "family"),
    [
        ({"w:ascii": "Arial"}, "Arial"),
        ({"w:hAnsi": "Arial"}, "Arial"),
        ({"w:ascii": "Arial", "w:hAnsi": "Tahoma"}, "Arial"),
        ({}, "Times New Roman"),
    ],
)
def test_the_face_is_the_one_of_letters_or_of_all_signs(face: dict[str, str], family: str) -> None:
    assert family == type_in(face, "26").family


@pytest.mark.parametrize(("half_points", "size_pt"), [("26", 13), ("29", 14.5), ("0", 10), ("x", 10)])
def test_the_size_is_told_in_half_points_and_a_word_processors_own_where_it_is_none(half_points, size_pt) -> None:
    assert size_pt == type_in({}, half_points).size_pt


@pytest.mark.parametrize(("style", "shown"), [("Table Grid", True), ("Normal Table", False)])
def test_a_table_shows_the_lines_that_its_style_has(style: str, shown: bool) -> None:
    document, out = docx.Document(), io.BytesIO()
    for cell in document.add_table(rows=1, cols=2, style=style).rows[0].cells:
        cell.text = "Khi cài đặt"
    document.save(out)

    assert [shown, shown] == [line.in_table for line in read_docx(out.getvalue()).lines]


@pytest.mark.parametrize(("many", "size_pt"), [(20, 15), (21, 10)])
def test_a_style_may_stand_on_others_up_to_twenty_of_them(many: int, size_pt: float) -> None:
    document, out = docx.Document(), io.BytesIO()
    for said in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz"):
        said.getparent().remove(said)
    below = None
    for number in range(many):
        style = document.styles.add_style(f"Kiểu {number}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, below = below, style
    document.styles["Kiểu 0"].font.size = Pt(15)
    document.add_paragraph("Khi cài đặt", style=below)
    document.save(out)

    (line,) = read_docx(out.getvalue()).lines

    assert size_pt == line.type.size_pt
