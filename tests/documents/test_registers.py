"""The registry clerk's books as they are printed and bound."""

from __future__ import annotations

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

import msgspec
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
import pytest

from bluezone.documents import registers
from bluezone.documents.errors import PaperError
from bluezone.documents.fonts import width_mm
from bluezone.documents.registers import Incoming, Outgoing, set_incoming, set_outgoing
from bluezone.documents.words import Reason
from tests.support.documents.papers import COMMITTEE, NOW, OFFICE


def outgoing(number: int = 5) -> Outgoing:
    return Outgoing(
        number=number,
        symbol="UBND-VHTT",
        date=dt.date(2020, 8, 11),
        type_name="Công văn",
        subject="V/v triển khai ứng dụng Bluezone",
        signer="Hoàng Văn Thử",
        recipients="UBND các xã, thị trấn",
        unit="VT, VHTT",
        pages=2,
        copies=45,
        urgency="Khẩn",
    )


def incoming(number: int = 7) -> Incoming:
    return Incoming(
        arrived=dt.date(2020, 8, 8),
        number=number,
        author="Sở Thông tin và Truyền thông",
        paper_number="525/STTTT-TTBCXB",
        date=dt.date(2020, 8, 7),
        type_name="Công văn",
        subject="V/v triển khai ứng dụng Bluezone",
        unit="Phòng Văn hóa và Thông tin",
        due=dt.date(2020, 8, 26),
    )


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(pdf)]


def test_an_outgoing_paper_has_twelve_columns() -> None:
    (text,) = pages(set_outgoing(COMMITTEE, 2020, [outgoing()], now=NOW))

    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in text
    assert "(12)" in text
    for said in ("05", "UBND-VHTT", "11/08/2020", "Hoàng Văn Thử", "45", "Khẩn", "Trang 1 / 1"):
        assert said in text


def test_an_incoming_paper_has_thirteen_columns() -> None:
    (text,) = pages(set_incoming(OFFICE, 2020, [incoming()], now=NOW))

    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in text
    assert "(13)" in text
    for said in ("08/08/2020", "07", "525/STTTT", "26/08/2020", "PHÒNG VĂN HÓA VÀ THÔNG TIN"):
        assert said in text


def test_every_page_of_a_long_register_has_its_head_and_number() -> None:
    text = pages(set_outgoing(COMMITTEE, 2020, [outgoing(number) for number in range(1, 101)], now=NOW))

    assert len(text) > 3
    assert [True] * len(text) == ["Trích yếu nội dung" in page for page in text]
    assert [True] * len(text) == [f"Trang {place} / {len(text)}" in page for place, page in enumerate(text, start=1)]


def test_a_register_lies_on_its_side() -> None:
    width, height = pdfium.PdfDocument(set_incoming(OFFICE, 2020, [], now=NOW))[0].get_size()

    assert width > height


def test_an_entry_is_plain_text() -> None:
    with pytest.raises(PaperError, match="subject"):
        Outgoing(**{name: getattr(outgoing(), name) for name in outgoing().__struct_fields__} | {"subject": "a\nb"})


def test_a_count_is_no_less_than_none() -> None:
    with pytest.raises(PaperError, match="number"):
        outgoing(-1)


