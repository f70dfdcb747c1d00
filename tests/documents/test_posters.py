"""Posters are read by eyes from three metres and by phones from an arm's length; slips by whoever takes them home."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import raw

from bluezone.documents import fonts, posters
from bluezone.documents.errors import PaperError
from bluezone.documents.posters import (
    MAX_POSTERS,
    Format,
    Poster,
    Slip,
    qr_drawing,
    set_poster,
    set_posters,
    set_slips,
    symbol_mm,
)
from bluezone.documents.words import Reason
from tests.support.documents.papers import NOW

CODE = "BLUEZONE:1:" + "A7K2M9QX" * 20
POSTER = Poster(
    lines=("Quét mã khi vào", "Bật Bluetooth", "Đeo khẩu trang"),
    code=CODE,
    place="Nhà văn hóa xã Tân Trào",
    under_code="hoặc nhập mã: TTRAO-2468",
    small_print=("Mã có giá trị đến 30/9/2020.", "Trạm Y tế xã Tân Trào: 0207 000 0000"),
)
SLIP = Slip(
    title="Mã xác thực của bạn",
    secret="K7P2M9QX",
    steps=("Mở Bluezone, chạm Tôi có mã.", "Nhập mã hoặc quét hình.", "Xem những gì sẽ gửi, rồi chọn."),
    valid_until="Mã dùng một lần, đến 20 giờ 00 ngày 12/8/2020.",
    contact="Trung tâm Y tế huyện Sơn Dương: 0207 000 0000",
)


def picture(pdf: bytes, *, dpi: int = 100, page: int = 0) -> Image.Image:
    return pdfium.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("L")


def decoded(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("paper", [Format.A4, Format.A5])
def test_a_phone_reads_the_code_of_a_poster(paper: Format) -> None:
    assert [CODE] == decoded(picture(set_poster(replace(POSTER, format=paper), now=NOW)))


def test_a_phone_reads_it_from_a_bad_copy() -> None:
    """Black and white only, at the resolution of a fax."""
    copy = picture(set_poster(POSTER, now=NOW), dpi=72).point(lambda grey: 255 if grey > 140 else 0)

    assert [CODE] == decoded(copy)


@pytest.mark.parametrize("paper", [Format.A4, Format.A5])
def test_the_lines_are_tall_enough_for_their_distance(paper: Format) -> None:
    """The capital B of Bluetooth is as tall as the capitals of all three lines."""
    text = pdfium.PdfDocument(set_poster(replace(POSTER, format=paper), now=NOW))[0].get_textpage()
    place = text.get_text_range().index("Bluetooth")

    _, bottom, _, top = text.get_charbox(place)

    assert (top - bottom) / 72 * 25.4 >= paper.metres * 1000 / 250


def test_a_poster_of_one_page_has_the_size_of_its_paper() -> None:
    document = pdfium.PdfDocument(set_poster(replace(POSTER, format=Format.A5), now=NOW))

    assert (1, 148, 210) == (len(document), *(round(side / 72 * 25.4) for side in document[0].get_size()))


def test_nothing_on_it_is_coloured() -> None:
    image = pdfium.PdfDocument(set_poster(POSTER, now=NOW))[0].render(scale=1).to_pil().convert("RGB")

    colours = image.getcolors(1 << 20) or []
    assert [] == [colour for _, colour in colours if max(colour) - min(colour) > 8]


def test_its_pictures_are_lines_and_not_pixels() -> None:
    page = pdfium.PdfDocument(set_poster(POSTER, now=NOW))[0]

    assert [] == list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: replace(POSTER, lines=("Xin vui lòng quét mã này khi vào",)), "too long to be read from 3 metres"),
        (lambda: replace(POSTER, lines=("a", "b", "c", "d")), "one to 3 lines"),
        (lambda: replace(POSTER, lines=()), "one to 3 lines"),
        (lambda: replace(POSTER, code=""), "1 to 600"),
        (lambda: replace(POSTER, code="a" * 601), "1 to 600"),
        (lambda: replace(POSTER, code="ạ" * 580, format=Format.A5), "too much"),
        (lambda: replace(POSTER, place="a\nb"), "plain"),
        (lambda: replace(SLIP, secret="a-b-c"), "letters and digits"),
        (lambda: replace(SLIP, secret="abc"), "letters and digits"),
        (lambda: replace(SLIP, steps=()), "steps"),
        (lambda: set_slips([], now=NOW), "between one"),
    ],
)
def test_what_nobody_could_read_is_refused(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(PaperError, match=said):
        wrong()


WORDY = "Xin mời bà con quét mã trước khi vào, giữ khoảng cách và rửa tay thường xuyên bằng xà phòng, " * 2


@pytest.mark.parametrize("paper", [Format.A4, Format.A5])
def test_a_poster_that_would_need_a_second_page_is_refused(paper: Format) -> None:
    wordy = replace(POSTER, small_print=(WORDY[:120],) * 4, place=WORDY[:80], format=paper)

    with pytest.raises(PaperError, match="does not fit"):
        set_poster(replace(wordy, lines=("Quét mã", "Bật", "Đeo"), under_code=WORDY[:80]), now=NOW)


def test_steps_that_would_run_into_the_next_slip_are_refused() -> None:
    with pytest.raises(PaperError, match="do not fit on a slip"):
        set_slips([replace(SLIP, steps=(WORDY[:160],) * 6)], now=NOW)


def test_slips_come_two_on_a_page_and_each_code_is_read() -> None:
    slips = [replace(SLIP, secret=secret) for secret in ("K7P2M9QX", "AAAA1111", "ZZZZ9999")]

    pdf = set_slips(slips, now=NOW)

    assert 2 == len(pdfium.PdfDocument(pdf))
    assert {"K7P2M9QX", "AAAA1111"} == set(decoded(picture(pdf)))
    assert ["ZZZZ9999"] == decoded(picture(pdf, page=1))


def test_the_code_of_a_slip_may_say_more_than_is_typed() -> None:
    pdf = set_slips([replace(SLIP, code="BLUEZONE:CODE:K7P2M9QX")], now=NOW)

    assert ["BLUEZONE:CODE:K7P2M9QX"] == decoded(picture(pdf))


def test_a_slip_shows_its_secret_in_groups() -> None:
    text = pdfium.PdfDocument(set_slips([SLIP], now=NOW))[0].get_textpage().get_text_range()

    assert ("K7P2", "M9QX") == SLIP.groups
    assert "K7P2" in text
    assert "M9QX" in text
    assert "K7P2M9QX" not in text


def test_a_poster_is_a_sheet_of_the_a_series_and_its_code_lies_within_the_margins() -> None:
    sheets = {(148, 210), (210, 297), (297, 420)}

    assert sheets == {(one.width_mm, one.height_mm) for one in Format}
    assert [] == [one for one in Format if one.code_mm + 2 * one.margin_mm > one.width_mm]


@pytest.mark.parametrize("count", [0, MAX_POSTERS + 1])
def test_neither_no_poster_is_set_nor_more_than_are_set_at_once(count: int) -> None:
    with pytest.raises(PaperError):
        set_posters([POSTER] * count, now=NOW)


@pytest.mark.parametrize(
    ("of", "name", "most"),
    [
        (POSTER, "place", 80),
        (POSTER, "under_code", 80),
        (POSTER, "typed", 40),
        (SLIP, "title", 60),
        (SLIP, "valid_until", 80),
        (SLIP, "contact", 120),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_a_text_is_as_long_as_it_may_be_and_no_longer(of: Poster | Slip, name: str, most: int) -> None:
    assert most == len(getattr(replace(of, **{name: "a" * most}), name))
    with pytest.raises(PaperError):
        replace(of, **{name: "a" * (most + 1)})


def test_lines_in_a_row_are_as_long_as_they_may_be_and_no_longer() -> None:
    assert replace(SLIP, steps=("a" * 160,))
    assert replace(POSTER, small_print=("a" * 120,))
    with pytest.raises(PaperError):
        replace(SLIP, steps=("a" * 161,))
    with pytest.raises(PaperError):
        replace(POSTER, small_print=("a" * 121,))


@pytest.mark.parametrize(("signs", "level"), [(7, "H"), (8, "Q"), (11, "Q"), (12, "M"), (14, "M")])
def test_a_code_stands_as_much_dirt_as_its_size_allows(signs: int, level: str) -> None:
    """One of 21 modules a side has room for up to 14 such signs, and mends more where there are fewer."""
    (found,) = zxingcpp.read_barcodes(drawn(qr_drawing("a" * signs, 33)))

    assert ("a" * signs, level) == (found.text, found.ec_level)


def drawn(code: str) -> Image.Image:
    """The modules of a drawing, eight dots a side each."""
    picture = Image.new("L", (29, 29), 255)
    (path,) = re.findall(r'<path[^>]*class="qrline"[^>]*d="([^"]+)"', code)
    across, down = 0, 0.0
    for move, x, y in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", path):
        start = across
        across, down = (int(x), float(y)) if move == "M" else (across + int(x), down + float(y or 0))
        if move == "h":
            picture.paste(0, (start, int(down), across, int(down) + 1))
    return picture.resize((232, 232), Image.Resampling.NEAREST)


def test_a_code_is_narrower_than_its_drawing_by_the_white_around_it() -> None:
    """One of 21 modules with four of white on either side fills 21 of 29 parts."""
    assert symbol_mm("7K2M9QRT4XYZ", 33) == pytest.approx(21 * 33 / 29)


@pytest.mark.parametrize(
    ("paper", "metres", "capital_mm"),
    [(Format.A4, 3, 12), (Format.A5, 2, 8), (Format.DOOR_A4, 3, 12), (Format.DOOR_A3, 3, 12), (Format.TABLE, 2, 8)],
)
def test_capitals_have_four_millimetres_a_metre_from_which_they_are_read(paper, metres: int, capital_mm: int) -> None:
    assert (metres, capital_mm) == (paper.metres, paper.least_capital_mm)


@pytest.mark.parametrize(
    ("paper", "sheet", "code_mm"),
    [
        (Format.A4, (210, 297), 104),
        (Format.A5, (148, 210), 72),
        (Format.DOOR_A4, (210, 297), 174),
        (Format.DOOR_A3, (297, 420), 246),
        (Format.TABLE, (148, 210), 100),
    ],
)
def test_each_size_has_its_sheet_its_margins_and_the_square_of_its_code(paper, sheet, code_mm: int) -> None:
    """A door's code fills the sheet between its margins."""
    margin = {Format.A4: 18, Format.A5: 12, Format.DOOR_A4: 12, Format.DOOR_A3: 18, Format.TABLE: 10}[paper]

    assert (sheet, code_mm, margin) == ((paper.width_mm, paper.height_mm), paper.code_mm, paper.margin_mm)


