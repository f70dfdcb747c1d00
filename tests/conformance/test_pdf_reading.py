"""Letters of a PDF as lines: what parts two columns in a head and below it, where a blank stands, how letters look,
what is a page's number and what a scan."""

from __future__ import annotations

import pytest

from bluezone.conformance import pdf_reading
from bluezone.conformance.pdf_reading import MAX_PAGE_MM, read_pdf
from bluezone.conformance.sheet import Align, Line, Sheet, Side
from bluezone.documents.errors import UnreadableError

_A_MM = 72 / 25.4


def sheet_of(*contents: bytes, box: str = "0 0 595.28 841.89", face: str = "Times-Roman") -> Sheet:
    """A page A4 of each content."""
    pages = [4 + 2 * number for number in range(len(contents))]
    font = b"<</Type/Font/Subtype/Type1/BaseFont/%b>>" % face.encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join(b"%d 0 R" % page for page in pages), len(pages)),
        font,
    ]
    for page, content in zip(pages, contents, strict=True):
        place = b"/MediaBox[%b]/Contents %d 0 R" % (box.encode(), page + 1)
        objects.append(b"<</Type/Page/Parent 2 0 R%b/Resources<</Font<</F 3 0 R>>>>>>" % place)
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(content), content))
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + rows
    out += table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return read_pdf(out)


def drawn(*texts: tuple[float, float, bytes], size: int = 14) -> bytes:
    """Texts that begin so many millimetres from the left and the upper edge."""
    words = b"\n".join(
        b"1 0 0 1 %.2f %.2f Tm %b" % (left * _A_MM, (297 - below) * _A_MM, text) for left, below, text in texts
    )
    return b"BT /F %d Tf\n" % size + words + b"\nET\n"


def lines_of(*texts: tuple[float, float, bytes]) -> list[Line]:
    return list(sheet_of(drawn(*texts)).lines)


def test_a_narrow_gap_near_the_middle_parts_a_head_and_no_line_below_it() -> None:
    apart = [(60.0, b"(ABCDEFGHIJK) Tj"), (99.0, b"(LMNOP) Tj")]

    head, below = (
        [line.text for line in lines_of(*((left, down, text) for left, text in apart))] for down in (20.0, 150.0)
    )

    assert ["ABCDEFGHIJK", "LMNOP"] == head
    assert ["ABCDEFGHIJK LMNOP"] == below


def test_columns_below_the_head_are_a_tables_and_those_of_the_head_are_none() -> None:
    columns = [(30.0, b"(ABC) Tj"), (150.0, b"(DEF) Tj")]

    head, below = ([line.in_table for line in lines_of(*((x, y, t) for x, t in columns))] for y in (20.0, 150.0))

    assert ([False, False], [True, True]) == (head, below)


def test_a_blank_stands_where_one_is_written_however_narrow() -> None:
    (line,) = lines_of((30.0, 150.0, b"-3.4 Tw (Khi cai dat) Tj"))

    assert "Khi cai dat" == line.text


def test_what_is_written_without_ink_is_not_read() -> None:
    (line,) = lines_of((30.0, 150.0, b"3 Tr (khong) Tj 0 Tr (Khi cai dat) Tj"))

    assert "Khi cai dat" == line.text


def beside(gap_pt: float, below: float = 150.0) -> list[str]:
    """A letter of ten points and another one so far behind it, near the left edge."""
    width_pt = 7.22  # of an A
    second = 30 + (width_pt + gap_pt) / _A_MM
    return [line.text for line in sheet_of(drawn((30.0, below, b"(A) Tj"), (second, below, b"(B) Tj"), size=10)).lines]


@pytest.mark.parametrize(
    ("gap_pt", "read"),
    [(1.6, ["AB"]), (1.8, ["A B"]), (15.8, ["A B"]), (16.2, ["A", "B"])],
    ids=["letters", "a blank", "a wide blank", "two columns"],
)
def test_a_gap_is_a_blank_from_a_sixth_of_a_letters_height_and_parts_columns_from_one_and_a_half(gap_pt, read) -> None:
    assert read == beside(gap_pt)


