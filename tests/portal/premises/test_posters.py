"""Posters at doors: read back by a decoder, as large as they have to be, with words of the app itself."""

from __future__ import annotations

import dataclasses
from importlib.resources import files

import pypdfium2 as pdfium
import pytest
import zxingcpp
from babel.messages.pofile import read_po
from PIL import Image, ImageEnhance

from bluezone.cli.portal.posters import left_over
from bluezone.documents.letters import IN_EVERY_FACE
from bluezone.documents.posters import Format, symbol_mm
from bluezone.portal.errors import RefusedError
from bluezone.portal.premises.codes import VALID_FOR
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.posters import HOW, OR_TYPE, SIZES, posters_of
from bluezone.portal.premises.selectors import codes_hanging_in
from bluezone.protocol.place_codes import spaced
from bluezone.protocol.venue import MAX_NAME_BYTES
from tests.support.documents.code_readers import by_zbar, by_zxing, has_zbar
from tests.support.documents.photographs import FILMED, photographed, pixels_of
from tests.support.portal.offices import NOW, TAN_TRAO, the_unit
from tests.support.portal.premises import INN, doors_of

LONGEST = dataclasses.replace(INN, name="W" * MAX_NAME_BYTES, address="W" * 80)


@pytest.fixture
def doors(office):
    return doors_of(office)


def picture(pdf: bytes, *, dpi: int = 100, page: int = 0) -> Image.Image:
    return pdfium.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("L")


