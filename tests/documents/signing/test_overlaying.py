"""A further signature may be drawn anywhere, and must not hide what an earlier one has signed."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdfium2 import raw

from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.documents.signing import SealImage, Spot, check_returned, issue_paper, sign_pdf, verify_pdf
from bluezone.documents.signing.overlaying import lies_over_print
from bluezone.documents.typesetting import set_stamp
from tests.support.documents.certificates import body, ink, person, plain_signer, seal_image, signature_image
from tests.support.documents.issued import ISSUE, NOW, ONCE, OTHER_WORDS, ROOTS, SENT, TWICE, UNSIGNED
from tests.support.documents.papers import letter

Box = tuple[float, float, float, float]


def over(y_mm: float, height_mm: float = 40) -> Spot:
    """As wide as the text, so far down the first page."""
    return Spot(1, 30, y_mm, 150, height_mm, OTHER_WORDS)


def test_a_signature_over_words_that_were_signed_is_told() -> None:
    hidden = sign_pdf(ONCE, plain_signer(), field="Khac", now=NOW, spot=over(120))

    first, second = verify_pdf(hidden, ROOTS, now=NOW)

    assert (True, True, True) == (first.holds, first.overlaid, second.holds)
    assert not second.overlaid


def test_a_signature_where_nothing_is_printed_is_not() -> None:
    beside = sign_pdf(ONCE, plain_signer(), field="Khac", now=NOW, spot=over(8, 8))

    assert [False, False] == [signature.overlaid for signature in verify_pdf(beside, ROOTS, now=NOW)]


def test_a_sheet_to_which_nothing_came_hides_nothing() -> None:
    sheet = set_stamp({"lines": ["không"], "width_mm": 150, "height_mm": 40}, now=NOW)

    assert not lies_over_print(sheet, sheet)


def test_signatures_in_the_places_that_were_made_for_them_hide_nothing() -> None:
    seen = issue_paper(
        letter(), ISSUE, person=person(), body=body(), now=NOW, signature=signature_image(), seal=seal_image()
    )

    for pdf in (TWICE, seen):
        assert [False, False] == [signature.overlaid for signature in verify_pdf(pdf, ROOTS, now=NOW)]


@pytest.mark.parametrize("y_mm", [30, 120])
def test_a_paper_does_not_come_back_with_a_signature_over_its_words(y_mm: float) -> None:
    hidden = sign_pdf(SENT, person(), field="Signature1", now=NOW, spot=over(y_mm))

    with pytest.raises(SignatureError, match="over words"):
        check_returned(SENT, hidden, ROOTS, now=NOW)


def test_a_tools_own_field_may_reach_over_post_and_name() -> None:
    """The place of a signature is between them, and a seal of real size is larger than it."""
    once = sign_pdf(SENT, person(), field="NguoiKy", now=NOW)
    place = next(iter(_places(SENT)))
    sealed = sign_pdf(once, body(), field="ConDau", now=NOW, spot=Spot(*place, 34, 34, seal_image()))

    assert 2 == len(check_returned(SENT, sealed, ROOTS, now=NOW))


def _places(pdf: bytes) -> list[tuple[int, float, float]]:
    """Page, and in millimetres 5 above and left of the top left corner, of each prepared field."""
    found = []
    for number, page in enumerate(pdfium.PdfDocument(pdf), start=1):
        for place in range(raw.FPDFPage_GetAnnotCount(page)):
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(raw.FPDFPage_GetAnnot(page, place), box)
            found.append((number, box.left * 25.4 / 72 - 5, 297 - box.top * 25.4 / 72 - 5))
    return found


# --- small, many, beside, and in print only ---------------------------------------------------------------------------


def with_boxes(pdf: bytes, boxes: Iterable[Box], *, flags: int = 132, named: str = "Them") -> bytes:
    """The same with a field for a further signature in each of these places, on its first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page, _ = writer.find_page_for_modification(0)
    for number, (left, bottom, right, top) in enumerate(boxes):
        append_signature_field(writer, SigFieldSpec(f"{named}{number}", on_page=0, box=(0, 0, 0, 0)))
        field = writer.root["/AcroForm"]["/Fields"][-1]
        field["/Rect"] = generic.ArrayObject(map(generic.FloatObject, (left, bottom, right, top)))
        field["/F"] = generic.NumberObject(flags)
    writer.update_container(page.get_object())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sheet(colour: str, size: tuple[int, int]) -> bytes:
    """A look that nothing is seen through, as large as its place."""
    drawn, out = io.BytesIO(), io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, "PDF")
    pdfium.PdfDocument(drawn.getvalue()).save(out)
    return out.getvalue()


def place_of(words: str) -> Box:
    """Where these words stand on the first page."""
    with pdfium.PdfDocument(ONCE) as document:
        text = document[0].get_textpage()
        at, count = text.search(words).get_next()
        boxes = [text.get_charbox(number) for number in range(at, at + count)]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return min(lefts), min(bottoms), max(rights), max(tops)


