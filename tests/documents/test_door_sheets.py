"""A page of a door's paper register: a line a visitor, a number of its own, the way to where it is keyed."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
import pytest
import zxingcpp

from bluezone.documents import door_sheets
from bluezone.documents.door_sheets import MAX_LINES, DoorSheet, set_door_sheets, set_door_slips
from bluezone.documents.errors import PaperError
from bluezone.documents.words import Reason
from tests.support.documents.papers import NOW

ADDRESS = "https://" + "d" * 70 + "/posts/sheets/K7Q2M9XA"
GATE = DoorSheet("Nhà nghỉ Hoa Mai", "Cổng chính", "K7Q2 M9XA", ADDRESS, asks_phone=True)


def words(page: pdfium.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def test_pages_stand_alone_each_with_its_number_its_lines_and_the_columns_of_the_door() -> None:
    other = dataclasses.replace(GATE, number="K7Q2 M9XB", post="Cổng sau", asks_phone=False)

    pages = pdfium.PdfDocument(set_door_sheets([GATE, other], lines=MAX_LINES, now=NOW))
    first, second = map(words, pages)

    assert "SỔ GHI NGƯỜI RA VÀO" in first
    assert ("K7Q2 M9XA", "K7Q2 M9XB") == tuple(one[one.index("K7Q2") :][:9] for one in (first, second))
    assert ("Cổng chính" in first, "Cổng sau" in second) == (True, True)
    assert ("Điện thoại" in first, "Điện thoại" in second) == (True, False)
    for said in ("Giờ vào", "Giờ ra", "Họ và tên", "Biển số xe", "Số người", "Đến gặp ai", "18", "không photo"):
        assert said in first


def test_in_every_column_behind_the_number_there_is_room_to_write() -> None:
    (page,) = pdfium.PdfDocument(set_door_sheets([GATE], lines=MAX_LINES, now=NOW))

    bounds = [drawn.get_bounds() for drawn in page.get_objects([pdfium_raw.FPDF_PAGEOBJ_PATH])]
    walls = sorted({round(left * 25.4 / 72) for left, bottom, right, top in bounds if top - bottom > 20 > right - left})
    number, *others = [right - left for left, right in itertools.pairwise(walls)]

    assert 10 == len(others)
    assert number < 13 <= min(others)


def test_the_code_in_the_corner_is_read_and_leads_to_where_the_page_is_keyed() -> None:
    (page,) = pdfium.PdfDocument(set_door_sheets([GATE], lines=MAX_LINES, now=NOW))

    found = zxingcpp.read_barcodes(page.render(scale=100 / 72).to_pil().convert("L"))

    assert [ADDRESS] == [one.text for one in found]


def test_no_page_has_a_name_that_hides_something_and_none_has_more_lines_than_fit() -> None:
    with pytest.raises(PaperError):
        dataclasses.replace(GATE, place="Nhà\u202e nghỉ")
    with pytest.raises(PaperError):
        set_door_sheets([GATE], lines=MAX_LINES + 1, now=NOW)
    with pytest.raises(PaperError):
        set_door_sheets([], lines=MAX_LINES, now=NOW)


@pytest.mark.parametrize("setting", [set_door_sheets, set_door_slips])
@pytest.mark.parametrize(("pages", "lines"), [(1, 0), (1, 19), (0, 1), (51, 1), (0, 0), (51, 19)])
def test_neither_too_many_pages_nor_too_many_lines_are_set_and_not_without_any(
    setting: Callable[..., bytes], pages: int, lines: int
) -> None:
    with pytest.raises(PaperError) as refused:
        setting([GATE] * pages, lines=lines, now=NOW)

    assert (Reason.SLIPS, {"most": 50}) == (refused.value.reason, refused.value.values)


@pytest.mark.parametrize(
    ("setting", "pages", "lines", "sheets"),
    [
        (set_door_sheets, 1, 1, 1),
        (set_door_sheets, 50, 18, 50),
        (set_door_slips, 1, 1, 1),
        (set_door_slips, 1, 9, 1),
        (set_door_slips, 1, 10, 2),
        (set_door_slips, 50, 18, 100),
    ],
)
def test_fifty_pages_of_eighteen_lines_are_set_and_as_slips_nine_lines_take_a_sheet(
    setting: Callable[..., bytes], pages: int, lines: int, sheets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_sheets, "set_sheets", lambda *asked, **_more: asked[2])
    monkeypatch.setattr(door_sheets, "qr_drawing", lambda *_: "")

    assert sheets == setting([GATE] * pages, lines=lines, now=NOW)


@pytest.mark.parametrize("name", ["place", "post", "number"])
def test_what_a_page_says_of_itself_has_up_to_a_hundred_and_sixty_signs_none_of_which_hides(name: str) -> None:
    assert 160 == len(getattr(dataclasses.replace(GATE, **{name: "a" * 160}), name))
    for said in ("a" * 161, " ", "a\u200bb"):
        with pytest.raises(PaperError) as refused:
            dataclasses.replace(GATE, **{name: said})
        assert (Reason.LINE_LENGTH, {"most": 160}) == (refused.value.reason, refused.value.values)


def test_an_address_is_as_long_as_the_picture_in_the_corner_can_say() -> None:
    assert 106 == len(dataclasses.replace(GATE, code="a" * 106).code)
    with pytest.raises(PaperError) as refused:
        dataclasses.replace(GATE, code="a" * 107)
    assert Reason.CODE_TOO_DENSE is refused.value.reason


def test_one_page_may_have_one_line() -> None:
    assert 1 == len(pdfium.PdfDocument(set_door_sheets([GATE], lines=1, now=NOW)))


def test_slips_are_the_lines_of_a_sheet_one_a_visitor_nine_on_a_page() -> None:
    other = dataclasses.replace(GATE, number="K7Q2 M9XB", asks_phone=False)

    pages = list(map(words, pdfium.PdfDocument(set_door_slips([GATE, other], lines=MAX_LINES, now=NOW))))

    assert 4 == len(pages)
    assert [("K7Q2 M9XA", 9), ("K7Q2 M9XA", 9), ("K7Q2 M9XB", 9), ("K7Q2 M9XB", 9)] == [
        (number, page.count(number)) for page, number in zip(pages, ["K7Q2 M9XA"] * 2 + ["K7Q2 M9XB"] * 2, strict=True)
    ]
    assert [f"dòng {at}" for at in range(1, 10)] == [
        at for at in map("dòng {}".format, range(1, 19)) if f"{at} " in pages[0]
    ]
    assert [9, 0] == [page.count("Điện thoại") for page in pages[::2]]
    assert pages[1].count("Họ và tên") == pages[1].count("Giờ vào") == 9


def test_too_many_slips_are_refused() -> None:
    with pytest.raises(PaperError):
        set_door_slips([], lines=MAX_LINES, now=NOW)
