"""The DOCX says what the PDF says, in the same measures, and can be edited."""

from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph

from bluezone.documents.draft import write_docx
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