@pytest.mark.parametrize(
    ("middle_mm", "below", "parted"),
    [
        (100.8, 119, True),
        (86.1, 119, True),
        (115.5, 119, True),
        (85.6, 119, False),
        (116, 119, False),
        (100.8, 121, False),
    ],
)
def test_in_the_head_of_the_first_page_a_gap_of_a_letter_parts_near_the_middle(middle_mm, below, parted: bool) -> None:
    gap_mm = 10 / _A_MM
    at = middle_mm - gap_mm / 2 - 7.22 / _A_MM
    pair = drawn((at, below, b"(A) Tj"), (middle_mm + gap_mm / 2, below, b"(B) Tj"), size=10)

    first, second = (sheet_of(*pages).lines for pages in ((pair,), (b"", pair)))

    assert [2 if parted else 1, 1] == [len(first), len(second)]


@pytest.mark.parametrize(("lower_pt", "rows"), [(3.4, 1), (3.6, 2)])
def test_letters_are_of_one_row_where_their_feet_differ_by_less_than_a_quarter_of_their_height(lower_pt, rows) -> None:
    assert rows == len(lines_of((30.0, 150.0, b"(A) Tj"), (34.0, 150.0 + lower_pt / _A_MM, b"(B) Tj")))


def test_rows_are_read_from_top_to_bottom_and_their_letters_from_left_to_right() -> None:
    lines = lines_of((30.0, 160.0, b"(C) Tj"), (45.0, 150.0, b"(B) Tj"), (36.0, 150.0, b"(A) Tj"))

    assert ["A B", "C"] == [line.text for line in lines]


def test_a_line_stands_from_the_height_of_its_letters_to_their_feet() -> None:
    (line,) = lines_of((30.0, 150.0, b"(ABC) Tj"))
    box = line.box

    assert box is not None
    assert pytest.approx((30, 150 - 0.891 * 14 / _A_MM, 150, 150), abs=0.1) == (
        box.left,
        box.top,
        box.bottom,
        box.baseline,
    )
    assert pytest.approx((7.22 + 6.67 * 2) * 1.4 / _A_MM, abs=0.1) == line.width_mm == box.width
    assert 1 == line.page


@pytest.mark.parametrize(
    ("left", "words", "side"),
    [
        (30, b"(AAA) Tj", Side.LEFT),
        (120, b"(AAA) Tj", Side.RIGHT),
        (85, b"(AAAAAAAAAAAAAAAAAA) Tj", Side.RIGHT),
        (83, b"(AAAAAAAAAAAAAAAAAA) Tj", Side.FULL),
        (98, b"(AAAA) Tj", Side.FULL),
        (30, b"(AAAAAAAAAAAAAAAAAAAAAAAAAAA) Tj", Side.LEFT),
        (30, b"(AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA) Tj", Side.FULL),
    ],
)
def test_a_line_stands_at_the_side_on_which_its_middle_and_nearly_all_of_it_does(left, words: bytes, side) -> None:
    """A letter is 3.57 mm wide."""
    (line,) = lines_of((left, 150.0, words))

    assert side is line.side


@pytest.mark.parametrize(
    ("face", "family", "bold", "italic"),
    [
        ("Times-Roman", "Times-Roman", False, False),
        ("Times-Bold", "Times-Bold", True, False),
        ("Times-Italic", "Times-Italic", False, True),
        ("Times-BoldItalic", "Times-BoldItalic", True, True),
        ("ABCDEF+Tinos-Oblique", "Tinos-Oblique", False, True),
        ("ABCDE+Tinos-Black", "ABCDE+Tinos-Black", True, False),
        ("Tinos-Heavy", "Tinos-Heavy", True, False),
        ("Tinos-SemiBd", "Tinos-SemiBd", True, False),
    ],
)
def test_how_letters_look_is_told_by_their_faces_name(face: str, family: str, bold: bool, italic: bool) -> None:
    (line,) = sheet_of(drawn((30.0, 150.0, b"(A) Tj")), face=face).lines

    assert (family, bold, italic) == (line.type.family, line.type.bold, line.type.italic)


@pytest.mark.parametrize(
    ("matrix", "size_pt"),
    [
        (b"1 0 0 1", 14),
        (b"2 0 0 2", 28),
        (b"1 0 0 2", 28),
        (b"0.5 0 0 0.5", 7),
        (b"1 0 0.2 1", 14.28),
        (b"71.4 0 0 71.4", 999.6),
    ],
)
def test_letters_are_as_large_as_their_matrix_makes_them(matrix: bytes, size_pt: float) -> None:
    (line,) = sheet_of(b"BT /F 14 Tf %b 100 400 Tm (A) Tj ET" % matrix).lines

    assert size_pt == line.type.size_pt


