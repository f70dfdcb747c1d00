"""Where a DOCX says how its letters and paragraphs look: the file's own defaults, where nothing nearer does."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.sheet import Align, Form, Type
from tests.support.documents.word_parts import form_of, read_parts


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


@pytest.mark.parametrize(
    ("said", "align"),
    [
        *(("left", Align.LEFT), ("start", Align.LEFT), ("right", Align.RIGHT), ("end", Align.RIGHT)),
        *(("center", Align.CENTRE), ("both", Align.JUSTIFY), ("distribute", Align.JUSTIFY)),
        *(("lowKashida", Align.JUSTIFY), ("of a later edition", Align.LEFT)),
    ],
)
def test_a_paragraph_is_set_by_the_names_of_both_editions_of_the_standard(said: str, align: Align) -> None:
    assert align is form_of(f'<w:jc w:val="{said}"/>').align


def test_a_paragraph_of_which_nothing_is_said_has_a_word_processors_own_form() -> None:
    assert Form(Align.LEFT, indent_cm=0.0, gap_pt=0.0, leading=1.0) == form_of("", defaults=None)


@pytest.mark.parametrize(
    ("spacing", "gap_pt", "leading"),
    [
        ('w:before="120" w:after="60" w:line="360"', 9, 1.5),
        ('w:before="120"', 6, 1),
        ('w:after="60"', 3, 1),
        ('w:line="276" w:lineRule="auto"', 0, 1.15),
        ('w:line="400" w:lineRule="exact"', 0, 1),
        ('w:line="400" w:lineRule="atLeast"', 0, 1),
        ('w:before="x" w:after="1234567" w:line="-x"', 0, 1),
    ],
)
def test_of_spacing_the_files_defaults_count_where_a_paragraph_says_nothing(spacing, gap_pt, leading: float) -> None:
    form = form_of("", defaults=f"<w:spacing {spacing}/>")

    assert (gap_pt, pytest.approx(leading)) == (form.gap_pt, form.leading)


@pytest.mark.parametrize(
    ("own", "form"),
    [
        ('<w:spacing w:before="200" w:after="40"/>', Form(Align.LEFT, 0.0, 12.0, 1.5)),
        ('<w:spacing w:before="0" w:after="0"/>', Form(Align.LEFT, 0.0, 0.0, 1.5)),
        ('<w:spacing w:line="240" w:lineRule="auto"/>', Form(Align.LEFT, 0.0, 9.0, 1.0)),
        ('<w:ind w:firstLine="567"/>', Form(Align.LEFT, pytest.approx(1.0, abs=0.001), 9.0, 1.5)),
        ('<w:ind w:hanging="567"/>', Form(Align.LEFT, pytest.approx(-1.0, abs=0.001), 9.0, 1.5)),
    ],
)
def test_what_a_paragraph_says_itself_goes_before_the_defaults(own: str, form: Form) -> None:
    assert form == form_of(own, defaults='<w:spacing w:before="120" w:after="60" w:line="360"/>')


def test_a_fixed_height_of_lines_is_compared_with_the_largest_letters_of_a_paragraph() -> None:
    runs = "".join(f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr><w:t>Khi</w:t></w:r>' for size in (20, 40))

    form = form_of('<w:spacing w:line="460" w:lineRule="exact"/>', runs=runs)

    assert pytest.approx(23 / (1.149 * 20)) == form.leading


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("", (False, False, (0, 0, 0))),
        ("<w:b/>", (True, False, (0, 0, 0))),
        ("<w:i/>", (False, True, (0, 0, 0))),
        ('<w:b w:val="0"/><w:i w:val="0"/>', (False, False, (0, 0, 0))),
        ('<w:color w:val="C80A05"/>', (False, False, (200, 10, 5))),
        ('<w:color w:val="auto"/>', (False, False, (0, 0, 0))),
    ],
)
def test_letters_are_bold_slanted_and_coloured_as_their_run_says(said: str, marks) -> None:
    (line,) = read_parts(f"<w:p><w:r><w:rPr>{said}</w:rPr><w:t>Khi</w:t></w:r></w:p>").lines

    assert marks == (line.type.bold, line.type.italic, line.type.colour)


@pytest.mark.parametrize(
    ("fonts", "face"),
    [
        ('w:asciiTheme="majorHAnsi"', "Đầu đề"),
        ('w:asciiTheme="minorHAnsi"', "Chữ thường"),
        ('w:hAnsiTheme="majorHAnsi"', "Đầu đề"),
        ('w:asciiTheme="minorHAnsi" w:ascii="Arial"', "Chữ thường"),
        ('w:ascii="Arial"', "Arial"),
    ],
)
def test_a_face_of_the_theme_goes_before_a_name(fonts: str, face: str) -> None:
    faces = (("major", "Đầu đề"), ("minor", "Chữ thường"))
    theme = "".join(f'<a:{of}Font><a:latin typeface="{name}"/></a:{of}Font>' for of, name in faces)

    run = f"<w:r><w:rPr><w:rFonts {fonts}/></w:rPr><w:t>Khi</w:t></w:r>"
    (line,) = read_parts(f"<w:p>{run}</w:p>", theme=theme).lines

    assert face == line.type.family


@pytest.mark.parametrize(
    ("borders", "in_table"),
    [
        ("", False),
        ('<w:tblBorders><w:top w:val="single"/></w:tblBorders>', True),
        *((f'<w:tblBorders><w:insideV w:val="{way}"/></w:tblBorders>', True) for way in ("double", "thick", "dotted")),
        ('<w:tblBorders><w:insideV w:val="dashed"/></w:tblBorders>', True),
        ('<w:tblBorders><w:top w:val="nil"/><w:left w:val="none"/></w:tblBorders>', False),
        ("<w:tblBorders/>", False),
    ],
)
def test_two_columns_without_lines_are_no_table(borders: str, in_table: bool) -> None:
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in ("Khi", "cài"))
    grid = "<w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
    sheet = read_parts(f"<w:tbl><w:tblPr>{borders}</w:tblPr>{grid}<w:tr>{cells}</w:tr></w:tbl>")

    assert [in_table] * 2 == [line.in_table for line in sheet.lines]


def border(*sides: str, way: str = "single") -> str:
    return f"<w:pBdr>{''.join(f'<w:{side} w:val={way!r}/>' for side in sides)}</w:pBdr>"


@pytest.mark.parametrize(
    ("borders", "framed"),
    [
        (border("top", "left", "bottom", "right"), True),
        *(
            (border(*(one for one in ("top", "left", "bottom", "right") if one != side)), False)
            for side in ("top", "left")
        ),
        *(
            (border(*(one for one in ("top", "left", "bottom", "right") if one != side)), False)
            for side in ("bottom", "right")
        ),
        (border("top", "left", "bottom", "right", way="none"), False),
        (border("top", "left", "bottom", "right", way="nil"), False),
    ],
)
def test_a_frame_has_four_sides(borders: str, framed: bool) -> None:
    (line,) = read_parts(f"<w:p><w:pPr>{borders}</w:pPr><w:r><w:t>HOẢ TỐC</w:t></w:r></w:p>").lines

    assert framed == line.framed


def test_a_page_number_without_any_run_has_the_files_own_letters() -> None:
    header = '<w:p><w:fldSimple w:instr="PAGE"/></w:p>'

    (number,) = read_parts("<w:p><w:r><w:t>x</w:t></w:r></w:p>", header=header).numbers
    (line,) = read_parts("<w:p><w:r><w:t>x</w:t></w:r></w:p>").lines

    assert line.type == number.type


@pytest.mark.parametrize(
    "piece", ["<w:instrText>PAGE </w:instrText>", '<w:fldChar w:fldCharType="begin"/>', "<w:t>1</w:t>"]
)
def test_a_page_number_has_the_letters_of_the_first_run_of_its_field(piece: str) -> None:
    blank, instruction = (
        f"<w:r><w:rPr><w:b/></w:rPr>{inner}</w:r>" for inner in ("<w:tab/>", "<w:instrText>PAGE</w:instrText>")
    )
    header = f"<w:p>{blank}<w:r><w:rPr><w:i/></w:rPr>{piece}</w:r>{instruction}</w:p>"

    (number,) = read_parts("<w:p><w:r><w:t>x</w:t></w:r></w:p>", header=header).numbers

    assert (False, True) == (number.type.bold, number.type.italic)
