"""The DOCX says what the PDF says, in the same measures, and can be edited."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from bluezone.documents.draft import write_docx
from bluezone.documents.fonts import width_mm
from bluezone.documents.measures import HOUSE
from bluezone.documents.paper import Appendix, Chapter, Paper, Part, Section, Urgency
from tests.support.documents.papers import ISSUE, NOW, changed, decision, letter, report, units_table


def opened(paper: Paper) -> Document:
    return docx.Document(io.BytesIO(write_docx(paper, ISSUE, now=NOW)))


def head(document: Document) -> list[Paragraph]:
    """The lines above the text, of both columns."""
    return [each for row in document.tables[0].rows for cell in row.cells for each in cell.paragraphs]


def words(document: Document) -> str:
    """All text, in tables and out, in the order of the pages."""
    body = document.element.body
    return " ".join("".join(node.itertext()) for node in body.iter("{*}p"))


@pytest.mark.parametrize("paper", [letter(), report(), decision()], ids=lambda paper: paper.kind.name)
def test_the_page_is_a4_within_the_margins(paper: Paper) -> None:
    section = opened(paper).sections[0]

    assert (210, 297) == (round(section.page_width.mm), round(section.page_height.mm))  # type: ignore[union-attr]
    assert (20, 20, 30, 20) == tuple(
        round(margin.mm)  # type: ignore[union-attr]
        for margin in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    )


def test_it_says_what_the_layout_says() -> None:
    text = words(opened(letter()))

    for said in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "V/v triển khai", "- Lưu: VT, VHTT.", "26/8/2020./."):
        assert said in text


def test_everything_is_in_the_prescribed_face() -> None:
    document = opened(report())

    assert "Times New Roman" == document.styles["Normal"].font.name  # type: ignore[attr-defined]
    assert {None} == {run.font.name for paragraph in document.paragraphs for run in paragraph.runs}


def test_the_first_page_has_no_number() -> None:
    section = opened(letter()).sections[0]

    assert section.different_first_page_header_footer
    assert "" == section.first_page_header.paragraphs[0].text
    assert "PAGE" in "".join(section.header.paragraphs[0]._p.itertext())


def test_an_appendix_may_lie_on_its_side() -> None:
    wide = changed(report(), appendices=(Appendix(title="Bảng", blocks=(units_table(),), landscape=True),))

    assert [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE] == [section.orientation for section in opened(wide).sections]


def test_the_offices_address_stands_on_the_first_page_of_all_and_on_no_appendix() -> None:
    issuer = changed(report().issuer, address="Địa chỉ: thị trấn Sơn Dương")  # type: ignore[arg-type]

    sections = opened(changed(report(), issuer=issuer)).sections

    assert ["Địa chỉ: thị trấn Sơn Dương", ""] == [each.first_page_footer.paragraphs[0].text for each in sections]


def test_a_long_list_of_recipients_leaves_the_signature_on_the_page_of_the_text() -> None:
    names = tuple(f"Ủy ban nhân dân xã thứ {number} cùng các đơn vị trực thuộc" for number in range(50))
    foot = opened(changed(letter(), recipients=names)).tables[-1]

    (beside, _), (below, _) = (row.cells for row in foot.rows)

    assert len(beside.paragraphs) < 15
    assert [f"- {name};" for name in names] + ["- Lưu: VT, VHTT."] == [
        paragraph.text for cell in (beside, below) for paragraph in cell.paragraphs if paragraph.text != "Nơi nhận:"
    ]


def test_a_stamp_of_urgency_is_framed_in_red_and_its_words_are_red() -> None:
    document = opened(changed(letter(), urgency=Urgency.VERY_URGENT))

    stamp = next(each for each in head(document) if each.text == "THƯỢNG KHẨN")
    assert 'w:color="D40000"' in document.element.xml
    assert ["D40000"] == [str(run.font.color.rgb) for run in stamp.runs]


def test_an_appendix_is_headed_by_its_name_its_title_and_the_paper_to_which_it_belongs() -> None:
    document = opened(changed(report(), appendices=(Appendix(title="Bảng các xã", blocks=(units_table(),)),)))

    lines = [each for each in document.paragraphs if each.text]

    at = next(place for place, each in enumerate(lines) if each.text == "Phụ lục")
    name, title, reference = lines[at : at + 3]
    assert ("BẢNG CÁC XÃ", True) == (title.text, reference.text.startswith("(Kèm theo "))
    assert [True, True, True] == [each.alignment == WD_ALIGN_PARAGRAPH.CENTER for each in (name, title, reference)]
    assert [True, True, False] == [each.runs[0].bold for each in (name, title, reference)]
    assert [False, False, True] == [each.runs[0].italic for each in (name, title, reference)]


def test_its_metadata_name_the_body_and_no_machine() -> None:
    properties = opened(letter()).core_properties

    assert ("Ủy ban nhân dân huyện Sơn Dương", "") == (properties.author, properties.comments)
    assert NOW.replace(tzinfo=None) == properties.created.replace(tzinfo=None)  # type: ignore[union-attr]


def test_between_office_and_name_there_is_room_for_a_signature() -> None:
    """As high as in the PDF."""
    right = opened(letter()).tables[-1].rows[0].cells[1].paragraphs
    (signer,) = [place for place, line in enumerate(right) if line.text == letter().signatory.name]

    assert HOUSE.signature_mm == pytest.approx(right[signer - 1].paragraph_format.line_spacing.mm, abs=0.01)  # type: ignore[union-attr]


def test_whoever_types_on_finds_single_lines_in_the_size_of_the_text() -> None:
    normal = docx.Document(io.BytesIO(write_docx(letter(), ISSUE, now=NOW))).styles["Normal"]

    assert (1, HOUSE.text_pt) == (normal.paragraph_format.line_spacing, normal.font.size.pt)
    assert (0, 0) == (normal.paragraph_format.space_before, normal.paragraph_format.space_after)


def test_a_decision_decides_in_a_line_of_its_own_and_a_letter_has_no_empty_one() -> None:
    decided, written = (
        [one.text for one in docx.Document(io.BytesIO(write_docx(paper, ISSUE, now=NOW))).paragraphs]
        for paper in (decision(), letter())
    )

    assert 1 == decided.count("QUYẾT ĐỊNH:")
    assert "" not in written[written.index(next(line for line in written if line.startswith("Kính gửi"))) + 1 :][:3]


def test_the_number_of_a_page_stands_a_centimetre_below_its_edge_within_the_margin() -> None:
    (section,) = docx.Document(io.BytesIO(write_docx(letter(), ISSUE, now=NOW))).sections

    assert [10, 10] == [round(one.mm, 1) for one in (section.header_distance, section.footer_distance)]
    assert section.header_distance < section.top_margin


def test_the_room_before_the_signature_stays_with_it_on_one_page() -> None:
    document = opened(letter())
    (foot,) = (table._tbl for table in document.tables if "Nơi nhận" in table.rows[0].cells[0].text)

    assert "true" == str(Paragraph(foot.getprevious(), document).paragraph_format.keep_with_next).lower()


def test_the_title_of_a_chapter_stands_in_a_line_of_its_own() -> None:
    divisions = (Part(title="Đánh giá chung"), Chapter(title="Kết quả"), Section(title="Cài đặt"))
    paper = changed(report(), blocks=(*divisions, *letter().blocks))

    lines = {one.text for one in opened(paper).paragraphs}

    assert {"Phần I", "ĐÁNH GIÁ CHUNG", "Chương I", "KẾT QUẢ", "I. CÀI ĐẶT"} <= lines


# --- measures ---------------------------------------------------------------------------------------------------------


def mm(length: Any) -> float:
    return round(length.mm, 1)


def borders(paragraph: Paragraph) -> dict[str, tuple[str | None, str | None]]:
    """The lines around a paragraph: of each side how thick, in eighths of a point, and in which colour."""
    drawn = paragraph._p.findall(f".//{qn('w:pBdr')}/*")
    return {one.tag.rpartition("}")[2]: (one.get(qn("w:sz")), one.get(qn("w:color"))) for one in drawn}


def gaps(paragraph: Paragraph) -> tuple[float, float]:
    """The room above and below, in points."""
    form = paragraph.paragraph_format
    return tuple(0 if one is None else one.pt for one in (form.space_before, form.space_after))  # type: ignore[return-value]


def rules(lines: list[Paragraph]) -> list[Paragraph]:
    """Lines under a title: empty, with a border."""
    return [one for one in lines if borders(one) and not one.text]


def test_one_addressee_stands_on_one_line_and_several_are_a_list_with_room_around_both() -> None:
    (only,) = (one for one in opened(report()).paragraphs if one.text.startswith("Kính gửi"))
    lines = opened(letter()).paragraphs
    at = next(place for place, one in enumerate(lines) if one.text == "Kính gửi:")
    head, first, second, third = lines[at : at + 4]

    assert ("Kính gửi: Ủy ban nhân dân huyện Sơn Dương", (12, 12)) == (only.text, gaps(only))
    assert [(12, 0), (0, 0), (0, 0), (0, 12)] == [gaps(one) for one in (head, first, second, third)]
    assert [22, 44, 44, 44] == [mm(one.paragraph_format.left_indent) for one in (head, first, second, third)]
    assert [-3, -3, -3] == [mm(one.paragraph_format.first_line_indent) for one in (first, second, third)]
    assert [WD_ALIGN_PARAGRAPH.LEFT] * 4 == [one.alignment for one in (head, first, second, third)]
    assert ["- Các", "- Ủy ", "- Ủy "] == [one.text[:5] for one in (first, second, third)]


def test_the_head_of_a_table_is_bold_centred_and_repeated_its_total_bold_and_its_figures_right() -> None:
    centre, left, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
    table = opened(report()).tables[1]
    cells = [[cell.paragraphs[0] for cell in row.cells] for row in table.rows]

    assert [[True] * 5, *[[False] * 5] * 3, [True] * 5] == [[one.runs[0].bold for one in row] for row in cells]
    assert [centre] * 5 == [one.alignment for one in cells[0]]
    assert [[right, left, right, right, right]] * 4 == [[one.alignment for one in row] for row in cells[1:]]
    assert {13.0} == {run.font.size.pt for row in cells for one in row for run in one.runs}
    assert [1, 0, 0, 0, 0] == [len(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows]


def test_columns_share_the_width_of_the_text_in_the_paper_and_in_an_appendix_on_its_side() -> None:
    """160 mm of an upright sheet, and 247 of one that lies: 5.5 shares."""
    wide = changed(report(), appendices=(Appendix(title="Bảng", blocks=(units_table(),), landscape=True),))
    upright, lying = opened(wide).tables[1], opened(wide).tables[3]

    for table, width in ((upright, 160), (lying, 247)):
        shares = [width * share / 5.5 for share in (0.5, 2, 1, 1, 1)]
        assert shares == [pytest.approx(one.width.mm, abs=0.1) for one in table.columns]
        assert [shares] * 5 == [[pytest.approx(one.width.mm, abs=0.1) for one in row.cells] for row in table.rows]
        assert (False, WD_TABLE_ALIGNMENT.CENTER) == (table.autofit, table.alignment)


@pytest.mark.parametrize(("landscape", "sheet"), [(False, (210, 297)), (True, (297, 210))])
def test_an_appendix_has_margins_as_the_paper_has_and_pages_counted_from_one(landscape: bool, sheet: tuple) -> None:
    made = changed(report(), appendices=(Appendix(title="Bảng", blocks=(units_table(),), landscape=landscape),))
    _, section = opened(made).sections

    assert sheet == (round(section.page_width.mm), round(section.page_height.mm))  # type: ignore[union-attr]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert (20, 20, 30, 20) == tuple(map(mm, margins))
    assert ["1"] == [one.get(qn("w:start")) for one in section._sectPr.findall(qn("w:pgNumType"))]


def test_head_and_foot_stand_in_two_columns_without_lines_as_wide_as_the_text() -> None:
    document = opened(letter())

    for table, widths in ((document.tables[0], (70, 90)), (document.tables[-1], (80, 80))):
        assert widths == tuple(mm(one.width) for one in table.columns)
        assert [widths] * len(table.rows) == [tuple(mm(cell.width) for cell in row.cells) for row in table.rows]
        assert not table.autofit
        rims = table._tbl.findall(f".//{qn('w:tblCellMar')}/*")
        assert {("left", "0", "dxa"), ("right", "0", "dxa")} == {
            (one.tag.rpartition("}")[2], one.get(qn("w:w")), one.get(qn("w:type"))) for one in rims
        }
    assert 1 == len(document.tables[-1].rows[0]._tr.findall(f".//{qn('w:cantSplit')}"))


def test_under_body_motto_and_subject_stand_lines_of_the_lengths_of_the_decree() -> None:
    """As long as the motto, and two fifths of the widest line of a body's name and of a subject."""
    document = opened(report())
    left, right = document.tables[0].rows[0].cells
    (under_body,), (under_motto,), (under_subject,) = map(
        rules, (left.paragraphs, right.paragraphs, document.paragraphs)
    )
    body = 0.4 * min(width_mm("PHÒNG VĂN HÓA VÀ THÔNG TIN", HOUSE.body_name_pt, bold=True), 70)
    subject = 0.4 * min(width_mm(report().subject, HOUSE.title_pt, bold=True), 160)
    motto = width_mm("Độc lập - Tự do - Hạnh phúc", HOUSE.motto_pt, bold=True)

    for line, length, within in ((under_body, body, 70), (under_motto, motto, 90), (under_subject, subject, 160)):
        form = line.paragraph_format
        assert [(within - length) / 2] * 2 == [
            pytest.approx(one.mm, abs=0.1) for one in (form.left_indent, form.right_indent)
        ]
        assert {"top": ("6", "000000")} == borders(line)
        assert ((3, 0), 6, WD_LINE_SPACING.EXACTLY) == (gaps(line), form.line_spacing.pt, form.line_spacing_rule)
        assert WD_ALIGN_PARAGRAPH.CENTER == line.alignment