@pytest.mark.parametrize("matrix", [b"0 1 -1 0", b"-1 0 0 -1", b"71.43 0 0 71.43"])
def test_letters_that_are_turned_or_beyond_all_paper_are_not_read(matrix: bytes) -> None:
    assert () == sheet_of(b"BT /F 14 Tf %b 100 400 Tm (A) Tj ET" % matrix).lines


def test_letters_have_the_colour_in_which_they_are_filled() -> None:
    (line,) = sheet_of(b"1 0.2 0 rg\n" + drawn((30.0, 150.0, b"(A) Tj"))).lines

    assert (255, 51, 0) == line.type.colour


def test_a_change_of_type_begins_a_run_and_a_blank_between_them_is_kept() -> None:
    (line,) = lines_of((30.0, 150.0, b"(Khi ) Tj /F 10 Tf (cai) Tj"))

    assert [("Khi", 14), (" cai", 10)] == [(run.text, run.type.size_pt) for run in line.runs]


def numbered(*texts: tuple[float, float, bytes]) -> Sheet:
    """Two pages, with these texts on each."""
    page = drawn((30.0, 150.0, b"(Khi cai dat) Tj"), *texts)
    return sheet_of(page, page)


@pytest.mark.parametrize(
    ("left", "below", "text", "aligns"),
    [
        (105, 12, b"(2) Tj", [Align.CENTRE]),
        (105, 24.9, b"(2) Tj", [Align.CENTRE]),
        (105, 25.1, b"(2) Tj", []),
        (103, 12, b"(- 2 -) Tj", [Align.CENTRE]),
        (101, 12, b"(1234) Tj", [Align.CENTRE]),
        (100, 12, b"(12345) Tj", []),
        (103, 12, b"(Trang 2) Tj", []),
        (115.5, 12, b"(2) Tj", [Align.CENTRE]),
        (116.5, 12, b"(2) Tj", [Align.RIGHT]),
        (92, 12, b"(2) Tj", [Align.CENTRE]),
        (91, 12, b"(2) Tj", [Align.LEFT]),
    ],
)
def test_a_number_alone_in_the_top_margin_of_a_later_page_is_that_pages(left, below, text: bytes, aligns) -> None:
    sheet = numbered((left, below, text))

    assert [(2, align, True) for align in aligns] == [(one.page, one.align, one.in_top_margin) for one in sheet.numbers]
    assert [1, 1, 2, *([] if aligns else [2])] == [line.page for line in sheet.lines]


def test_whether_pages_are_numbered_shows_where_there_are_several() -> None:
    page = drawn((30.0, 150.0, b"(Khi cai dat) Tj"))

    assert [False, True] == [sheet_of(*[page] * many).numbers_known for many in (1, 2)]
    assert ("pdf", pytest.approx(210, abs=0.01), pytest.approx(297, abs=0.01)) == (
        (sheet := sheet_of(page)).source,
        sheet.pages[0].width,
        sheet.pages[0].height,
    )


def picture(share: float) -> bytes:
    """Over the whole width of a page, and so much of its height."""
    return b"q 595.28 0 0 %.2f 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n" % (841.89 * share)


def letters(many: int) -> bytes:
    rows = [min(50, many - at) for at in range(0, many, 50)]
    return drawn(*((5.0, 100.0 + 10 * at, b"(%b) Tj" % (b"i" * row)) for at, row in enumerate(rows)))


@pytest.mark.parametrize(
    ("share", "many", "is_scan"), [(1, 0, True), (0.61, 0, True), (0.59, 0, False), (1, 199, True), (1, 200, False)]
)
def test_a_page_is_a_scan_under_a_picture_and_fewer_than_two_hundred_letters(share, many: int, is_scan: bool) -> None:
    assert is_scan == sheet_of(picture(share) + letters(many)).scanned


@pytest.mark.parametrize(("pictures", "pages", "is_scan"), [(1, 1, True), (1, 2, False), (2, 3, True), (2, 4, False)])
def test_a_document_is_a_scan_where_most_of_its_pages_are(pictures: int, pages: int, is_scan: bool) -> None:
    assert is_scan == sheet_of(*[picture(1)] * pictures, *[letters(1)] * (pages - pictures)).scanned


def rectangle(left: float, below: float, width: float, height: float) -> bytes:
    """Filled, so many millimetres from the left and with its lower edge so far below the upper edge of the page."""
    return b"%.2f %.2f %.2f %.2f re f\n" % (left * _A_MM, (297 - below) * _A_MM, width * _A_MM, height * _A_MM)