def test_a_doors_signed_code_is_read_from_a_hundred_and_fifty_millimetres() -> None:
    assert symbol_mm("BZV1:" + "A" * 280, Format.DOOR_A4.code_mm) >= 150


def test_a_poster_may_have_one_line_alone() -> None:
    assert ("Đeo khẩu trang",) == replace(POSTER, lines=("Đeo khẩu trang",)).lines


def refused(make: Callable[[], object]) -> tuple[Reason, dict[str, object]]:
    with pytest.raises(PaperError) as caught:
        make()
    return caught.value.reason, caught.value.values


def test_a_line_of_a_poster_has_up_to_forty_signs() -> None:
    """Narrow ones: of others fewer fill the width."""
    assert 40 == len(replace(POSTER, lines=("'" * 40,)).lines[0])
    assert (Reason.LINE_LENGTH, {"most": 40}) == refused(lambda: replace(POSTER, lines=("'" * 41,)))


@pytest.mark.parametrize(
    ("of", "name", "counts", "said"),
    [
        (POSTER, "lines", (1, 3), (Reason.POSTER_LINES, {"most": 3})),
        (POSTER, "small_print", (0, 4), (Reason.SMALL_PRINT, {})),
        (SLIP, "steps", (1, 6), (Reason.SLIP_STEPS, {})),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_lines_are_as_many_as_may_be_and_no_more(of: Poster | Slip, name: str, counts, said) -> None:
    for count in counts:
        assert count == len(getattr(replace(of, **{name: ("a",) * count}), name))
    for count in {max(counts) + 1, max(min(counts) - 1, 0)} - {*counts}:
        assert said == refused(lambda count=count: replace(of, **{name: ("a",) * count}))


@pytest.mark.parametrize(
    ("of", "name"),
    [
        *((POSTER, name) for name in ("lines", "place", "under_code", "typed", "small_print")),
        *((SLIP, name) for name in ("title", "steps", "valid_until", "contact")),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
@pytest.mark.parametrize("said", ["a\u200bb", "u\u0309"], ids=["hidden", "loose accent"])
def test_no_text_has_signs_that_hide_or_accents_that_stand_alone(of: Poster | Slip, name: str, said: str) -> None:
    many = isinstance(getattr(of, name), tuple)

    assert (Reason.LINE_SIGNS, {}) == refused(lambda: replace(of, **{name: (said,) if many else said}))


@pytest.mark.parametrize("secret", ["A7K2", "A7K2M9QX" * 3])
def test_a_secret_has_four_to_twenty_four_letters_and_digits(secret: str) -> None:
    assert secret == replace(SLIP, secret=secret).secret


@pytest.mark.parametrize("secret", ["A7K", "A7K2M9QX" * 3 + "A", "Ă7K2", "A7-2", ""])
def test_nothing_else_is_a_secret(secret: str) -> None:
    assert (Reason.CODE_SIGNS, {}) == refused(lambda: replace(SLIP, secret=secret))


def test_a_code_has_up_to_six_hundred_signs_whose_dots_are_seven_tenths_of_a_millimetre() -> None:
    """The smallest code has 21 dots a side and four of white around it."""
    assert 'width="29" height="29"' in qr_drawing("A", 0.7 * 29)
    assert Reason.CODE_TOO_DENSE is refused(lambda: qr_drawing("A", 0.7 * 29 - 0.01))[0]
    assert qr_drawing("a" * 600, 174)
    for text in ("", "a" * 601):
        assert (Reason.CODE_LENGTH, {"most": 600}) == refused(lambda text=text: qr_drawing(text, 174))


def test_the_longest_line_fills_the_width_and_short_ones_a_share_of_the_height() -> None:
    short, long = (replace(POSTER, lines=("a", line)).line_pt for line in ("b", "WWWWWWWWW"))
    written = fonts.sans_width_mm("WWWWWWWWW", long, bold=True)

    assert 0.075 * 297 == pytest.approx(short * 25.4 / 72)
    assert 210 - 2 * 18 == pytest.approx(written)


@pytest.mark.parametrize(("count", "most"), [(1, 500), (500, 500)])
def test_five_hundred_posters_or_slips_are_printed_at_once(
    count: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "set_sheets", lambda *said, **_more: said[2])
    monkeypatch.setattr(posters, "set_pdf", lambda _, data, **_more: SimpleNamespace(pdf=len(data["slips"])))
    monkeypatch.setattr(posters, "qr_drawing", lambda *_: "")

    assert [count, count] == [made([one] * count, now=NOW) for made, one in ((set_posters, POSTER), (set_slips, SLIP))]
    for wrong in (0, most + 1):
        assert (Reason.POSTERS, {"most": most}) == refused(lambda wrong=wrong: set_posters([POSTER] * wrong, now=NOW))
        assert (Reason.SLIPS, {"most": most}) == refused(lambda wrong=wrong: set_slips([SLIP] * wrong, now=NOW))


def test_posters_of_two_sizes_are_not_printed_at_once() -> None:
    two = [POSTER, replace(POSTER, format=Format.A5)]

    assert (Reason.POSTERS, {"most": 500}) == refused(lambda: set_posters(two, now=NOW))