@pytest.mark.parametrize(
    ("urgency", "frame_mm"), [(Urgency.URGENT, 20), (Urgency.VERY_URGENT, 40), (Urgency.EXPRESS, 30)]
)
def test_the_frame_of_a_stamp_is_as_wide_as_the_decree_has_it(urgency: Urgency, frame_mm: int) -> None:
    stamp = next(one for one in head(opened(changed(letter(), urgency=urgency))) if one.text == urgency.value)

    form = stamp.paragraph_format
    assert [frame_mm] * 2 == [round(70 - 2 * one.mm) for one in (form.left_indent, form.right_indent)]
    assert dict.fromkeys(("top", "left", "bottom", "right"), ("12", "D40000")) == borders(stamp)
    assert (13, True, (6, 0)) == (stamp.runs[0].font.size.pt, stamp.runs[0].bold, gaps(stamp))


def test_the_offices_address_stands_under_a_line_in_its_size_in_the_middle() -> None:
    issuer = changed(letter().issuer, address="Địa chỉ: thị trấn Sơn Dương")  # type: ignore[arg-type]
    with_address, without = opened(changed(letter(), issuer=issuer)), opened(letter())

    (foot,) = with_address.sections[0].first_page_footer.paragraphs
    assert ({"top": ("6", "000000")}, WD_ALIGN_PARAGRAPH.CENTER) == (borders(foot), foot.alignment)
    assert HOUSE.address_pt == foot.runs[0].font.size.pt
    assert [{}] == [borders(one) for one in without.sections[0].first_page_footer.paragraphs]


