"""The words of a paper, each where the decree puts it."""

from __future__ import annotations

from bluezone.documents.layout import Layout, lay_out, number_blocks
from bluezone.documents.paper import (
    Appendix,
    Article,
    Chapter,
    Clause,
    Dash,
    Paper,
    Paragraph,
    Part,
    Point,
    Section,
    Urgency,
)
from tests.support.documents.papers import ISSUE, changed, decision, letter, report


def laid(paper: Paper) -> Layout:
    return lay_out(paper, ISSUE, year=2020)


def labels(*blocks: object) -> list[str]:
    return [item.label or item.title for item in number_blocks(blocks)]  # type: ignore[arg-type]


def test_bodies_and_offices_stand_in_capitals() -> None:
    words = laid(letter())

    assert ("ỦY BAN NHÂN DÂN", "HUYỆN SƠN DƯƠNG") == words.body
    assert ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") == words.office
    assert "Hoàng Văn Thử" == words.signer


def test_number_and_date_carry_their_zeros() -> None:
    words = laid(letter())

    assert "Số: 05/UBND-VHTT" == words.number
    assert "Sơn Dương, ngày 05 tháng 01 năm 2020" == words.place_date


def test_a_draft_leaves_number_and_day_open() -> None:
    words = lay_out(letter(), None, year=2020)

    assert "Số:       /UBND-VHTT" == words.number
    assert "Sơn Dương, ngày      tháng      năm 2020" == words.place_date


def test_a_letter_has_no_type_and_everything_else_no_about_line() -> None:
    assert "" == laid(letter()).type_name
    assert laid(letter()).about.startswith("V/v triển khai")
    assert ("BÁO CÁO", "") == (laid(report()).type_name, laid(report()).about)


def test_bases_end_in_semicolons_and_the_last_in_a_full_stop() -> None:
    assert [";", ";", "."] == [basis[-1] for basis in laid(decision()).bases]


def test_a_stop_that_somebody_typed_is_not_doubled() -> None:
    words = laid(changed(decision(), bases=("Căn cứ Luật A;", "Căn cứ Luật B.")))

    assert ("Căn cứ Luật A;", "Căn cứ Luật B.") == words.bases


def test_the_text_ends_in_a_stroke_between_two_dots() -> None:
    assert "trước ngày 26/8/2020./." == laid(letter()).items[-1].text[-23:]
    typed = changed(letter(), blocks=(Paragraph(text="Đề nghị thực hiện./."),))
    assert "Đề nghị thực hiện./." == laid(typed).items[-1].text


def test_one_addressee_has_no_stop_and_several_are_a_list() -> None:
    assert ("Ủy ban nhân dân huyện Sơn Dương",) == laid(report()).addressees
    assert [";", ";", "."] == [name[-1] for name in laid(letter()).addressees]


def test_recipients_are_dashes_and_end_with_the_file_copy() -> None:
    assert ("- Như trên;", "- Lãnh đạo phòng;", "- Lưu: VT, TT.") == laid(report()).recipients


def test_articles_run_through_the_paper_and_clauses_begin_again() -> None:
    article, clause, point = Article(text="a"), Clause(text="b"), Point(text="c")

    found = labels(article, clause, clause, point, point, clause, point, article, clause)

    assert ["Điều 1.", "1.", "2.", "a)", "b)", "3.", "a)", "Điều 2.", "1."] == found


def test_parts_and_chapters_are_roman_and_their_titles_capitals() -> None:
    found = labels(Part(title="Chung"), Chapter(title="Một"), Chapter(title="Hai"), Part(title="Riêng"))

    assert ["Phần I", "CHUNG", "Chương I", "MỘT", "Chương II", "HAI", "Phần II", "RIÊNG"] == found


def test_sections_are_roman_and_dashes_stay_dashes() -> None:
    assert ["I.", "1.", "-", "II.", "1."] == labels(
        Section(title="A"), Clause(text="b"), Dash(text="c"), Section(title="D"), Clause(text="e")
    )


def test_a_clauses_title_stands_on_its_own_line() -> None:
    head, text = number_blocks((Clause(title="Kết quả", text="Tốt."),))

    assert ("1.", "Kết quả", "") == (head.label, head.title, head.text)
    assert ("", "", "Tốt.") == (text.label, text.title, text.text)


def test_urgency_brings_its_frame() -> None:
    assert ("HOẢ TỐC", (30, 8)) == (
        laid(changed(letter(), urgency=Urgency.EXPRESS)).urgency,
        laid(changed(letter(), urgency=Urgency.EXPRESS)).urgency_frame_mm,
    )


def test_several_appendices_are_numbered_and_one_is_not() -> None:
    one = Appendix(title="Số liệu", blocks=(Paragraph(text="a"),))

    assert ["Phụ lục"] == [each.heading for each in laid(changed(letter(), appendices=(one,))).appendices]
    assert ["Phụ lục I", "Phụ lục II"] == [
        each.heading for each in laid(changed(letter(), appendices=(one, one))).appendices
    ]


def test_an_appendix_says_what_it_belongs_to() -> None:
    reference = laid(report()).appendices[0].reference

    assert "(Kèm theo Báo cáo số 05/BC-VHTT ngày 05 tháng 01 năm 2020 của Phòng Văn hóa và Thông tin)" == reference


def test_the_drafters_mark_carries_the_copies() -> None:
    assert "PL.05" == laid(changed(letter(), drafter="PL", copies=5)).mark


def test_an_appendix_says_to_which_paper_it_belongs_a_letter_by_its_own_name() -> None:
    papers = (
        changed(letter(), appendices=(Appendix(title="Số liệu", blocks=(Paragraph(text="a"),)),)),
        changed(report(), appendices=(Appendix(title="Số liệu", blocks=(Paragraph(text="a"),)),)),
    )

    assert ["(Kèm theo Công văn số 05/UBND-VHTT", "(Kèm theo Báo cáo số 05/BC-VHTT"] == [
        laid(paper).appendices[0].reference.partition(" ngày")[0] for paper in papers
    ]
