"""A paper as PDF: kept for decades, the same for the same input, and with its words inside."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import msgspec
import pypdfium2 as pdfium
import pytest

from bluezone.conformance import inspect_paper
from bluezone.documents.errors import FontError
from bluezone.documents.fonts import width_mm
from bluezone.documents.layout import lay_out
from bluezone.documents.measures import HOUSE, House
from bluezone.documents.official import recipients_beside, write_pdf
from bluezone.documents.paper import Appendix, Paper, Paragraph, Urgency
from tests.support.documents.papers import FILLER, ISSUE, NOW, changed, decision, letter, report, units_table

LONG_NAME = "Ủy ban nhân dân xã cùng các đơn vị trực thuộc tại địa bàn"


def pages(paper: Paper) -> list[str]:
    """The text of every page."""
    document = pdfium.PdfDocument(write_pdf(paper, ISSUE, now=NOW).pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.mark.parametrize("paper", [letter(), report(), decision()], ids=lambda paper: paper.kind.name)
def test_it_is_an_archival_pdf_with_its_structure(paper: Paper) -> None:
    pdf = write_pdf(paper, ISSUE, now=NOW).pdf

    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert write_pdf(report(), ISSUE, now=NOW).pdf == write_pdf(report(), ISSUE, now=NOW).pdf


def test_a_moment_may_be_told_in_any_zone() -> None:
    there = NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))

    assert write_pdf(letter(), ISSUE, now=NOW).pdf == write_pdf(letter(), ISSUE, now=there).pdf


def test_every_word_with_its_marks_can_be_read_back() -> None:
    first, *_ = pages(letter())

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 05/UBND-VHTT",
        "Nơi nhận:",
        "KT. CHỦ TỊCH",
        "Hoàng Văn Thử",
    ):
        assert words in first


def test_text_is_never_read_as_a_command() -> None:
    wild = '#panic("x") $x^2$ *bold* [a] `raw` <label> @ref \\ // = - + http://a'

    assert wild in pages(changed(letter(), blocks=(Paragraph(text=wild), Paragraph(text="Hết."))))[0]


def test_the_second_page_is_numbered_and_the_first_is_not() -> None:
    long = changed(letter(), blocks=(*[Paragraph(text=FILLER)] * 12,))

    first, second, *_ = pages(long)

    assert second.startswith("2 ")
    assert first.startswith("ỦY BAN")


def test_an_appendix_begins_its_own_pages() -> None:
    *_, appendix = pages(report())

    assert appendix.startswith("Phụ lục SỐ LIỆU THEO XÃ, THỊ TRẤN (Kèm theo")


@pytest.mark.parametrize("landscape", [False, True])
def test_every_appendix_counts_its_own_pages_from_two_on(landscape: bool) -> None:
    table = msgspec.structs.replace(units_table(), rows=units_table().rows * 30)
    long = Appendix(title="Danh sách", blocks=(table,), landscape=landscape)

    *_, last = "\n".join(pages(changed(report(), appendices=(long,) * 3))).partition("Phụ lục I ")
    first, second, third = (part.splitlines()[1:] for part in re.split(r"Phụ lục I{2,3} ", last))

    assert len(first) > 1
    assert list(range(2, len(first) + 2)) == numbers(first) == numbers(second) == numbers(third)


def numbers(appendix: list[str]) -> list[int]:
    """What stands first on each page."""
    return [int(page.partition(" ")[0]) for page in appendix]


def test_the_signature_goes_between_office_and_name() -> None:
    done = write_pdf(letter(), ISSUE, now=NOW)
    textpage = pdfium.PdfDocument(done.pdf)[done.signature.page - 1].get_textpage()
    place = done.signature

    inside = textpage.get_text_bounded(
        *(millimetres * 72 / 25.4 for millimetres in (place.x_mm, 297 - place.y_mm - place.height_mm)),
        *(millimetres * 72 / 25.4 for millimetres in (place.x_mm + place.width_mm, 297 - place.y_mm)),
    )
    assert "" == inside.strip()
    assert HOUSE.signature_mm == place.height_mm


@pytest.mark.parametrize("count", [20, 40, 59])
def test_a_long_list_of_recipients_runs_over_and_loses_nobody(count: int) -> None:
    names = tuple(f"Ủy ban nhân dân xã thứ {number} cùng các đơn vị trực thuộc trên địa bàn" for number in range(count))
    done = write_pdf(changed(letter(), recipients=("Như trên", *names)), ISSUE, now=NOW)

    assert _is_whole(done.pdf)
    text = " ".join(pages(changed(letter(), recipients=("Như trên", *names))))
    assert all(f"xã thứ {number} cùng" in text for number in range(count))
    assert "Lưu: VT, VHTT." in text
    assert () == inspect_paper(done.pdf).findings


def _is_whole(pdf: bytes) -> bool:
    """Whether every letter stands between the margins of its page."""
    boxes = []
    for page in pdfium.PdfDocument(pdf):
        text = page.get_textpage()
        found = (text.get_charbox(number) for number in range(text.count_chars()))
        boxes += [(bottom, page.get_height() - top) for left, bottom, right, top in found if right > left]
    return min(bottom for bottom, _ in boxes) >= 15 * 72 / 25.4 and min(top for _, top in boxes) >= 8


def test_a_stamp_of_urgency_is_red() -> None:
    page = pdfium.PdfDocument(write_pdf(changed(letter(), urgency=Urgency.URGENT), ISSUE, now=NOW).pdf)[0]

    colours = page.render(scale=1).to_pil().convert("RGB").getcolors(100_000) or []
    assert [] != [colour for _, colour in colours if colour[0] > 150 and max(colour[1:]) < 60]


def test_an_address_stands_at_the_foot_of_the_first_page_only() -> None:
    issuer = changed(letter().issuer, address="Địa chỉ: Tổ dân phố Tân Bắc, thị trấn Sơn Dương")  # type: ignore[arg-type]
    long = changed(letter(), issuer=issuer, blocks=(*[Paragraph(text=FILLER)] * 12,))

    found = ["Tổ dân phố Tân Bắc" in page for page in pages(long)]

    assert [True, *[False] * (len(found) - 1)] == found


def test_the_house_style_cannot_leave_what_the_decree_allows() -> None:
    with pytest.raises(ValueError, match="13-14"):
        House(text_pt=12)


def test_a_font_error_is_one_of_ours() -> None:
    assert FontError.__module__.startswith("bluezone.")


@pytest.mark.parametrize(
    ("names", "beside"),
    [
        (["Sở Y tế"] * 37, 38),
        (["Sở Y tế"] * 38, 11),
        ([LONG_NAME] * 18, 19),
        ([LONG_NAME] * 19, 5),
        (["Sở Y tế", *[LONG_NAME] * 19], 6),
    ],
    ids=["38 lines", "39 lines", "37 lines", "39 of which two are a name", "as many behind a short one"],
)
def test_recipients_stand_beside_the_signature_unless_they_would_fill_the_page(names: list[str], beside: int) -> None:
    """Up to 170 mm, the file copy with them; of more as many as stand beside 50 mm. A line has 4.46 mm."""
    layout = lay_out(changed(letter(), recipients=tuple(names)), ISSUE, year=2020)

    assert beside == recipients_beside(layout, HOUSE)


def test_a_higher_signature_has_more_recipients_beside_it() -> None:
    layout = lay_out(changed(letter(), recipients=("Sở Y tế",) * 50), ISSUE, year=2020)

    assert [11, 12] == [recipients_beside(layout, House(signature_mm=height)) for height in (25, 30)]


def test_a_name_takes_two_lines_where_it_fills_more_than_half_of_the_page() -> None:
    """Of 78 mm in which it stands, a fourteenth is lost where words break."""
    widths = [width_mm(f"- {name};", HOUSE.recipients_pt) for name in ("Sở Y tế", LONG_NAME)]

    assert widths[0] < 0.93 * 78 < widths[1] < 2 * 0.93 * 78