def test_the_number_of_a_page_stands_in_the_middle_in_its_size() -> None:
    (line,) = opened(letter()).sections[0].header.paragraphs

    assert (WD_ALIGN_PARAGRAPH.CENTER, HOUSE.page_number_pt) == (line.alignment, line.runs[0].font.size.pt)
    kinds = [one.get(qn("w:fldCharType")) for one in line._p.findall(f".//{qn('w:fldChar')}")]
    assert (["begin", "end"], 1) == (kinds, len(line._p.findall(f".//{qn('w:instrText')}")))


def test_every_line_of_the_head_has_the_size_and_the_hand_of_the_decree() -> None:
    found = {
        one.text: (one.runs[0].font.size.pt, one.runs[0].bold, one.runs[0].italic)
        for one in head(opened(report()))
        if one.runs
    }

    assert {
        "ỦY BAN NHÂN DÂN": (HOUSE.body_name_pt, False, False),
        "HUYỆN SƠN DƯƠNG": (HOUSE.body_name_pt, False, False),
        "PHÒNG VĂN HÓA VÀ THÔNG TIN": (HOUSE.body_name_pt, True, False),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (HOUSE.country_pt, True, False),
        "Độc lập - Tự do - Hạnh phúc": (HOUSE.motto_pt, True, False),
        "Số: 05/BC-VHTT": (HOUSE.number_pt, False, False),
        "Sơn Dương, ngày 05 tháng 01 năm 2020": (HOUSE.place_date_pt, False, True),
    } == found