def test_what_is_long_has_the_widest_columns() -> None:
    """The subject, and then to whom the paper went."""
    (page,) = pdfium.PdfDocument(set_outgoing(COMMITTEE, 2020, [outgoing()], now=NOW))

    bounds = [drawn.get_bounds() for drawn in page.get_objects([pdfium_raw.FPDF_PAGEOBJ_PATH])]
    walls = sorted({round(left) for left, bottom, right, top in bounds if top - bottom > 20 > right - left})
    widths = [right - left for left, right in itertools.pairwise(walls)]

    assert 12 == len(widths)
    assert [4, 6] == sorted(range(12), key=widths.__getitem__, reverse=True)[:2]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a register was to be set from; nothing is set."""
    taken: dict[str, Any] = {}

    def take(_template: str, data: dict[str, Any], **_more: object) -> SimpleNamespace:
        taken.update(data)
        return SimpleNamespace(pdf=b"")

    monkeypatch.setattr(registers, "set_pdf", take)
    return taken


def test_a_line_of_what_went_out_says_everything_in_the_order_of_its_heads(press: dict[str, Any]) -> None:
    set_outgoing(OFFICE, 2020, [msgspec.structs.replace(outgoing(), note="Gửi lại")], now=NOW)

    (row,) = press["rows"]
    assert {
        "Số": "05", "Ký hiệu": "UBND-VHTT", "Ngày tháng": "11/08/2020", "Tên loại": "Công văn",
        "Trích yếu nội dung": "V/v triển khai ứng dụng Bluezone", "Người ký": "Hoàng Văn Thử",
        "Nơi nhận": "UBND các xã, thị trấn", "Đơn vị, người nhận bản lưu": "VT, VHTT", "Số trang": "2",
        "Số bản": "45", "Mức độ khẩn": "Khẩn", "Ghi chú": "Gửi lại",
    } == dict(zip([one["title"] for one in press["columns"]], row, strict=True))  # fmt: skip


def test_a_line_of_what_came_in_leaves_room_for_who_takes_it_over(press: dict[str, Any]) -> None:
    """And for what nobody knows yet."""
    passed = msgspec.structs.replace(incoming(), passed_on=dt.date(2020, 8, 9), urgency="Khẩn", note="Bản giấy")

    set_incoming(OFFICE, 2020, [passed, msgspec.structs.replace(incoming(8), due=None)], now=NOW)

    first, second = (dict(zip([one["title"] for one in press["columns"]], row, strict=True)) for row in press["rows"])
    assert {
        "Ngày đến": "08/08/2020", "Số đến": "07", "Tác giả": "Sở Thông tin và Truyền thông",
        "Số, ký hiệu": "525/STTTT-TTBCXB", "Ngày tháng": "07/08/2020", "Tên loại": "Công văn",
        "Trích yếu nội dung": "V/v triển khai ứng dụng Bluezone",
        "Đơn vị hoặc người nhận": "Phòng Văn hóa và Thông tin", "Hạn xử lý": "26/08/2020", "Mức độ khẩn": "Khẩn",
        "Ngày chuyển": "09/08/2020", "Ký nhận": "", "Ghi chú": "Bản giấy",
    } == first  # fmt: skip
    assert ("08", "", "", "") == tuple(second[head] for head in ("Số đến", "Hạn xử lý", "Ngày chuyển", "Ghi chú"))


def test_a_register_says_whose_it_is_of_which_year_and_when_it_was_printed(press: dict[str, Any]) -> None:
    set_outgoing(OFFICE, 2019, [], now=NOW)

    assert {
        "title": "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        "superior": ["ỦY BAN NHÂN DÂN", "HUYỆN SƠN DƯƠNG"],
        "body": ["PHÒNG VĂN HÓA VÀ THÔNG TIN"],
        "year": "2019",
        "printed": "In ngày 11/08/2020",
    } == {name: words for name, words in press.items() if name not in {"columns", "rows"}}


@pytest.mark.parametrize("setting", [set_outgoing, set_incoming])
def test_no_column_breaks_a_word_of_its_head_a_date_or_a_count(setting: Any, press: dict[str, Any]) -> None:
    """On the sheet's 269 mm between its margins, with a rim of 2.5 pt on both sides of what stands there."""
    setting(OFFICE, 2020, [], now=NOW)

    shares = {one["title"]: one["share"] for one in press["columns"]}
    for head, share in shares.items():
        held = [width_mm(word, 10, bold=True) for word in head.split()]
        held += [width_mm("26/08/2020", 10)] if head.startswith(("Ngày", "Hạn")) else []
        held += [width_mm("9999", 10)] if head.startswith("Số ") else []
        assert max(held) < 269 * share / sum(shares.values()) - 2 * 2.5 * 25.4 / 72, head


def refused(entry: Any, **change: object) -> tuple[Reason, dict[str, object]]:
    with pytest.raises(PaperError) as caught:
        msgspec.structs.replace(entry, **change)
    return caught.value.reason, caught.value.values


TEXTS = [
    (one, name)
    for one in (outgoing(), incoming())
    for name in one.__struct_fields__
    if isinstance(getattr(one, name), str)
]


@pytest.mark.parametrize(("entry", "name"), TEXTS, ids=lambda one: one if isinstance(one, str) else type(one).__name__)
def test_a_text_of_an_entry_has_up_to_five_hundred_signs_none_of_which_hides(entry: Any, name: str) -> None:
    assert 500 == len(getattr(msgspec.structs.replace(entry, **{name: "a" * 500}), name))
    for wrong in ("a" * 501, "a\u200bb"):
        assert (Reason.REGISTER_CELL, {"field": name, "most": 500}) == refused(entry, **{name: wrong})


@pytest.mark.parametrize(
    ("entry", "name"), [*((outgoing(), name) for name in ("number", "pages", "copies")), (incoming(), "number")]
)
def test_a_count_of_an_entry_is_none_or_has_up_to_six_digits(entry: Any, name: str) -> None:
    for count in (0, 999_999):
        assert count == getattr(msgspec.structs.replace(entry, **{name: count}), name)
    for count in (-1, 1_000_000):
        assert (Reason.REGISTER_COUNT, {"field": name}) == refused(entry, **{name: count})


def test_a_register_is_printed_with_up_to_twenty_thousand_lines(press: dict[str, Any]) -> None:
    set_outgoing(OFFICE, 2020, [outgoing()] * 20_000, now=NOW)

    assert 20_000 == len(press["rows"])
    with pytest.raises(PaperError) as caught:
        set_outgoing(OFFICE, 2020, [outgoing()] * 20_001, now=NOW)
    assert (Reason.REGISTER_ENTRIES, {"most": 20_000}) == (caught.value.reason, caught.value.values)