def test_what_is_drawn_around_a_line_is_its_stroke_its_frame_or_its_table() -> None:
    word = drawn((30.0, 150.0, b"(Khi cai dat) Tj"))
    stroke, frame = rectangle(30, 152, 20, 0.3), rectangle(25, 155, 40, 12)
    walls = rectangle(25, 160, 0.3, 20) + rectangle(70, 160, 0.3, 20)

    (plain,), (lined,), (framed,), (in_table,) = (sheet_of(ink + word).lines for ink in (b"", stroke, frame, walls))

    assert (None, False, False) == (plain.stroke_mm, plain.framed, plain.in_table)
    assert pytest.approx(20, abs=0.1) == lined.stroke_mm
    assert [True, True] == [framed.framed, in_table.in_table]


@pytest.mark.parametrize(("below", "page", "in_table"), [(64, 1, False), (66, 1, True), (64, 2, True)])
def test_walls_in_the_head_of_the_first_page_are_no_tables(below: float, page: int, in_table: bool) -> None:
    """Its letters are 4.4 mm high, and the head six centimetres."""
    walls = rectangle(25, 100, 0.3, 60) + rectangle(70, 100, 0.3, 60)
    content = walls + drawn((30.0, below, b"(Khi cai dat) Tj"))

    (line,) = sheet_of(*[b""] * (page - 1), content).lines

    assert in_table == line.in_table


@pytest.mark.parametrize(("below", "page", "in_table"), [(124, 1, False), (125, 1, True), (20, 2, True)])
def test_columns_are_a_tables_below_twelve_centimetres_of_the_first_page_and_on_later_ones(
    below, page, in_table
) -> None:
    columns = drawn((30.0, below, b"(ABC) Tj"), (150.0, below, b"(DEF) Tj"))

    assert [in_table] * 2 == [line.in_table for line in sheet_of(*[b""] * (page - 1), columns).lines]


def test_a_document_of_more_pages_than_any_paper_is_refused_and_one_of_as_many_read() -> None:
    assert 300 == len(sheet_of(*[b""] * 300).pages)
    with pytest.raises(UnreadableError, match="300"):
        sheet_of(*[b""] * 301)


def test_a_page_larger_than_any_paper_is_refused() -> None:
    most_pt = MAX_PAGE_MM * _A_MM

    for box in (f"0 0 {most_pt:.2f} 100", f"0 0 100 {most_pt:.2f}"):
        assert sheet_of(b"", box=box).pages
    for box in (f"0 0 {most_pt + 1:.2f} 100", f"0 0 100 {most_pt + 1:.2f}"):
        with pytest.raises(UnreadableError):
            sheet_of(b"", box=box)


def test_letters_are_counted_on_a_page_and_over_all_pages_up_to_a_bound(monkeypatch) -> None:
    monkeypatch.setattr(pdf_reading, "MAX_LETTERS", 6)
    three, four = letters(3), letters(4)

    assert 2 == len(sheet_of(three, three).lines)
    for beyond in ((three, four), (letters(7),)):
        with pytest.raises(UnreadableError, match="6 letters"):
            sheet_of(*beyond)


def test_letters_without_ink_count_on_their_page_although_nobody_reads_them(monkeypatch) -> None:
    monkeypatch.setattr(pdf_reading, "MAX_LETTERS", 6)
    within, beyond = (drawn((30.0, 150.0, b"3 Tr (%b) Tj" % (b"A" * many))) for many in (6, 7))

    assert () == sheet_of(within, within).lines
    with pytest.raises(UnreadableError, match="6 letters"):
        sheet_of(beyond)


def test_what_is_drawn_on_a_page_is_looked_at_up_to_a_bound(monkeypatch) -> None:
    monkeypatch.setattr(pdf_reading, "MAX_PATHS", 2)
    stroke = rectangle(30, 152, 20, 0.3)

    assert 1 == len(sheet_of(stroke * 2 + drawn((30.0, 150.0, b"(A) Tj"))).lines)
    with pytest.raises(UnreadableError, match="2 "):
        sheet_of(stroke * 3)


@pytest.mark.parametrize(
    ("left", "below", "is_read"), [(3_900, 150, True), (4_100, 150, False), (-4_100, 150, False), (30, 4_400, False)]
)
def test_letters_far_beyond_the_page_are_not_read(left: float, below: float, is_read: bool) -> None:
    assert is_read == bool(lines_of((left, below, b"(A) Tj")))