def test_what_a_letter_is_about_stands_under_its_number_with_room_between() -> None:
    about = next(one for one in head(opened(letter())) if one.text.startswith("V/v"))

    assert (HOUSE.about_pt, (6, 0)) == (about.runs[0].font.size.pt, gaps(about))


def test_type_and_subject_stand_bold_in_the_middle_with_room_above() -> None:
    lines = [one for one in opened(report()).paragraphs if one.text][:2]

    assert ["BÁO CÁO", report().subject] == [one.text for one in lines]
    assert [(14, 0), (0, 0)] == [gaps(one) for one in lines]
    assert [(HOUSE.title_pt, True)] * 2 == [(one.runs[0].font.size.pt, one.runs[0].bold) for one in lines]
    assert [WD_ALIGN_PARAGRAPH.CENTER] * 2 == [one.alignment for one in lines]


def test_a_paragraph_is_even_on_both_sides_indented_and_apart_from_the_next() -> None:
    text = next(one for one in opened(letter()).paragraphs if one.text.startswith("Căn cứ"))

    form = text.paragraph_format
    assert (WD_ALIGN_PARAGRAPH.JUSTIFY, 12.7, (0, 6)) == (text.alignment, mm(form.first_line_indent), gaps(text))
    assert HOUSE.leading == form.line_spacing


