"""What lies so deep in a signature's look that one reader draws it and another does not is no signature's look."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from bluezone.documents.errors import SignatureError
from bluezone.documents.signing import Changes, Spot, check_returned, issue_paper, sign_pdf, verify_pdf
from bluezone.documents.signing.nesting import DEEPEST, are_looks_flat
from tests.documents.signing.test_overlaying import SENT, _places
from tests.support.documents.certificates import body, person, seal_image, signature_image
from tests.support.documents.issued import ISSUE, NOW, ONCE, ROOTS
from tests.support.documents.papers import letter

WIDE, HIGH = 170, 127
SHEET = b"1 1 1 rg 0 0 %d %d re f" % (WIDE, HIGH)
BESIDES = 3
"""Streams around a look that is one page of PDF: the field's, that page's, its words."""


def nested(depth: int, sheet: bytes = SHEET, *, has_box: bool = True) -> bytes:
    """A page on which a white sheet is drawn by a form within so many others."""
    writer = PdfFileWriter()
    name, numbers = generic.NameObject, (0, 0, WIDE, HIGH)
    box = generic.ArrayObject(map(generic.NumberObject, numbers))

    def form(data: bytes, held: generic.IndirectObject | None = None) -> generic.IndirectObject:
        head = {name("/Type"): name("/XObject"), name("/Subtype"): name("/Form")}
        head |= {name("/BBox"): box} if has_box else {}
        return writer.add_object(generic.StreamObject({**head, name("/Resources"): holding(held)}, stream_data=data))

    def holding(held: generic.IndirectObject | None) -> generic.DictionaryObject:
        found = generic.DictionaryObject({name("/X"): held} if held is not None else {})
        return generic.DictionaryObject({name("/XObject"): found})

    held = form(sheet)
    for _ in range(depth):
        held = form(b"/X Do", held)
    words = writer.add_object(generic.StreamObject(stream_data=b"/X Do"))
    writer.insert_page(PageObject(contents=words, media_box=box, resources=holding(held)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def over_post_and_name(depth: int, sheet: bytes = SHEET) -> bytes:
    """A paper that the seal lies over, once its person has signed."""
    once = sign_pdf(SENT, person(), field="NguoiKy", now=NOW)
    place = next(iter(_places(SENT)))
    return sign_pdf(once, body(), field="ConDau", now=NOW, spot=Spot(*place, 60, 45, nested(depth, sheet)))


def test_a_sheet_that_one_reader_does_not_draw_comes_back_from_no_tool() -> None:
    """pdfium, by which all is judged here, shows post and name; whoever opens the paper elsewhere sees neither."""
    with pytest.raises(SignatureError, match="beyond its signatures"):
        check_returned(SENT, over_post_and_name(45), ROOTS, now=NOW)


@pytest.mark.parametrize(
    "before",
    [
        *(b"", b"%(\n", b"(%) Tj\n", b"(()%) Tj ", b"(\\(%) Tj ", b"<41 % > Tj ", b"<41 (> Tj "),
        *(b"BI /W 8 /H 1 /BPC 1 /CS /G ID %s EI " % each for each in (b"%", b"(")),
    ],
)
def test_nor_one_that_is_cut_by_a_number_that_it_does_not_read(before: bytes) -> None:
    sheet = before + b"0 0 99999999999 99999999999 re W n %)\n" + SHEET

    with pytest.raises(SignatureError, match="beyond its signatures"):
        check_returned(SENT, over_post_and_name(0, sheet), ROOTS, now=NOW)


@pytest.mark.parametrize(
    "odd", [b"0 0 --9 --9 re W n", b"0 0 1-1 9 re W n", b"0 0 9 9 re Wn", b"0 0 1e3 9 re W n", b"Q9", b"BI ID  EI"]
)
def test_nor_by_what_one_reader_takes_apart_otherwise(odd: bytes) -> None:
    signed = sign_pdf(ONCE, body(), field="Khac", now=NOW, spot=Spot(1, 30, 8, 60, 8, nested(0, odd + b"\n" + SHEET)))

    assert not are_looks_flat(PdfFileReader(io.BytesIO(signed)))


def test_a_telephone_number_that_is_written_and_a_name_of_digits_are_no_numbers_that_draw() -> None:
    words = b"/X1234567890 gs q 1 w (0123456789 \\) 2147483648) Tj <012345678901> Tj 0.123456789012 0 m Q"
    signed = sign_pdf(ONCE, body(), field="Khac", now=NOW, spot=Spot(1, 30, 8, 60, 8, nested(0, words)))

    assert are_looks_flat(PdfFileReader(io.BytesIO(signed)))


def test_a_sheet_without_a_box_of_its_own_is_not_flat() -> None:
    """One reader cuts all of it away, and others nothing."""
    signed = sign_pdf(ONCE, body(), field="Khac", now=NOW, spot=Spot(1, 30, 8, 60, 8, nested(0, has_box=False)))

    assert not are_looks_flat(PdfFileReader(io.BytesIO(signed)))


def test_it_breaks_the_signature_before_it() -> None:
    deep = sign_pdf(ONCE, body(), field="Khac", now=NOW, spot=Spot(1, 30, 8, 60, 8, nested(45)))

    first, second = verify_pdf(deep, ROOTS, now=NOW)

    assert (False, Changes.OTHER, True) == (first.holds, first.changes, second.holds)


@pytest.mark.parametrize(("depth", "is_flat"), [(0, True), (DEEPEST - BESIDES, True), (DEEPEST - BESIDES + 1, False)])
def test_a_look_has_so_many_streams_within_each_other(depth: int, is_flat: bool) -> None:
    signed = sign_pdf(ONCE, body(), field="Khac", now=NOW, spot=Spot(1, 30, 8, 60, 8, nested(depth)))

    assert is_flat is are_looks_flat(PdfFileReader(io.BytesIO(signed)))


def drawn_by(look: generic.StreamObject) -> PdfFileReader:
    """A file of whose form this draws the one field."""
    writer = PdfFileWriter()
    field = generic.DictionaryObject()
    field["/AP"] = generic.DictionaryObject({generic.NameObject("/N"): writer.add_object(look)})
    fields = generic.ArrayObject([writer.add_object(field)])
    writer.root["/AcroForm"] = generic.DictionaryObject({generic.NameObject("/Fields"): fields})
    for again in look.get("/Again", ()):
        again.append(field["/AP"].raw_get("/N"))
    out = io.BytesIO()
    writer.write(out)
    return PdfFileReader(io.BytesIO(out.getvalue()))


def with_a_box(**besides: generic.PdfObject) -> dict[generic.NameObject, generic.PdfObject]:
    return {generic.NameObject(f"/{name}"): one for name, one in (("BBox", generic.ArrayObject()), *besides.items())}


def test_a_look_that_draws_itself_is_not_flat_and_ends() -> None:
    again = generic.ArrayObject([generic.ArrayObject()])

    assert not are_looks_flat(drawn_by(generic.StreamObject(with_a_box(Again=again), stream_data=SHEET)))


@pytest.mark.parametrize("packed", ["JPXDecode", "Nothing", "FlateDecode"])
def test_what_cannot_be_unpacked_here_is_not_flat(packed: str) -> None:
    """A filter that is not known here, or bytes that are none of it: another reader may draw them."""
    named = generic.NameObject(f"/{packed}")

    assert are_looks_flat(drawn_by(generic.StreamObject(with_a_box(), stream_data=SHEET)))
    assert not are_looks_flat(drawn_by(generic.StreamObject(with_a_box(Filter=named), encoded_data=SHEET)))


def test_what_offices_and_tools_draw_is_flat() -> None:
    seen = issue_paper(
        letter(), ISSUE, person=person(), body=body(), now=NOW, signature=signature_image(), seal=seal_image()
    )

    for pdf in (SENT, ONCE, seen):
        assert are_looks_flat(PdfFileReader(io.BytesIO(pdf)))