def decoded(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("facts", [INN, LONGEST], ids=["an inn", "the longest name"])
def test_a_phone_reads_each_size(doors, size, facts):
    code = doors.approve(doors.registered(facts))

    assert [code.text] == decoded(picture(posters_of([code], size, now=NOW)))


@pytest.mark.parametrize("name", ["Bá", LONGEST.name])
def test_a_door_has_a_code_of_150_mm_and_more(doors, name):
    """As it stands on the paper, from its first dark module to its last."""
    code = doors.approve(doors.registered(dataclasses.replace(INN, name=name)))

    for size, least in (("A4", 150), ("A3", 210), ("table", 85)):
        page = picture(posters_of([code], size, now=NOW))
        (found,) = zxingcpp.read_barcodes(page)
        wide = (found.position.top_right.x - found.position.top_left.x) / 100 * 25.4
        assert wide == pytest.approx(symbol_mm(code.text, SIZES[size].code_mm), abs=1)
        assert wide >= least


def test_it_is_read_dim_tilted_and_small(doors):
    """A third of the light, turned by a quarter of a right angle, and so small that the code has 150 pixels."""
    code = doors.approve(doors.registered())
    seen = picture(posters_of([code], "A4", now=NOW), dpi=72)

    assert [code.text] == decoded(ImageEnhance.Brightness(seen).enhance(0.33))
    assert [code.text] == decoded(seen.rotate(22, expand=True, fillcolor=255))
    assert [code.text] == decoded(seen.resize((seen.width * 2 // 5, seen.height * 2 // 5), Image.Resampling.BILINEAR))


@pytest.mark.in_turn(of=2)
@pytest.mark.skipif(not has_zbar(), reason="zbar-tools is not installed; scripts/system-packages installs it")
@pytest.mark.parametrize(
    ("size", "facts", "metres", "module_px"),
    [("A4", LONGEST, 3, 2.5), ("A3", LONGEST, 3, 3.5), ("table", INN, 2, 2.4), ("table", LONGEST, 1.5, 2.9)],
    ids=["A4", "A3", "table", "table, the longest name"],
)
def test_two_readers_read_it_off_a_photograph_from_afar(doors, size, facts, metres, module_px):
    """By a phone of 12 megapixels, straight before it and past a corner, and at dusk. Names decide how fine the code
    is: the longest one makes 65 modules a side, which have so many pixels there."""
    code = doors.approve(doors.registered(facts))
    sheet = picture(posters_of([code], size, now=NOW), dpi=300)
    paper = SIZES[size]

    module_mm = (paper.code_mm - symbol_mm(code.text, paper.code_mm)) / 8
    assert module_px == pytest.approx(pixels_of(module_mm, metres), abs=0.06)
    for degrees, light in ((0, 1), (30, 1), (-30, 1), (30, 0.33)):
        seen = photographed(sheet, paper.width_mm, metres=metres, degrees=degrees, light=light)
        assert ([code.text], [code.text]) == (by_zxing(seen), by_zbar(seen)), f"{degrees}°, light {light}"


@pytest.mark.parametrize(("size", "metres"), [("A4", 1.2), ("A3", 1.7), ("table", 0.7)])
def test_the_scanner_of_our_pages_comes_nearer_for_its_pictures_are_smaller(doors, size, metres):
    """They have 1,280 pixels across, where a photograph has 4,000."""
    code = doors.approve(doors.registered(LONGEST))
    sheet = picture(posters_of([code], size, now=NOW), dpi=300)

    for degrees in (0, 30):
        near = photographed(sheet, SIZES[size].width_mm, metres=metres, degrees=degrees, size=FILMED)
        assert [code.text] == by_zxing(near)
        assert [] == by_zxing(photographed(sheet, SIZES[size].width_mm, metres=3, degrees=degrees, size=FILMED))


def test_it_says_the_place_whom_to_ask_and_until_when(doors):
    code = doors.approve(doors.registered())

    text = pdfium.PdfDocument(posters_of([code], "A4", now=NOW))[0].get_textpage().get_text_range()

    for said in (
        "Nhà nghỉ Hoa Mai",
        "Thôn Tân Lập",
        "Hỏi: 02073830123",
        f"đến {(NOW + VALID_FOR).day}/",
        HOW,
        f"{OR_TYPE} {spaced(code.typed)}",
    ):
        assert said in text


def test_a_poster_of_a_code_of_before_says_nothing_of_signs_to_type(doors):
    code = doors.approve(doors.registered())
    code.typed = ""

    text = pdfium.PdfDocument(posters_of([code], "A4", now=NOW))[0].get_textpage().get_text_range()

    assert HOW in text
    assert OR_TYPE not in text


def test_the_way_in_the_app_has_the_words_of_the_app():
    with files("bluezone.citizen").joinpath("locale/vi/LC_MESSAGES/citizen.po").open("rb") as file:
        vietnamese = read_po(file, locale="vi")

    said = [vietnamese.get(text).string for text in ("Places", "Scan a code at the door")]
    assert HOW == " › ".join(("Bluezone", *said))


def test_those_of_a_commune_stand_in_one_file_by_name(doors):
    doors.approved()
    doors.approved(dataclasses.replace(INN, name="An Bình"))

    codes = codes_hanging_in(the_unit(TAN_TRAO), NOW)
    pdf = posters_of(codes, "table", now=NOW)

    assert ["An Bình", "Nhà nghỉ Hoa Mai"] == [code.premises.name for code in codes]
    assert [[code.text] for code in codes] == [decoded(picture(pdf, page=at)) for at in range(2)]
    assert 2 == len(pdfium.PdfDocument(pdf))


def test_whatever_may_be_registered_can_be_set(doors):
    """With any sign that a name may have: a face that lacked one of them would stop its commune's posters."""
    signs = sorted(sign for sign in IN_EVERY_FACE if sign.isalpha())
    doors.approved()

    for at in range(0, len(signs), 60):
        Premises.objects.update(address="".join(signs[at : at + 60]))
        assert posters_of(codes_hanging_in(the_unit(TAN_TRAO), NOW), "A4", now=NOW)


def test_a_place_from_before_whose_sign_a_face_lacks_stops_nobodys_poster(doors):
    doors.approved(dataclasses.replace(INN, name="An Bình"))
    Premises.objects.filter(pk=doors.approved().pk).update(name="Quán 🐟")

    pdf = posters_of(codes_hanging_in(the_unit(TAN_TRAO), NOW), "table", now=NOW)

    assert 2 == len(pdfium.PdfDocument(pdf))


def test_what_phones_take_no_more_is_not_printed(doors):
    code = doors.approve(doors.registered())

    with pytest.raises(RefusedError, match="sign another one"):
        posters_of([code], "A4", now=NOW + VALID_FOR)
    with pytest.raises(RefusedError, match="sign another one"):
        posters_of([], "A4", now=NOW)
    assert {Format.DOOR_A4, Format.DOOR_A3, Format.TABLE} == set(SIZES.values())


def test_posters_of_an_earlier_run_that_are_not_written_anew_are_named(tmp_path):
    for name in ("1.pdf", "2.pdf", "all.pdf", "thư mời.pdf"):
        (tmp_path / name).touch()

    assert [str(tmp_path / "2.pdf")] == left_over(tmp_path, [str(tmp_path / "1.pdf"), str(tmp_path / "all.pdf")])
