"""The registry clerk's books as they are printed and bound."""

from __future__ import annotations

import datetime as dt
import itertools

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
import pytest

from bluezone.documents.errors import PaperError
from bluezone.documents.registers import Incoming, Outgoing, set_incoming, set_outgoing
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
