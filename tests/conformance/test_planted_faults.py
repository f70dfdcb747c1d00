"""Each planted fault is found by its name, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Mm, Pt, RGBColor

from bluezone.conformance import inspect_paper
from bluezone.conformance.rules import RULES
from bluezone.documents.draft import write_docx
from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Appendix, Paper, Paragraph, Urgency
from tests.support.documents.papers import FILLER, ISSUE, NOW, changed, decision, letter, report, units_table
from tests.support.documents.spoiling import items_with, paragraph, spoilt_docx, spoilt_pdf
from tests.support.sources import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.in_turn(of=3)]
URGENT = changed(letter(), urgency=Urgency.EXPRESS)
LONG = changed(letter(), blocks=(*[Paragraph(text=FILLER)] * 14,))
WIDE = changed(report(), appendices=(Appendix(title="Bảng", blocks=(units_table(),), landscape=True),))
ADDRESS = "Địa chỉ: Tổ dân phố Tân Bắc, thị trấn Sơn Dương; điện thoại: 0207 3835 123; thư điện tử: ubnd@sd.example.vn"
ADDRESSED = changed(LONG, issuer=changed(LONG.issuer, address=ADDRESS), appendices=report().appendices)  # type: ignore[arg-type]
TITLED = changed(decision(), subject=f"Về việc {FILLER[:300].strip()}")
SOUND = [letter(), report(), decision(), URGENT, LONG, WIDE, ADDRESSED, TITLED]
NAMES = ["letter", "report", "decision", "urgent", "long", "wide", "with an address", "with a long title"]

PDF_FAULTS: dict[str, tuple[str, Paper, dict[str, Any], dict[str, float]]] = {
    "left margin of 25 mm": ("page.margin-left", report(), {}, {"left_mm": 25}),
    "right margin of 10 mm": ("page.margin-right", report(), {}, {"right_mm": 10}),
    "top margin of 15 mm": ("page.margin-top", report(), {}, {"top_mm": 15}),
    "bottom margin of 10 mm": ("page.margin-bottom", LONG, {}, {"bottom_mm": 10}),
    "country in 14 pt": ("head.country-type", letter(), {}, {"country_pt": 14}),
    "country misspelt": ("head.country", report(), {"country": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIÊT NAM"}, {}),
    "motto without hyphens": ("head.motto", report(), {"motto": "Độc lập Tự do Hạnh phúc"}, {}),
    "motto with small letters": ("head.motto", report(), {"motto": "Độc lập - tự do - hạnh phúc"}, {}),
    "motto in 12 pt": ("head.motto-type", report(), {}, {"motto_pt": 12}),
    "body's name in 14 pt": ("head.body-type", letter(), {}, {"body_name_pt": 14}),
    "body's name in small letters": ("head.body-type", letter(), {"body": ["Ủy ban nhân dân", "huyện Sơn Dương"]}, {}),
    "line under the body over its whole width": ("head.body-rule", letter(), {}, {"rule_share": 0.95}),
    "number without its zero": ("head.number", report(), {"number": "Số: 5/BC-VHTT"}, {}),
    "number with spaces": ("head.number", report(), {"number": "Số: 05 /BC - VHTT"}, {}),
    "number without colon": ("head.number", report(), {"number": "Số 05/BC-VHTT"}, {}),
    "number in 14 pt": ("head.number-type", report(), {}, {"number_pt": 14}),
    "day without its zero": ("head.date", report(), {"place_date": "Sơn Dương, ngày 5 tháng 01 năm 2020"}, {}),
    "month 2 without its zero": ("head.date", report(), {"place_date": "Sơn Dương, ngày 05 tháng 2 năm 2020"}, {}),
    "month 8 with a zero": ("head.date", report(), {"place_date": "Sơn Dương, ngày 05 tháng 08 năm 2020"}, {}),
    "a day that is in no calendar": ("head.date", report(), {"place_date": "Sơn Dương, ngày 31 tháng 02 năm 2020"}, {}),
    "a symbol of another type": ("head.number", report(), {"number": "Số: 05/QĐ-VHTT"}, {}),
    "place without comma": ("head.place", report(), {"place_date": "Sơn Dương ngày 05 tháng 01 năm 2020"}, {}),
    "date in 12 pt": ("head.date-type", report(), {}, {"place_date_pt": 12}),
    "type in small letters": ("title.type", report(), {"type_name": "Báo cáo"}, {}),
    "neither type nor V/v": ("title.kind", letter(), {"about": ""}, {}),
    "V/v without space": ("title.about", letter(), {"about": "V/v: triển khai ứng dụng"}, {}),
    "V/v in 14 pt": ("title.about-type", letter(), {}, {"about_pt": 14}),
    "addressees without stops": ("addressees.form", letter(), {"addressees": ["Phòng A", "Phòng B."]}, {}),
    "indent of 2 cm": ("text.indent", letter(), {}, {"indent_cm": 2}),
    "paragraphs without gap": ("text.gap", letter(), {}, {"gap_pt": 1}),
    "line spacing of 1.8": ("text.leading", letter(), {}, {"leading": 1.8}),
    "bases without semicolon": ("bases.end", decision(), {"bases": ["Căn cứ Luật A", "Căn cứ Luật B."]}, {}),
    "points a, b, f": ("text.points", report(), {"items": items_with(report(), 5, label="f)")}, {}),
    "articles in Roman numbers": ("text.heads", decision(), {"items": items_with(decision(), 0, label="Điều I.")}, {}),
    "end without ./.": ("text.end", letter(), {"items": items_with(letter(), -1, text="Đề nghị thực hiện.")}, {}),
    "TM without full stop": ("sign.office", letter(), {"office": ["TM ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]}, {}),
    "KT. without own office": ("sign.office", letter(), {"office": ["KT. CHỦ TỊCH"]}, {}),
    "title before the name": ("sign.name", letter(), {"signer": "ThS. Hoàng Văn Thử"}, {}),
    "recipients in 13 pt": ("recipients.type", letter(), {}, {"recipients_pt": 13}),
    "Nơi nhận in 14 pt": ("recipients.head-type", letter(), {}, {"recipients_head_pt": 14}),
    "recipients without dash": ("recipients.form", letter(), {"recipients": ["Như trên;", "- Lưu: VT, VHTT."]}, {}),
    "no file copy": ("recipients.archive", letter(), {"recipients": ["- Như trên;", "- UBND huyện."]}, {}),
    "Như trên not first": ("recipients.first", letter(), {"recipients": ["- UBND tỉnh;", "- Lưu: VT, VHTT."]}, {}),
    "page numbers in 10 pt": ("page.number-type", LONG, {}, {"page_number_pt": 10}),
}  # fmt: skip
"""Name: the rule that must speak, the paper, the words and the measures that are wrong."""


def set_size(beginning: str, points: float) -> Callable[[Document], None]:
    def spoil(document: Document) -> None:
        for run in paragraph(document, beginning).runs:
            run.font.size = Pt(points)

    return spoil


def set_style(beginning: str, *, bold: bool, italic: bool) -> Callable[[Document], None]:
    def spoil(document: Document) -> None:
        for run in paragraph(document, beginning).runs:
            run.bold, run.italic = bold, italic

    return spoil


def emptied(beginning: str) -> Callable[[Document], None]:
    def spoil(document: Document) -> None:
        paragraph(document, beginning).clear()

    return spoil


def a5(document: Document) -> None:
    document.sections[0].page_width, document.sections[0].page_height = Mm(148), Mm(210)


def landscape(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width


def no_colon(document: Document) -> None:
    paragraph(document, "Nơi nhận").runs[0].text = "Nơi nhận"


def wide_right_margin(document: Document) -> None:
    document.sections[0].right_margin = Mm(30)


def narrow_appendix(side: str) -> Callable[[Document], None]:
    def spoil(document: Document) -> None:
        setattr(document.sections[1], f"{side}_margin", Mm(10))

    return spoil


def arial(document: Document) -> None:
    paragraph(document, "Khi cài đặt").runs[0].font.name = "Arial"


def blue_text(document: Document) -> None:
    paragraph(document, "Khi cài đặt").runs[0].font.color.rgb = RGBColor(0, 0, 200)


def number_at_foot(document: Document) -> None:
    section = document.sections[0]
    field = section.header.paragraphs[0]._p
    section.footer.paragraphs[0]._p.addnext(field)


def number_on_first_page(document: Document) -> None:
    document.sections[0].different_first_page_header_footer = False


def number_at_right(document: Document) -> None:
    document.sections[0].header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def no_rule_under_motto(document: Document) -> None:
    rule = paragraph(document, "Độc lập")._p.getnext()
    rule.getparent().remove(rule)


def short_rule_under_motto(document: Document) -> None:
    following = paragraph(document, "Độc lập")._p.getnext()
    indent = following.pPr.ind
    indent.left = indent.right = Mm(35)


def ragged(document: Document) -> None:
    paragraph(document, "Khi cài đặt").alignment = WD_ALIGN_PARAGRAPH.LEFT


def upright_basis(document: Document) -> None:
    paragraph(document, "Căn cứ Luật Tổ chức").runs[0].italic = False


def no_gap(document: Document) -> None:
    paragraph(document, "Khi cài đặt").paragraph_format.space_after = Pt(0)


def no_indent(document: Document) -> None:
    paragraph(document, "Khi cài đặt").paragraph_format.first_line_indent = Cm(0)


def double_spacing(document: Document) -> None:
    paragraph(document, "Khi cài đặt").paragraph_format.line_spacing = 2.0


def no_frame(document: Document) -> None:
    borders = next(paragraph(document, "HOẢ TỐC")._p.iter("{*}pBdr"))
    borders.getparent().remove(borders)


def black_stamp(document: Document) -> None:
    paragraph(document, "HOẢ TỐC").runs[0].font.color.rgb = RGBColor(0, 0, 0)


def no_subject_rule(document: Document) -> None:
    rule = paragraph(document, "Kết quả triển khai")._p.getnext()
    rule.getparent().remove(rule)


def no_signer(document: Document) -> None:
    paragraph(document, "Hoàng Văn Thử").clear()


DOCX_FAULTS: dict[str, tuple[str, Paper, Callable[[Document], None]]] = {
    "a paragraph in 12 pt": ("text.size", letter(), set_size("Khi cài đặt", 12)),
    "no country": ("head.country", letter(), emptied("CỘNG HÒA")),
    "no motto": ("head.motto", letter(), emptied("Độc lập")),
    "no number": ("head.number", letter(), emptied("Số:")),
    "no date": ("head.date", letter(), emptied("Sơn Dương,")),
    "landscape": ("page.orientation", letter(), landscape),
    "Nơi nhận without colon": ("recipients.head", letter(), no_colon),
    "A5 paper": ("page.size", letter(), a5),
    "right margin of 30 mm": ("page.margin-right", letter(), wide_right_margin),
    "left margin of an appendix": ("page.margin-left", report(), narrow_appendix("left")),
    "top margin of an appendix": ("page.margin-top", report(), narrow_appendix("top")),
    "bottom margin of an appendix": ("page.margin-bottom", report(), narrow_appendix("bottom")),
    "a paragraph in Arial": ("page.typeface", letter(), arial),
    "a paragraph in blue": ("page.colour", letter(), blue_text),
    "page number at the foot": ("page.number", letter(), number_at_foot),
    "page number on the first page": ("page.number", letter(), number_on_first_page),
    "page number at the right": ("page.number", letter(), number_at_right),
    "country not bold": ("head.country-type", letter(), set_style("CỘNG HÒA", bold=False, italic=False)),
    "no line under the motto": ("head.motto-rule", letter(), no_rule_under_motto),
    "a short line under the motto": ("head.motto-rule", letter(), short_rule_under_motto),
    "superior body in bold": ("head.superior-type", report(), set_size("HUYỆN SƠN", 14)),
    "number in italics": ("head.number-type", letter(), set_style("Số:", bold=False, italic=True)),
    "date upright": ("head.date-type", letter(), set_style("Sơn Dương,", bold=False, italic=False)),
    "subject not bold": ("title.subject", report(), set_style("Kết quả triển khai", bold=False, italic=False)),
    "no line under the subject": ("title.subject-rule", report(), no_subject_rule),
    "Kính gửi in 16 pt": ("addressees.type", letter(), set_size("Kính gửi", 16)),
    "a basis upright": ("bases.type", decision(), upright_basis),
    "text ragged": ("text.justified", letter(), ragged),
    "paragraphs without gap": ("text.gap", letter(), no_gap),
    "no indent": ("text.indent", letter(), no_indent),
    "double spacing": ("text.leading", letter(), double_spacing),
    "office not bold": ("sign.office-type", letter(), set_style("KT. CHỦ", bold=False, italic=False)),
    "name in 16 pt": ("sign.name-type", letter(), set_size("Hoàng Văn", 16)),
    "no name": ("sign.name", letter(), no_signer),
    "Nơi nhận not italic": ("recipients.head-type", letter(), set_style("Nơi nhận", bold=True, italic=False)),
    "a stamp of urgency without frame": ("urgency.form", URGENT, no_frame),
    "a stamp of urgency in black": ("urgency.form", URGENT, black_stamp),
    "appendix in 12 pt": ("appendix.head", report(), set_size("Phụ lục", 12)),
}


@pytest.mark.parametrize("paper", SOUND, ids=NAMES)
def test_our_own_pdf_gives_no_alarm(paper: Paper) -> None:
    verdict = inspect_paper(write_pdf(paper, ISSUE, now=NOW).pdf)

    assert () == verdict.findings
    assert verdict.conforms
    assert len(verdict.judged) > 35


@pytest.mark.parametrize("paper", SOUND, ids=NAMES)
def test_our_own_docx_gives_no_alarm(paper: Paper) -> None:
    verdict = inspect_paper(write_docx(paper, ISSUE, now=NOW))

    assert () == verdict.findings
    assert len(verdict.judged) > 35


@pytest.mark.parametrize("fault", PDF_FAULTS)
def test_a_fault_in_a_pdf_is_found_by_name(fault: str) -> None:
    rule, paper, words, house = PDF_FAULTS[fault]

    verdict = inspect_paper(spoilt_pdf(paper, words=words, house=house))

    assert {rule} == {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize("fault", DOCX_FAULTS)
def test_a_fault_in_a_docx_is_found_by_name(fault: str) -> None:
    rule, paper, spoil = DOCX_FAULTS[fault]

    verdict = inspect_paper(spoilt_docx(paper, spoil))

    assert {rule} == {finding.rule for finding in verdict.findings}


def test_a_line_of_the_wrong_length_is_told_as_a_share_of_its_text() -> None:
    def shorten(document: Document) -> None:
        indent = paragraph(document, "Kết quả triển khai")._p.getnext().pPr.ind
        indent.left = indent.right = Mm(70)

    (finding,) = inspect_paper(spoilt_docx(report(), shorten)).findings

    assert ("title.subject-rule", "16% độ dài dòng chữ") == (finding.rule, finding.found.vi)


@pytest.mark.every_run
def test_nearly_every_rule_has_a_planted_fault() -> None:
    planted = {rule for rule, *_ in (*PDF_FAULTS.values(), *DOCX_FAULTS.values())}

    assert {"head.date-line"} == {rule.name for rule in RULES} - planted


@pytest.mark.every_run
def test_every_rule_stands_in_the_guide_with_what_it_wants() -> None:
    guide = (PROJECT / "docs" / "guides" / "papers.md").read_text(encoding="utf-8")

    assert [] == [rule.name for rule in RULES if f"| `{rule.name}` | {rule.wanted} |" not in guide]