def test_what_stands_over_something_stays_on_its_page() -> None:
    """A title with its text, a heading with its table, and the end of the text with the signature; no paragraph with
    the next one."""
    lines = opened(report()).paragraphs

    held = {one.text: one.paragraph_format.keep_with_next for one in lines}
    kept = ("I. TÌNH HÌNH TRIỂN KHAI", "1. Công tác chỉ đạo", "2. Kết quả", "Bảng 1. Kết quả theo đơn vị")
    last = next(one for one in held if one.endswith("báo cáo./."))
    assert [True] * 5 == [held[text] for text in (*kept, last)]
    assert not held["- Trong đó 31 tại bộ phận một cửa."]
    heading = next(one for one in lines if one.text == "Bảng 1. Kết quả theo đơn vị")
    assert ((8, 8), True) == (gaps(heading), heading.runs[0].bold)


def test_the_bases_of_a_decision_are_italic_and_its_words_of_deciding_bold() -> None:
    lines = {one.text: one for one in opened(decision()).paragraphs}
    article = next(one for text, one in lines.items() if text.startswith("Điều 1."))

    assert [True] * 3 == [one.runs[0].italic for text, one in lines.items() if text.startswith(("Căn cứ", "Theo đề"))]
    assert [True, True] == [
        lines[text].runs[0].bold for text in ("CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN SƠN DƯƠNG", "QUYẾT ĐỊNH:")
    ]
    assert [("Điều 1.", True), (" Thành ", False)] == [(one.text[:7], one.bold) for one in article.runs]


def test_recipients_and_mark_are_small_and_office_and_name_bold() -> None:
    left, right = opened(changed(letter(), drafter="PL", copies=5)).tables[-1].rows[0].cells
    first, *names, mark = [one for one in left.paragraphs if one.text]

    run = first.runs[0]
    assert ("Nơi nhận:", 12, True, True) == (run.text, run.font.size.pt, run.bold, run.italic)
    assert {(11.0, False)} == {(one.runs[0].font.size.pt, one.runs[0].bold) for one in (*names, mark)}
    assert ("PL.05", {WD_ALIGN_PARAGRAPH.LEFT}) == (mark.text, {one.alignment for one in (first, *names, mark)})
    said = {one.text: (one.runs[0].font.size.pt, one.runs[0].bold) for one in right.paragraphs if one.text}
    assert (
        dict.fromkeys(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Hoàng Văn Thử"), (HOUSE.text_pt, True))
        == said
    )


def test_its_metadata_hold_no_more_of_a_title_than_word_processors_take() -> None:
    """255 signs."""
    long = opened(changed(letter(), subject="a" * 300)).core_properties

    assert ("a" * 255, letter().subject) == (long.title, opened(letter()).core_properties.title)
    assert long.created == long.modified
