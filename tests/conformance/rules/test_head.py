"""What stands in the head of a paper, and what is said of it where it stands otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.conformance.rules.rule import CannotJudgeError
from bluezone.conformance.sheet import Box
from tests.support.documents.anatomies import letter_boxes, line, places, report_boxes, said


def under(text: str, width_mm: float | None, stroke_mm: float | None):
    return line(text, 13, bold=True, width_mm=width_mm, stroke_mm=stroke_mm)


@pytest.mark.parametrize(
    ("box", "rule"),
    [("country", "head.country"), ("motto", "head.motto"), ("number", "head.number"), ("place_date", "head.date")],
)
def test_what_the_head_lacks_is_not_found_and_its_type_is_not_judged(box: str, rule: str) -> None:
    without = letter_boxes(**{box: None})

    assert (["not found"], ["page 1"]) == (said(rule, without), places(rule, without))
    with pytest.raises(CannotJudgeError, match="was not found"):
        said("head.place" if box == "place_date" else f"{rule}-type", without)


@pytest.mark.parametrize(
    ("country", "found"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", False),
        ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", False),
        ("CỘNG HÓA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", True),
    ],
)
def test_the_country_is_written_in_full_with_its_tone_on_either_letter(country: str, found: bool) -> None:
    assert ([country] if found else []) == said("head.country", letter_boxes(country=line(country)))


@pytest.mark.parametrize(
    ("stroke_mm", "found"), [(93, []), (107, []), (91, ["91% of the text"]), (109, ["109% of the text"])]
)
def test_the_line_under_the_motto_is_as_long_as_the_motto(stroke_mm: float, found: list[str]) -> None:
    motto = under("Độc lập - Tự do - Hạnh phúc", 100, stroke_mm)

    assert found == said("head.motto-rule", letter_boxes(motto=motto))


def test_a_line_under_the_motto_is_missed_and_one_under_letters_of_no_known_width_is_not_judged() -> None:
    words = "Độc lập - Tự do - Hạnh phúc"

    assert ["no line"] == said("head.motto-rule", letter_boxes(motto=under(words, None, None)))
    with pytest.raises(CannotJudgeError, match="the width of the text is not known"):
        said("head.motto-rule", letter_boxes(motto=under(words, None, 60)))


@pytest.mark.parametrize(
    ("stroke_mm", "found"), [(28, []), (55, []), (26, ["26% of the text"]), (57, ["57% of the text"])]
)
def test_the_line_under_the_body_is_a_third_to_a_half_of_its_name(stroke_mm: float, found: list[str]) -> None:
    assert found == said("head.body-rule", letter_boxes(body=(under("PHÒNG VĂN HÓA", 100, stroke_mm),)))


def test_of_a_name_of_two_lines_the_longer_one_counts_as_well_as_the_one_above_the_line() -> None:
    """A third of the longer one is more than a half of the shorter one, and the other way round."""
    for stroke_mm in (45, 25):
        body = (under("PHÒNG VĂN HÓA VÀ THÔNG TIN", 100, None), under("HUYỆN", 60, stroke_mm))
        assert [] == said("head.body-rule", letter_boxes(body=body))
    assert [] == said("head.body-rule", letter_boxes(body=(under("PHÒNG", 100, None), under("HUYỆN", None, 40))))


def test_a_line_under_a_name_of_two_lines_is_told_as_a_share_of_the_longer_one_and_of_two_lines_the_lower() -> None:
    body = (under("PHÒNG VĂN HÓA VÀ THÔNG TIN", 100, 40), under("HUYỆN", 60, 70))

    assert ["70% of the text"] == said("head.body-rule", letter_boxes(body=body))
    assert ["page 1: HUYỆN"] == places("head.body-rule", letter_boxes(body=body))


def test_a_line_under_the_body_is_missed_wherever_it_stands_and_not_judged_under_letters_of_no_known_width() -> None:
    first, second = "ỦY BAN NHÂN DÂN", "HUYỆN SƠN DƯƠNG"

    without = letter_boxes(body=(under(first, 50, None), under(second, 50, None)))
    assert (["no line"], [f"page 1: {second}"]) == (said("head.body-rule", without), places("head.body-rule", without))
    assert [] == said("head.body-rule", letter_boxes(body=(under(first, 50, 20), under(second, 50, None))))
    with pytest.raises(CannotJudgeError, match="the width of the text is not known"):
        said("head.body-rule", letter_boxes(body=(under(first, None, 20),)))


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("Số: 05/BC-UBND", []),
        ("Số:05/BC-UBND", []),
        ("Số: 10/BC-UBND", []),
        ("Số: 9/BC-UBND", ["9 without its zero"]),
        ("Số: 009/BC-UBND", ["009 without its zero"]),
        ("Số: 010/BC-UBND", []),
        ("Số 05/BC-UBND", ["Số 05/BC-UBND"]),
        ("Số: 05/BC UBND", ["Số: 05/BC UBND"]),
        ("Số: 05/bc-ubnd", ["Số: 05/bc-ubnd"]),
        ("Số: /BC-UBND", ["Số: /BC-UBND"]),
        ("Số: 05/TTr-UBND", ["Số: 05/TTr-UBND"]),
        ("Số: 05/XYZ-UBND", []),
    ],
)
def test_a_reports_number_has_its_zero_its_slash_and_a_reports_symbol(number: str, found: list[str]) -> None:
    assert found == said("head.number", report_boxes(number=line(number)))


def test_where_no_type_is_named_a_number_may_be_of_any() -> None:
    assert [] == said("head.number", letter_boxes(number=line("Số: 05/QĐ-UBND")))


@pytest.mark.parametrize(
    ("day", "month", "is_sound"),
    [
        *(("09", "01", True), ("10", "02", True), ("09", "3", True), ("31", "10", True), ("30", "11", True)),
        *(("9", "01", False), ("10", "2", False), ("09", "03", False), ("10", "1", False), ("09", "09", False)),
        *(("30", "02", False), ("31", "9", False), ("00", "10", False), ("10", "13", False), ("29", "02", True)),
    ],
)
def test_a_zero_stands_before_days_below_ten_and_the_first_two_months_alone(day, month, is_sound: bool) -> None:
    date = f"Sơn Dương, ngày {day} tháng {month} năm 2020"

    assert ([] if is_sound else [date]) == said("head.date", letter_boxes(place_date=line(date)))


@pytest.mark.parametrize(
    ("date", "is_sound"),
    [
        ("Sơn Dương, ngày 5 tháng 1 năm 2020", True),
        ("Sơn Dương, ngày 05 tháng 01 năm 2020.", True),
        ("sơn Dương, ngày 05 tháng 01 năm 2020", False),
        ("Sơn Dương ngày 05 tháng 01 năm 2020", False),
        ("Ngày 05 tháng 01 năm 2020", False),
    ],
)
def test_a_place_with_a_capital_and_a_comma_stands_before_the_date(date: str, is_sound: bool) -> None:
    assert ([] if is_sound else [date]) == said("head.place", letter_boxes(place_date=line(date)))


@pytest.mark.parametrize(
    ("drop_mm", "found"),
    [(2.5, []), (-2.5, []), (3, ["3 mm below the number"]), (-4, ["4 mm above the number"])],
)
def test_the_date_stands_on_the_line_of_the_number(drop_mm: float, found: list[str]) -> None:
    sound = letter_boxes()
    assert sound.place_date is not None
    lower = replace(sound.place_date, box=Box(110, 41, 190, 45, 45 + drop_mm))

    assert found == said("head.date-line", letter_boxes(place_date=lower))


@pytest.mark.parametrize("lost", ["number", "place_date"])
def test_whether_the_date_stands_there_is_not_judged_of_a_line_without_a_place(lost: str) -> None:
    box = getattr(letter_boxes(), lost)

    with pytest.raises(CannotJudgeError, match="no place before they are printed"):
        said("head.date-line", letter_boxes(**{lost: replace(box, box=None)}))
