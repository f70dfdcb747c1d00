"""The boxes of a sound letter and of a sound report as values, for whoever asks one rule about one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.paragraphs import Paragraph, Text
from bluezone.conformance.rules import RULES
from bluezone.conformance.sheet import Align, Box, Form, Line, Page, Run, Sheet, Type

SENTENCE = "Các cơ quan, đơn vị và Ủy ban nhân dân các xã, thị trấn triển khai ứng dụng đến từng hộ dân trên địa bàn."
A4 = Page(210, 297, top=20, bottom=20, left=30, right=20)
FORM = Form(Align.JUSTIFY, indent_cm=1.27, gap_pt=6.0, leading=1.15)


def line(
    text: str,
    size_pt: float = 13,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: tuple[int, int, int] = (0, 0, 0),
    family: str = "Times New Roman",
    page: int = 1,
    **rest: Any,
) -> Line:
    """One line in one type."""
    return Line((Run(text, Type(family, size_pt, bold, italic, colour)),), page, **rest)


def paragraph(
    text: str = SENTENCE, size_pt: float = 14, *, form: Form = FORM, lines: int = 1, **rest: Any
) -> Paragraph:
    """A paragraph of so many lines, which hold its words between them."""
    words = text.split()
    share = -(-len(words) // lines)
    parts = [" ".join(words[at : at + share]) for at in range(0, len(words), share)]
    return Paragraph(tuple(line(part, size_pt, **rest) for part in parts), form)


def sheet(*lines: Line, source: str = "docx", pages: tuple[Page, ...] = (A4,), **rest: Any) -> Sheet:
    """A sheet with these lines, in good margins."""
    return Sheet(source, pages, lines, **{"numbers": (), "numbers_known": False, **rest})


def letter_boxes(**changes: Any) -> Anatomy:
    """A letter as it should be, but for these boxes."""
    sound = Anatomy(
        sheet(),
        country=line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True),
        motto=line("Độc lập - Tự do - Hạnh phúc", 13, bold=True, width_mm=60.0, stroke_mm=60.0),
        superior=(line("UBND HUYỆN SƠN DƯƠNG", 12),),
        body=(line("PHÒNG VĂN HÓA", 12, bold=True, width_mm=50.0, stroke_mm=20.0),),
        number=line("Số: 05/UBND-VHTT", 13, box=Box(30, 41, 80, 45, 45)),
        place_date=line("Sơn Dương, ngày 05 tháng 01 năm 2020", 13, italic=True, box=Box(110, 41, 190, 45, 45)),
        about=(line("V/v triển khai ứng dụng", 12),),
        urgency=None,
        type_name=None,
        subject=(),
        addressees=(line("Kính gửi: Các cơ quan, đơn vị thuộc huyện.", 14),),
        text=Text((paragraph(), paragraph(), paragraph("Đề nghị các cơ quan, đơn vị thực hiện./."))),
        recipients_head=line("Nơi nhận:", 12, bold=True, italic=True),
        recipients=(line("- Như trên;", 11), line("- Lưu: VT, VHTT.", 11)),
        office=(line("KT. CHỦ TỊCH", 14, bold=True), line("PHÓ CHỦ TỊCH", 14, bold=True)),
        signer=line("Hoàng Văn Thử", 14, bold=True),
        appendix=(),
    )
    return replace(sound, **changes)


def report_boxes(**changes: Any) -> Anatomy:
    """A report as it should be, but for these boxes."""
    of_a_report = {
        "about": (),
        "addressees": (),
        "number": line("Số: 05/BC-UBND", 13),
        "type_name": line("BÁO CÁO", 14, bold=True),
        "subject": (line("Kết quả triển khai ứng dụng", 14, bold=True, width_mm=60.0, stroke_mm=24.0),),
    }
    return letter_boxes(**{**of_a_report, **changes})


def said(rule: str, anatomy: Anatomy) -> list[str]:
    """What a rule finds, in English."""
    (asked,) = (one for one in RULES if one.name == rule)
    return [str(getattr(one.found, "en", one.found)) for one in asked.findings(anatomy)]


def places(rule: str, anatomy: Anatomy) -> list[str]:
    """Where a rule finds it, in English."""
    (asked,) = (one for one in RULES if one.name == rule)
    return [one.where.en for one in asked.findings(anatomy)]
