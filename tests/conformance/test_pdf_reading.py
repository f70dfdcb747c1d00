"""Letters of a PDF as lines: what parts two columns in a head and below it, and where a blank stands."""

from __future__ import annotations

from bluezone.conformance.pdf_reading import read_pdf
from bluezone.conformance.sheet import Line

_A_MM = 72 / 25.4


def lines_of(*drawn: tuple[float, float, bytes]) -> list[Line]:
    """Of a sheet A4 on which each text begins so many millimetres from its left and its upper edge."""
    words = b"\n".join(
        b"1 0 0 1 %.2f %.2f Tm %b" % (left * _A_MM, (297 - below) * _A_MM, text) for left, below, text in drawn
    )
    content = b"BT /F 14 Tf\n" + words + b"\nET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
    )
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 6\n0000000000 65535 f \n" + rows
    out += table + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return list(read_pdf(out).lines)


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