@pytest.mark.parametrize("height", [0.05, 0.9, 1.2])
def test_strips_hide_what_one_of_them_does_not(height: float) -> None:
    left, bottom, right, top = place_of("07/8/2020")
    count = int((top - bottom) / height) + 1
    strips = [(left, bottom + at * height, right, bottom + (at + 1) * height) for at in range(min(count, 40))]

    assert lies_over_print(ONCE, with_boxes(ONCE, strips))


@pytest.mark.parametrize("words", ["8", ".", ","])
def test_one_sign_is_enough(words: str) -> None:
    assert lies_over_print(ONCE, with_boxes(ONCE, [place_of(words)]))


@pytest.mark.parametrize(("beside", "is_told"), [(0.5, True), (3.5, True), (7, True), (12, False)])
def test_a_cipher_beside_a_number_and_a_word_behind_a_blank_are_told(beside: float, is_told: bool) -> None:
    """Behind the last word of the text, where nothing follows: with a blank between, "Hủy bỏ." is read as its end."""
    _, bottom, right, top = place_of("26/8/2020./.")

    assert is_told is lies_over_print(ONCE, with_boxes(ONCE, [(right + beside, bottom, right + beside + 40, top)]))


@pytest.mark.parametrize(("ends_mm", "is_told"), [(15.0, False), (15.2, True)])
def test_a_signature_may_reach_over_print_up_to_fifteen_millimetres_from_a_place_that_was_made(
    ends_mm: float, is_told: bool
) -> None:
    """A bar a point wide ends so far from the place."""
    beside = 200 + ends_mm * 72 / 25.4
    prepared = with_boxes(with_bar(UNSIGNED, (beside - 1, 780, beside, 800)), [(100, 770, 200, 810)], named="Cho")

    added = with_boxes(prepared, [(150, 770, 260, 810)])

    assert is_told is lies_over_print(prepared, added, has_places=True)


def with_bar(pdf: bytes, box: Box) -> bytes:
    """The same with a black bar printed on its first page, which holds nothing else."""
    left, bottom, right, top = box
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    page = writer.root["/Pages"]["/Kids"][0]
    bar = b"0 g %.3f %.3f %.3f %.3f re f" % (left, bottom, right - left, top - bottom)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=bar))
    writer.update_container(page)
    writer.write(out)
    return out.getvalue()


def test_what_is_not_seen_on_screen_is_told_too() -> None:
    only_in_print = 4 | 32

    assert lies_over_print(ONCE, with_boxes(ONCE, [place_of("07/8/2020")], flags=only_in_print))


def test_fields_that_take_no_room_hide_nothing() -> None:
    assert not lies_over_print(ONCE, with_boxes(ONCE, [(0, 0, 0, 0)] * 3))


def test_a_field_that_was_there_may_not_wipe_out_what_stands_under_it() -> None:
    """It was empty when the first signed, who read the words through it."""
    left, bottom, right, top = place_of("07/8/2020")
    prepared = with_boxes(UNSIGNED, [(left - 2, bottom - 2, right + 2, top + 2)])
    once = sign_pdf(prepared, person(), field="NguoiKy", now=NOW)
    looks = (SealImage(ink((210, 20, 20)), 34), sheet("white", (600, 150)), sheet("black", (600, 150)))

    signed = [sign_pdf(once, body(), field="Them0", now=NOW, spot=Spot(1, 0, 0, 1, 1, look)) for look in looks]

    assert [False, True, True] == [lies_over_print(once, pdf) for pdf in signed]


@pytest.mark.parametrize("colour", ["white", "black"])
def test_a_tools_own_field_may_not_wipe_out_post_and_name(colour: str) -> None:
    place = next(iter(_places(SENT)))
    sealed = sign_pdf(SENT, person(), field="ConDau", now=NOW, spot=Spot(*place, 60, 40, sheet(colour, (600, 400))))

    with pytest.raises(SignatureError, match="over words"):
        check_returned(SENT, sealed, ROOTS, now=NOW)


@pytest.mark.parametrize("word", ["Hoàng", "Thử"])
def test_one_word_blotted_out_among_those_that_are_left_is_told(word: str) -> None:
    """Post and name around it can be read, so of all that stands there little is gone."""
    place = next(iter(_places(SENT)))
    blotted = sign_pdf(SENT, person(), field="ConDau", now=NOW, spot=Spot(*place, 60, 45, blot(place, place_of(word))))

    with pytest.raises(SignatureError, match="over words"):
        check_returned(SENT, blotted, ROOTS, now=NOW)


def blot(place: tuple[int, float, float], word: Box) -> SealImage:
    """A bar over this word in a picture of 60 by 45 mm, of which the rest is not there."""
    _, across_mm, down_mm = place
    left, bottom, right, top = (edge * 25.4 / 72 for edge in word)
    drawn, out = Image.new("RGBA", (1200, 900), (255, 255, 255, 0)), io.BytesIO()
    edges = (left - across_mm, 297 - top - down_mm, right - across_mm, 297 - bottom - down_mm)
    ImageDraw.Draw(drawn).rectangle([edge * 20 for edge in edges], fill=(210, 20, 20, 255))
    drawn.save(out, "PNG")
    return SealImage(out.getvalue(), 60)


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(UnreadableError):
        lies_over_print(b"hello", ONCE)
