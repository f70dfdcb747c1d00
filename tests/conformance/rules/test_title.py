"""Type or V/v, subject, addressees and the stamp of urgency: what is asked of each, and what is said otherwise."""

from __future__ import annotations

import pytest

from bluezone.conformance.rules.rule import CannotJudgeError
from tests.support.documents.anatomies import letter_boxes, line, places, report_boxes, said


def test_a_paper_has_a_type_or_a_line_that_says_what_it_is_about_and_not_both() -> None:
    report = report_boxes()

    assert [[], []] == [said("title.kind", one) for one in (report, letter_boxes())]
    assert ["neither a type nor V/v"] == said("title.kind", letter_boxes(about=()))
    assert ["page 1"] == places("title.kind", letter_boxes(about=()))
    assert ["a type and V/v"] == said("title.kind", letter_boxes(type_name=report.type_name))


@pytest.mark.parametrize(
    ("stroke_mm", "found"),
    [(None, ["no line"]), (28, []), (55, []), (26, ["26% of the text"]), (57, ["57% of the text"])],
)
def test_the_line_under_a_subject_is_a_third_to_a_half_of_it(stroke_mm: float | None, found: list[str]) -> None:
    subject = (line("Kết quả triển khai ứng dụng", width_mm=100.0, stroke_mm=stroke_mm),)

    assert found == said("title.subject-rule", report_boxes(subject=subject))


def test_under_a_subject_of_several_lines_any_of_them_is_the_measure_and_the_longest_is_named() -> None:
    first = line("Kết quả triển khai ứng dụng", width_mm=100.0)

    for stroke_mm, found in ((45, []), (25, []), (90, ["90% of the text"])):
        last = line("trên địa bàn", width_mm=60.0, stroke_mm=float(stroke_mm))
        assert found == said("title.subject-rule", report_boxes(subject=(first, last)))
    with pytest.raises(CannotJudgeError, match="the width of the text is not known"):
        said("title.subject-rule", report_boxes(subject=(line("Kết quả", stroke_mm=20.0),)))


@pytest.mark.parametrize(
    ("about", "is_sound"), [("V/v báo cáo", True), ("V/v: báo cáo", False), ("v/v báo cáo", False)]
)
def test_what_a_letter_is_about_follows_two_letters_and_a_space(about: str, is_sound: bool) -> None:
    assert ([] if is_sound else [about]) == said("title.about", letter_boxes(about=(line(about), line("của huyện"))))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Kính gửi: Phòng Văn hóa."], []),
        (["Kính gửi:", "- Phòng A;", "- Phòng B."], []),
        (["Kính gửi:", "- Phòng A;", "- Phòng B;", "– Phòng C."], []),
        (["Kính gửi:", "- Phòng A", "thuộc huyện;", "- Phòng B."], []),
        (["Kính gửi:", "Phòng A", "Phòng B"], []),
        (["Kính gửi Phòng Văn hóa"], ["Kính gửi Phòng Văn hóa"]),
        (["Kính gửi:Phòng Văn hóa"], ["Kính gửi:Phòng Văn hóa"]),
        (["Kính gửi:", "- Phòng A.", "- Phòng B."], ["ends in '.', not in ';'"]),
        (["Kính gửi:", "- Phòng A;", "- Phòng B;"], ["ends in ';', not in '.'"]),
        (
            ["Kính gửi:", "- Phòng A", "- Phòng B", "- Phòng C"],
            [f"ends in '{a}', not in '{b}'" for a, b in ("A;", "B;", "C.")],
        ),
    ],
)
def test_addressees_stand_behind_dashes_that_end_in_semicolons_and_the_last_in_a_stop(lines, found) -> None:
    assert found == said("addressees.form", letter_boxes(addressees=tuple(line(one, 14) for one in lines)))


def test_a_letter_to_nobody_is_none_and_a_report_may_go_to_nobody() -> None:
    assert ["a letter without Kính gửi"] == said("addressees.form", letter_boxes(addressees=()))
    assert ["page 1"] == places("addressees.form", letter_boxes(addressees=()))
    with pytest.raises(CannotJudgeError, match="there are no addressees"):
        said("addressees.form", report_boxes())


@pytest.mark.parametrize(
    ("style", "found"),
    [
        ({}, []),
        ({"bold": True}, ["bold"]),
        ({"italic": True}, ["italic"]),
        ({"bold": True, "italic": True}, ["italic"]),
    ],
)
def test_addressees_are_regular_and_upright(style: dict[str, bool], found: list[str]) -> None:
    addressees = (line("Kính gửi: Phòng Văn hóa.", 14, **style),)  # type: ignore[arg-type]

    assert found == said("addressees.type", letter_boxes(addressees=addressees))


@pytest.mark.parametrize(
    ("colour", "is_red"),
    [
        ((140, 0, 0), True),
        ((139, 0, 0), False),
        ((255, 110, 110), True),
        ((255, 111, 0), False),
        ((255, 0, 111), False),
    ],
)
def test_a_stamp_of_urgency_is_as_red_as_a_printer_makes_it(colour: tuple[int, int, int], is_red: bool) -> None:
    stamp = line("HOẢ TỐC", 14, bold=True, colour=colour, framed=True)

    assert ([] if is_red else ["not red"]) == said("urgency.form", letter_boxes(urgency=stamp))


def test_a_stamp_of_urgency_is_bold_in_a_frame_and_in_capitals() -> None:
    stamp = line("Hoả tốc", 14, colour=(200, 0, 0))

    assert ["not bold", "no frame", "Hoả tốc"] == said("urgency.form", letter_boxes(urgency=stamp))
