"""What a DOCX says in a way of its own is read as it is meant."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from bluezone.conformance import docx_reading, inspect_paper
from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.sheet import Align, Line, Side
from bluezone.documents.errors import UnreadableError
from bluezone.documents.fonts import width_mm
from tests.support.documents.papers import letter
from tests.support.documents.spoiling import paragraph, spoilt_docx
from tests.support.documents.word_parts import read_parts


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


SIX_INCHES_MM = 152.4


def run(text: str, said: str = "") -> str:
    return f'<w:r><w:rPr>{said}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def block(inner: str = "", said: str = "") -> str:
    return f"<w:p><w:pPr>{said}</w:pPr>{inner}</w:p>"


def bordered(*sides: str, way: str = "single") -> str:
    return f"<w:pBdr>{''.join(f'<w:{side} w:val={way!r}/>' for side in sides)}</w:pBdr>"


def strokes(body: str) -> list[float | None]:
    """Under each line that has words."""
    return [None if line.stroke_mm is None else round(line.stroke_mm, 1) for line in read_parts(body).lines]


BORDERS = [
    (("top",), SIX_INCHES_MM, None),
    (("bottom",), SIX_INCHES_MM, SIX_INCHES_MM),
    (("top", "bottom"), SIX_INCHES_MM, SIX_INCHES_MM),
    (("right",), None, None),
    (("left",), None, None),
    (("top", "left"), None, None),
    (("bottom", "left"), None, None),
    (("top", "left", "bottom", "right"), None, None),
]


@pytest.mark.parametrize(("sides", "of_an_empty_one", "own"), BORDERS)
def test_a_border_over_an_empty_paragraph_or_under_any_is_a_line_unless_it_is_a_frames(
    sides, of_an_empty_one, own
) -> None:
    """That of an empty one belongs to the words above it."""
    below = block(run("Khi cài đặt")) + block(said=bordered(*sides))

    assert [of_an_empty_one] == strokes(below)
    assert [own] == strokes(block(run("Khi cài đặt"), bordered(*sides)))
    for way in ("none", "nil"):
        assert [None] == strokes(block(run("Khi cài đặt")) + block(said=bordered(*sides, way=way)))


@pytest.mark.parametrize(
    ("indents", "length_mm"),
    [
        ('w:left="1440"', SIX_INCHES_MM - 25.4),
        ('w:right="720"', SIX_INCHES_MM - 12.7),
        ('w:start="1440" w:end="1440"', SIX_INCHES_MM - 50.8),
        ('w:left="9000"', 0),
    ],
)
def test_a_border_is_as_long_as_the_indents_let_it(indents: str, length_mm: float) -> None:
    below = block(run("Khi cài đặt")) + block(said=f"{bordered('top')}<w:ind {indents}/>")

    assert [pytest.approx(length_mm, abs=0.1)] == strokes(below)


def test_under_a_paragraph_of_two_lines_its_border_runs_under_the_last() -> None:
    two = block(f"{run('Khi')}<w:r><w:br/></w:r>{run('cài đặt')}", bordered("bottom"))

    assert [None, SIX_INCHES_MM] == strokes(two)


def test_the_line_of_an_empty_paragraph_is_given_to_words_of_its_own_column_that_have_none() -> None:
    line = block(said=bordered("top"))

    assert [SIX_INCHES_MM] == strokes(block(run("Khi")) + line + line)
    assert [SIX_INCHES_MM] == strokes(
        block(run("Khi"), bordered("bottom")) + block(said=f"{bordered('top')}<w:ind w:left='1440'/>")
    )
    assert [] == strokes(line)


def test_the_line_of_an_empty_paragraph_in_a_column_is_none_of_the_other_columns() -> None:
    right_alone = f"<w:tc>{block()}</w:tc><w:tc>{block(said=bordered('top'))}</w:tc>"

    assert [None] == strokes(table((f"<w:tc>{block(run('UBND'))}</w:tc><w:tc>{block()}</w:tc>", right_alone)))


@pytest.mark.parametrize(
    ("lined", "others", "is_lined"), [("Khi", "cài", False), ("Khic", "ài", True), ("Khi", "ca ", True)]
)
def test_a_line_is_underlined_where_most_of_its_letters_are(lined: str, others: str, is_lined: bool) -> None:
    (line,) = read_parts(block(run(lined, '<w:u w:val="single"/>') + run(others))).lines

    assert (line.width_mm if is_lined else None) == line.stroke_mm


@pytest.mark.parametrize("words", ["Khi cài đặt", "Khi cài đặt " * 40])
def test_a_line_is_as_wide_as_its_letters_and_no_wider_than_its_place(words: str) -> None:
    (line,) = read_parts(block(run(words, '<w:b/><w:sz w:val="28"/>'))).lines

    assert line.width_mm == pytest.approx(min(width_mm(words.strip(), 14, bold=True), SIX_INCHES_MM), abs=0.1)


def shape(prst: str, *extents: str) -> str:
    sizes = "".join(f"<a:ext {one}/>" for one in extents)
    geometry = f'<a:spPr><a:xfrm>{sizes}</a:xfrm><a:prstGeom prst="{prst}"/></a:spPr>'
    return f"<w:r><w:drawing><wp:inline>{geometry}</wp:inline></w:drawing></w:r>"


def old_line(start: str, end: str) -> str:
    return f'<w:r><w:pict><v:line from="{start}" to="{end}"/></w:pict></w:r>'


@pytest.mark.parametrize(
    ("drawn", "length_mm"),
    [
        (shape("line", 'cx="720000" cy="0"'), 20),
        (shape("straightConnector1", 'cx="720000" cy="0"'), 20),
        (shape("rect", 'cx="720000" cy="0"'), None),
        (shape("line", 'uri="x"', 'cx="360000" cy="0"', 'cx="720000" cy="0"'), 10),
        (shape("line", 'cx="x" cy="0"'), None),
        (shape("line"), None),
        (old_line("10pt,5pt", "82pt,5pt"), 25.4),
        (old_line("82pt,5pt", "10pt,5pt"), 25.4),
        (old_line("0,5", "144,5"), 50.8),
        (old_line("1in,0", "2in,0"), 25.4),
        (old_line("1.5cm,0", "2.5cm,0"), 10),
        (old_line("-5mm,0", "5mm,0"), 10),
        (old_line(" 1cm,0", "x,0"), None),
        (old_line("x,0", "1cm,0"), None),
        ('<w:r><w:pict><a:line from="0,5" to="144,5"/></w:pict></w:r>', None),
    ],
)
def test_a_drawn_line_is_measured_in_the_old_and_in_the_new_way_of_drawing(drawn: str, length_mm) -> None:
    assert [length_mm if length_mm is None else pytest.approx(length_mm, abs=0.1)] == strokes(block(run("Khi") + drawn))


def table(rows: tuple[str, ...], columns: int = 2) -> str:
    grid = "<w:gridCol/>" * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cells(*texts: str) -> str:
    return "".join(f"<w:tc>{block(run(text))}</w:tc>" for text in texts)


@pytest.mark.parametrize(
    ("texts", "sides", "in_table"),
    [
        (("Khi",), [Side.FULL], True),
        (("Khi", "cài"), [Side.LEFT, Side.RIGHT], False),
        (("Khi", "cài", "đặt"), [Side.LEFT, Side.RIGHT, Side.RIGHT], False),
        (("Khi", "cài", "đặt", "thì"), [Side.FULL] * 4, True),
    ],
)
def test_two_or_three_columns_are_those_of_a_head_or_foot_and_others_a_table(texts, sides, in_table: bool) -> None:
    lines = read_parts(table((cells(*texts),), len(texts))).lines

    assert [(side, in_table) for side in sides] == [(line.side, line.in_table) for line in lines]


def test_a_table_in_a_column_of_a_head_is_of_that_head_and_one_in_a_table_is_a_table() -> None:
    def within(outer: int) -> list[Line]:
        inner = f"<w:tc>{table((cells('Khi', 'cài'),))}{block()}</w:tc>"
        return list(read_parts(table((inner + cells(*["x"] * (outer - 1)),), outer)).lines)[:2]

    assert [(Side.LEFT, False), (Side.RIGHT, False)] == [(line.side, line.in_table) for line in within(2)]
    assert [(Side.FULL, True)] * 2 == [(line.side, line.in_table) for line in within(4)]


def test_words_of_a_cell_are_no_wider_than_the_cell() -> None:
    long = run("Khi cài đặt " * 20)
    widths = [
        line.width_mm
        for said in ('<w:tcPr><w:tcW w:w="1440" w:type="dxa"/></w:tcPr>', "")
        for line in read_parts(table((f"<w:tc>{said}{block(long)}</w:tc><w:tc>{block()}</w:tc>",))).lines
    ]

    assert [pytest.approx(25.4), pytest.approx(SIX_INCHES_MM / 2)] == widths


def test_a_page_has_the_size_and_the_margins_that_its_section_states() -> None:
    document, buffer = docx.Document(), io.BytesIO()
    (section,) = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(20),
        Mm(21),
        Mm(30),
        Mm(15),
    )
    document.save(buffer)

    (page,) = read_docx(buffer.getvalue()).pages

    stated = (page.width, page.height, page.top, page.bottom, page.left, page.right)
    assert pytest.approx((210, 297, 20, 21, 30, 15), abs=0.1) == stated


@pytest.mark.parametrize(
    ("unsaid", "length_mm"),
    [((), 165), (("left",), 195), (("right",), 180), (("left", "right"), 210)],
    ids=["both are said", "the right one is", "the left one is", "none is"],
)
def test_a_border_goes_to_the_papers_edge_where_no_margin_is_said(unsaid: tuple[str, ...], length_mm: int) -> None:
    document, buffer = docx.Document(), io.BytesIO()
    (section,) = document.sections
    section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(30), Mm(15)
    for side in unsaid:
        setattr(section, f"{side}_margin", None)
    ruled = document.add_paragraph("Khi cài đặt")
    ruled._p.get_or_add_pPr().append(parse_xml(f"<w:pPr {nsdecls('w')}>{bordered('bottom')}</w:pPr>")[0])
    document.save(buffer)

    (line,) = read_docx(buffer.getvalue()).lines

    assert line.stroke_mm == pytest.approx(length_mm, abs=0.1)


def field(instruction: str, said: str = "") -> str:
    return block(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>', said
    )


def simple_field(instruction: str) -> str:
    return block(f'<w:fldSimple w:instr="{instruction}">{run("1", "<w:b/>")}</w:fldSimple>')


@pytest.mark.parametrize(
    ("part", "numbered"),
    [
        (field(" PAGE "), 1),
        (simple_field(" PAGE \\* ARABIC "), 1),
        (block("<w:r><w:instrText/></w:r>") + field("PAGE"), 1),
        (field(" PAGEREF x "), 0),
        (field("DATE"), 0),
    ],
)
def test_a_page_number_is_a_field_in_the_upper_or_in_the_lower_margin(part: str, numbered: int) -> None:
    above, below = read_parts(block(run("x")), header=part), read_parts(block(run("x")), footer=part)

    assert [True] * numbered == [one.in_top_margin for one in above.numbers]
    assert [False] * numbered == [one.in_top_margin for one in below.numbers]
    assert {1} >= {one.page for one in above.numbers}
    assert bool(numbered) == above.numbers_known


def test_a_page_number_stands_where_its_paragraph_is_set_and_has_its_letters() -> None:
    (left,) = read_parts(block(run("x")), header=field("PAGE", '<w:jc w:val="start"/>')).numbers
    (centred,) = read_parts(block(run("x")), header=field("PAGE", '<w:jc w:val="center"/>')).numbers
    (bold,) = read_parts(block(run("x")), header=simple_field("PAGE")).numbers

    assert [Align.LEFT, Align.CENTRE] == [left.align, centred.align]
    assert [False, True] == [left.type.bold, bold.type.bold]


@pytest.mark.parametrize(("letters", "known"), [(3_500, False), (3_501, True)])
def test_that_no_page_is_numbered_means_something_of_what_no_single_page_holds(letters: int, known: bool) -> None:
    assert known == read_parts(block(run("x" * letters))).numbers_known


@pytest.mark.parametrize(
    ("runs", "parted"),
    [
        (("UBND HUYỆN\tCỘNG HÒA",), ["UBND HUYỆN", "CỘNG HÒA"]),
        (("\tUBND HUYỆN\tCỘNG HÒA",), ["UBND HUYỆN", "CỘNG HÒA"]),
        (("UBND", " HUYỆN\tCỘNG", " HÒA"), ["UBND HUYỆN", "CỘNG HÒA"]),
        (("UBND HUYỆN\tCỘNG\tHÒA",), ["UBND HUYỆN", "CỘNG HÒA"]),
        (("UBND HUYỆN\t", "CỘNG", "\tHÒA"), ["UBND HUYỆN", "CỘNG HÒA"]),
        (("UBND HUYỆN\t",), ["UBND HUYỆN"]),
        (("\tUBND HUYỆN",), ["UBND HUYỆN"]),
        (("1.\tUBND HUYỆN",), ["1. UBND HUYỆN"]),
        (("UBND HUYỆN\nCỘNG HÒA",), ["UBND HUYỆN", "CỘNG HÒA"]),
        (("UBND", "\nHUYỆN\n\nCỘNG", " HÒA"), ["UBND", "HUYỆN", "CỘNG HÒA"]),
    ],
)
def test_a_tab_parts_columns_and_a_break_parts_lines_wherever_runs_end(
    runs: tuple[str, ...], parted: list[str]
) -> None:
    def of(text: str) -> str:
        broken = text.replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
        return run(broken.replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>"))

    lines = read_parts(block("".join(of(one) for one in runs))).lines

    assert parted == [line.text for line in lines]
    assert len({line.paragraph for line in lines}) == 1


def test_each_paragraph_has_a_number_of_its_own() -> None:
    lines = read_parts(block(run("Khi")) + block() + block(run("cài"))).lines

    assert [1, 3] == [line.paragraph for line in lines]
    assert {1} == {line.page for line in lines}


def test_paragraphs_are_read_up_to_a_bound_those_of_tables_among_them(monkeypatch) -> None:
    monkeypatch.setattr(docx_reading, "MAX_PARAGRAPHS", 4)  # a file of python-docx has none of its own
    two = table((cells("Khi", "cài"),))

    assert 4 == len(read_parts(two + block(run("x")) * 2).lines)
    with pytest.raises(UnreadableError, match="4"):
        read_parts(two + block(run("x")) * 3)
