"""A sheet taken apart into the boxes of the decree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.conformance.anatomy import Anatomy, dissect
from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.sheet import Box, Line, Page, Run, Sheet, Side, Type
from bluezone.documents.draft import write_docx
from bluezone.documents.paper import Paper
from tests.support.documents.anatomies import line, sheet
from tests.support.documents.issued import NOW
from tests.support.documents.papers import letter, report


def anatomy_of(paper: Paper) -> Anatomy:
    return dissect(read_docx(write_docx(paper, None, now=NOW)))


def test_the_subject_of_a_report_stands_under_the_name_of_its_type() -> None:
    found = anatomy_of(report())

    assert found.type_name is not None
    assert ("BÁO CÁO", report().subject) == (found.type_name.text, " ".join(line.text for line in found.subject))


@pytest.mark.parametrize(
    ("missing", "is_paper"),
    [
        ((), True),
        (("country",), True),
        (("number", "recipients_head"), True),
        (("country", "number"), False),
        (("country", "recipients_head"), False),
    ],
)
def test_by_its_country_or_by_number_and_recipients_a_paper_is_known(missing: tuple[str, ...], is_paper: bool) -> None:
    assert is_paper == replace(anatomy_of(letter()), **dict.fromkeys(missing)).is_paper


def test_the_line_under_a_subject_ends_it_however_many_lines_it_has() -> None:
    bold = Type("Tinos", 14, bold=True, italic=False)
    words = (("BÁO CÁO", None), ("tình hình cài đặt", None), ("trên địa bàn huyện", 30.0), ("phần mở đầu", None))
    lines = tuple(Line((Run(text, bold),), 1, stroke_mm=stroke_mm) for text, stroke_mm in words)

    found = dissect(Sheet("pdf", (Page(210, 297),), lines, (), numbers_known=False))

    assert ["tình hình cài đặt", "trên địa bàn huyện"] == [line.text for line in found.subject]


def test_of_a_pdf_the_line_under_a_subject_in_mid_page_is_no_part_of_it() -> None:
    plain = Type("Tinos", 14, bold=False, italic=False)
    lines = tuple(Line((Run(text, plain),), 1) for text in ("V/v cài đặt ứng dụng", "trên địa bàn huyện"))

    found = dissect(Sheet("pdf", (Page(210, 297),), lines, (), numbers_known=False))

    assert ["V/v cài đặt ứng dụng"] == [line.text for line in found.about]


def test_the_office_that_signs_stands_beside_the_recipients_and_not_far_above_them() -> None:
    bold = Type("Tinos", 14, bold=True, italic=False)
    words = (("PHÒNG NỘI VỤ", 100, Side.RIGHT), ("Nơi nhận:", 200, Side.LEFT), ("CHỦ TỊCH", 195, Side.RIGHT))
    lines = tuple(
        Line((Run(text, bold),), 1, side, box=Box(30, below - 4, 90, below + 1, below)) for text, below, side in words
    )

    found = dissect(Sheet("pdf", (Page(210, 297),), lines, (), numbers_known=False))

    assert ["CHỦ TỊCH"] == [line.text for line in found.office]


def found(*lines: Line, source: str = "pdf") -> Anatomy:
    return dissect(sheet(*lines, source=source, pages=(Page(210, 297),) * 2))


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [one.text for one in lines]


def at(text: str, below: float, *, left: float = 30, page: int = 1, side: Side = Side.FULL, **rest) -> Line:
    return line(text, 14, page=page, side=side, box=Box(left, below - 4, left + 60, below + 1, below), **rest)


def test_where_nobody_finds_a_head_all_is_text_from_the_first_line_to_the_last() -> None:
    all_of_it = found(line("Khi cài đặt"), line("Các cơ quan"), source="docx")

    assert ["Khi cài đặt", "Các cơ quan"] == texts(all_of_it.text.lines)


def test_the_text_stands_between_the_head_and_the_foot() -> None:
    words = ("Số: 05/BC-UBND", "Khi cài đặt", "Các cơ quan", "Nơi nhận:", "- Lưu: VT.")

    boxes = found(*(at(text, 20 + 10 * place) for place, text in enumerate(words)))

    assert ["Khi cài đặt", "Các cơ quan"] == texts(boxes.text.lines)
    assert ("Số: 05/BC-UBND", "Nơi nhận:") == (
        boxes.number and boxes.number.text,
        boxes.recipients_head and boxes.recipients_head.text,
    )
    assert ["- Lưu: VT."] == texts(boxes.recipients)
    assert 30 == boxes.text.left_mm


def test_the_text_ends_at_the_office_and_at_an_appendix_as_at_the_recipients() -> None:
    text, office, head = at("Khi cài đặt", 40), at("CHỦ TỊCH", 50, left=120, side=Side.RIGHT), at("Nơi nhận:", 52)

    assert ["Khi cài đặt"] == texts(found(text, office, head).text.lines)
    assert ["Khi cài đặt"] == texts(found(text, at("Phụ lục I", 60), at("Bảng", 70)).text.lines)


@pytest.mark.parametrize(
    ("size_pt", "below", "page", "is_text"),
    [
        *((size, 277.5, 1, False) for size in (10.7, 11, 12, 12.3)),
        *((size, 277.5, 1, True) for size in (10.6, 12.4, 14)),
        (11, 277, 1, True),
        (11, 277.5, 2, True),
    ],
)
def test_an_address_below_the_margin_of_the_first_page_is_no_text(size_pt, below, page: int, is_text: bool) -> None:
    address = line("Địa chỉ", size_pt, page=page, box=Box(30, below - 4, 90, below + 1, below))

    assert is_text == ("Địa chỉ" in texts(found(at("Khi cài đặt", 100), address).text.lines))
    assert "Địa chỉ" in texts(found(replace(address, box=None), source="docx").text.lines)


@pytest.mark.parametrize(("many", "is_date"), [(69, True), (70, False)])
def test_a_date_stands_on_a_line_of_its_own_or_nearly(many: int, is_date: bool) -> None:
    date = "Sơn Dương, ngày 05 tháng 01 năm 2020".ljust(many, "x")

    assert (date if is_date else None) == getattr(found(line("Số: 05/BC-UBND"), line(date)).place_date, "text", None)


@pytest.mark.parametrize(
    ("number_at", "date_at", "is_date"), [(2, 10, True), (2, 11, False), (None, 20, True), (None, 21, False)]
)
def test_a_date_stands_within_eight_lines_of_the_head_and_within_the_first_twenty_one_where_it_has_no_end(
    number_at: int | None, date_at: int, is_date: bool
) -> None:
    lines = [line("Khi cài đặt")] * 30
    lines[date_at] = line("Sơn Dương, ngày 05 tháng 01 năm 2020")
    if number_at is not None:
        lines[number_at] = line("Số: 05/BC-UBND")

    assert is_date == (found(*lines).place_date is not None)


@pytest.mark.parametrize(("about_at", "is_about"), [(10, True), (11, False)])
def test_what_a_letter_is_about_stands_within_eight_lines_of_the_head(about_at: int, is_about: bool) -> None:
    lines = [line("Khi cài đặt")] * 20
    lines[2], lines[about_at] = line("Số: 05/UBND-VHTT"), line("V/v cài đặt ứng dụng")

    assert (["V/v cài đặt ứng dụng"] if is_about else []) == texts(found(*lines).about)


@pytest.mark.parametrize("begun", ["V/v cài đặt", "V / v cài đặt", "VV cài đặt", "V.v cài đặt"])
def test_what_a_letter_is_about_is_known_however_it_is_written(begun: str) -> None:
    assert [begun] == texts(found(line(begun)).about)


@pytest.mark.parametrize(
    ("second", "goes_on"),
    [
        ({"side": Side.LEFT}, True),
        ({"side": Side.RIGHT}, False),
        ({"side": Side.FULL}, False),
        ({"side": Side.FULL, "paragraph": 3}, True),
        ({"side": Side.FULL, "paragraph": 4}, False),
    ],
)
def test_what_a_letter_is_about_goes_on_in_its_column_or_in_its_paragraph(second: dict, goes_on: bool) -> None:
    lines = (line("V/v cài đặt", side=Side.LEFT, paragraph=3), line("ứng dụng", **second))

    assert ["V/v cài đặt", *(["ứng dụng"] if goes_on else [])] == texts(found(*lines, source="docx").about)


@pytest.mark.parametrize("end", ["KHẨN", "Thượng khẩn", "HOẢ TỐC", "Kính gửi: Các cơ quan"])
def test_what_a_letter_is_about_ends_at_a_stamp_and_at_the_addressees_and_after_eight_lines(end: str) -> None:
    first, more = line("V/v cài đặt", side=Side.LEFT), line("ứng dụng", side=Side.LEFT)

    assert 2 == len(found(first, more, line(end, side=Side.LEFT), more).about)
    assert 8 == len(found(first, *[more] * 9).about)


@pytest.mark.parametrize(
    ("bold", "superior", "body"),
    [
        ((False, True), ["A"], ["B"]),
        ((False, False, True), ["A", "B"], ["C"]),
        ((False, True, True), ["A"], ["B", "C"]),
        ((True, True), [], ["A", "B"]),
        ((False, False), ["A"], ["B"]),
        ((True, False), ["A"], ["B"]),
        ((True, False, True), ["A", "B"], ["C"]),
        ((True,), [], ["A"]),
        ((False,), [], ["A"]),
    ],
)
def test_over_the_number_the_bold_lines_at_the_end_are_the_issuing_body(bold, superior, body) -> None:
    above = [line(name, bold=is_bold) for name, is_bold in zip("ABC", bold, strict=False)]

    boxes = found(*above, line("Số: 05/BC-UBND"), line("Khi cài đặt", bold=True))

    assert (superior, body) == (texts(boxes.superior), texts(boxes.body))


def test_country_motto_date_and_the_right_column_are_no_bodies() -> None:
    head = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sơn Dương, ngày 05 tháng 01 năm 2020")
    right = line("Mật", bold=True, side=Side.RIGHT)
    number = line("Số: 05/BC-UBND")

    boxes = found(*(line(text, bold=True) for text in head), right, line("UBND", bold=True), number)

    assert ([], ["UBND"]) == (texts(boxes.superior), texts(boxes.body))
    assert ((), ()) == (found(number).superior, found(number).body)
    assert ((), ()) == (found(line("UBND", bold=True)).superior, found(line("UBND", bold=True)).body)


BOLD = {"bold": True}


@pytest.mark.parametrize(
    ("lines", "subject"),
    [
        ([("Kết quả", BOLD), ("cài đặt", BOLD), ("Khi cài đặt", {})], ["Kết quả", "cài đặt"]),
        ([("Kết quả", {}), ("Khi cài đặt", {})], ["Kết quả"]),
        ([("KẾT QUẢ", BOLD), ("CHỦ TỊCH", BOLD)], ["KẾT QUẢ"]),
        ([("Kết quả", {"bold": True, "stroke_mm": 20.0}), ("cài đặt", BOLD)], ["Kết quả"]),
        *(
            ([("Kết quả", BOLD), (start, BOLD)], ["Kết quả"])
            for start in ("Căn cứ Luật A", "I. Phần", "1. Khoản", "Điều 1.")
        ),
        *(
            ([("Kết quả", BOLD), (start, BOLD)], ["Kết quả"])
            for start in ("Thực hiện", "Theo đề nghị", "Kính gửi", "Phần I")
        ),
        ([("Căn cứ Luật A", {})], []),
        ([(str(number), BOLD) for number in range(6)], ["0", "1", "2", "3", "4"]),
        ([], []),
    ],
)
def test_a_subject_is_bold_and_ends_where_the_text_begins_or_after_five_lines(lines, subject: list[str]) -> None:
    made = [line(text, **style) for text, style in lines]

    assert subject == texts(found(line("BÁO CÁO", bold=True), *made).subject)
    assert () == found(*made).subject


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Kính gửi: Phòng A.", "- Khi cài đặt"], 1),
        (["Kính gửi:", "- Phòng A;", "- Phòng B.", "- Khi cài đặt"], 3),
        (["Kính gửi:", "– Phòng A;", "– Phòng B.", "Khi cài đặt"], 3),
        (["Kính gửi:", "- Phòng A;", "- Phòng B", "Khi cài đặt"], 3),
        (["Kính gửi:", "Phòng A", "- Phòng B"], 1),
        (["Kính gửi: :", "- Phòng A.", "- Phòng B."], 2),
        (["Kính gửi:", *["- Phòng A;"] * 41], 40),
    ],
)
def test_several_addressees_stand_behind_dashes_until_one_ends_in_a_stop(lines: list[str], names: int) -> None:
    assert lines[:names] == texts(found(*(line(one) for one in lines)).addressees)


@pytest.mark.parametrize(
    ("left_mm", "drop_mm", "goes_on"),
    [(31, 6, True), (41.9, 6, True), (30.5, 6, False), (42, 6, False), (31, 8.9, True), (31, 9, False)],
)
def test_in_a_pdf_an_addressee_goes_on_in_a_line_a_little_further_in_right_below(left_mm, drop_mm, goes_on) -> None:
    head, first = at("Kính gửi:", 50), at("- Các cơ quan, đơn vị", 60)
    second = at("thuộc huyện;", 60 + drop_mm, left=left_mm)

    assert (3 if goes_on else 2) == len(found(head, first, second).addressees)
    for lost in ((replace(first, box=None), second), (first, replace(second, box=None))):
        assert 2 == len(found(head, *lost).addressees)


@pytest.mark.parametrize(("of", "goes_on"), [(7, True), (8, False), (-1, False)])
def test_in_a_docx_an_addressee_goes_on_in_a_line_of_its_own_paragraph(of: int, goes_on: bool) -> None:
    first = line("- Các cơ quan, đơn vị", paragraph=7 if of > 0 else -1)

    lines = (line("Kính gửi:", paragraph=6), first, line("thuộc huyện;", paragraph=of))

    assert (3 if goes_on else 2) == len(found(*lines, source="docx").addressees)


def signed(*words: str) -> Anatomy:
    """Lines of the right column beside the head of the recipients."""
    right = (at(text, 200 + 6 * place, left=120, side=Side.RIGHT) for place, text in enumerate(words))
    return found(at("Khi cài đặt", 190), at("Nơi nhận:", 200), *right)


@pytest.mark.parametrize(
    ("words", "office", "signer"),
    [
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Hoàng Văn Thử"), ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Hoàng Văn Thử"),
        (("CHỦ TỊCH", "(Đã ký)", "Hoàng Văn Thử"), ["CHỦ TỊCH"], "Hoàng Văn Thử"),
        (("Xin chào", "CHỦ TỊCH", "Hoàng Văn Thử"), ["CHỦ TỊCH"], "Hoàng Văn Thử"),
        (("Xin chào", "CHỦ TỊCH"), ["CHỦ TỊCH"], None),
        (("CHỦ TỊCH",), ["CHỦ TỊCH"], None),
        (("Hoàng Văn Thử",), [], None),
        ((), [], None),
    ],
)
def test_beside_the_recipients_capitals_are_the_office_and_the_last_other_line_below_it_a_name(
    words: tuple[str, ...], office: list[str], signer: str | None
) -> None:
    boxes = signed(*words)

    assert (office, signer) == (texts(boxes.office), getattr(boxes.signer, "text", None))


def test_without_recipients_nobody_signs_and_nobody_gets_a_copy() -> None:
    boxes = found(at("Khi cài đặt", 190), at("CHỦ TỊCH", 200, left=120, side=Side.RIGHT))

    assert ((), None, ()) == (boxes.office, boxes.signer, boxes.recipients)


@pytest.mark.parametrize(("before", "is_office"), [(6, True), (7, False)])
def test_an_office_is_written_no_more_than_six_lines_before_the_recipients(before: int, is_office: bool) -> None:
    office = at("CHỦ TỊCH", 200, left=120, side=Side.RIGHT)

    assert is_office == bool(found(office, *[at("x", 199)] * (before - 1), at("Nơi nhận:", 200)).office)


@pytest.mark.parametrize(
    ("below", "page", "is_office"), [(192.5, 1, True), (191.5, 1, False), (260, 1, True), (210, 2, False)]
)
def test_an_office_stands_on_the_page_of_the_recipients_and_not_far_above_them(below, page: int, is_office) -> None:
    office = at("CHỦ TỊCH", below, left=120, page=page, side=Side.RIGHT)
    head = at("Nơi nhận:", 200)

    assert is_office == bool(found(head, office).office)
    assert found(head, replace(office, box=None)).office
    assert found(replace(head, box=None), office).office


@pytest.mark.parametrize(
    ("lines", "many"),
    [
        ([("- Như trên;", {}), ("- Lưu: VT.", {}), ("Bảng", {})], 2),
        ([("- Như trên;", {}), ("CHỦ TỊCH", {"side": Side.RIGHT}), ("- Lưu: VT.", {})], 2),
        ([("- Như trên;", {}), ("- Lưu: VT.", {"page": 2}), ("x", {"page": 2})], 2),
        ([("- Các cơ quan", {}), ("thuộc huyện;", {"page": 2}), ("- Lưu: VT.", {"page": 2})], 3),
        ([("- Như trên;", {}), ("thuộc huyện", {"page": 2})], 1),
        ([("- Như trên.", {}), ("thuộc huyện", {"page": 2})], 1),
        ([("Bảng", {"page": 2})], 0),
        ([("– Lưu VT", {"page": 2})], 1),
        ([("- Như trên;", {}), ("Phụ lục I", {}), ("- Lưu: VT.", {})], 1),
    ],
)
def test_recipients_end_at_the_file_copy_at_an_appendix_and_on_the_page_that_ends_one(lines, many: int) -> None:
    made = [line(text, **place) for text, place in lines]

    assert many == len(found(line("Nơi nhận:"), *made).recipients)


@pytest.mark.parametrize(
    ("head", "is_head"),
    [
        ("Phụ lục", True),
        ("PHỤ LỤC II", True),
        ("Phụ lục " + "I" * 21, True),
        ("Phụ lục " + "I" * 22, False),
        ("Phụ lụcx", False),
        ("Xem Phụ lục I", False),
    ],
)
def test_an_appendix_has_a_short_head_and_comes_after_the_foot(head: str, is_head: bool) -> None:
    foot, more = line("Nơi nhận:"), [line(str(number)) for number in range(4)]

    assert ([head, "0", "1", "2"] if is_head else []) == texts(found(foot, line(head), *more).appendix)
    assert () == found(line(head), foot).appendix


@pytest.mark.parametrize(
    ("text", "is_capital"),
    [
        ("CHỦ TỊCH", True),
        ("A" * 18 + "bbb", True),
        ("A" * 17 + "bbb", False),
        ("1. - 2", False),
        ("TM. ỦY BAN (1)", True),
    ],
)
def test_capitals_are_what_has_few_small_letters(text: str, is_capital: bool) -> None:
    assert ([text] if is_capital else []) == texts(signed(text).office)


@pytest.mark.parametrize("urgency", ["Hoả tốc", "THƯỢNG KHẨN", "Khẩn"])
def test_a_stamp_of_urgency_is_a_line_of_its_own(urgency: str) -> None:
    assert urgency == getattr(found(line("Khi cài đặt"), line(urgency)).urgency, "text", None)
    assert found(line(f"{urgency} 1")).urgency is None
    assert found(line("Khi cài đặt"), line("Nơi nhận:"), line(urgency)).urgency is None


@pytest.mark.parametrize("name", ["Báo cáo", "QUYẾT ĐỊNH:", "Công điện", "Giấy uỷ quyền", "Quy chế", "Hợp đồng"])
def test_a_type_is_a_line_of_its_own_before_the_foot(name: str) -> None:
    assert name == getattr(found(line(name)).type_name, "text", None)
    assert found(line(f"{name} số 1")).type_name is None
    assert found(line("Khi cài đặt"), line("Nơi nhận:"), line(name)).type_name is None


@pytest.mark.parametrize(("number_at", "motto_at"), [(2, 5), (5, 2)])
def test_the_head_ends_at_the_number_or_at_the_motto_whichever_comes_later(number_at: int, motto_at: int) -> None:
    def dated(date_at: int) -> Anatomy:
        lines = [line("Khi cài đặt")] * 20
        lines[number_at], lines[motto_at] = line("Số: 05/BC-UBND"), line("Độc lập - Tự do - Hạnh phúc")
        lines[date_at] = line("Sơn Dương, ngày 05 tháng 01 năm 2020")
        return found(*lines)

    assert [True, False] == [dated(at).place_date is not None for at in (13, 14)]
