"""What a sheet is made of."""

from __future__ import annotations

import pytest

from bluezone.conformance.sheet import Box, Line, Run, Sheet, Side, Type


@pytest.mark.parametrize("size_pt", [0, 0.5, 14, 9_999.5])
def test_letters_have_a_size_however_small(size_pt: float) -> None:
    assert size_pt == Type("Tinos", size_pt, bold=False, italic=False).size_pt


@pytest.mark.parametrize("size_pt", [-1, 10_000, float("nan"), float("inf")])
def test_letters_without_any_size_are_none(size_pt: float) -> None:
    with pytest.raises(ValueError, match="have a size"):
        Type("Tinos", size_pt, bold=False, italic=False)


SMALL, LARGE = (Type("Tinos", size_pt, bold=False, italic=False) for size_pt in (12, 14))


@pytest.mark.parametrize(
    ("runs", "type_"),
    [
        ((("Khi", SMALL),), SMALL),
        ((("", SMALL),), SMALL),
        ((("Khi", SMALL), ("cài", LARGE), ("đ", LARGE)), LARGE),
        ((("Khi cài", SMALL), ("đặt thì", LARGE), ("x", SMALL)), SMALL),
        ((("Khi", SMALL), ("          ", LARGE)), SMALL),
    ],
)
def test_a_line_has_the_type_of_most_of_its_letters(runs: tuple[tuple[str, Type], ...], type_: Type) -> None:
    assert type_ == Line(tuple(Run(*one) for one in runs), 1).type


def test_the_words_of_a_line_are_one_blank_apart_and_also_told_in_capitals_without_accents() -> None:
    line = Line((Run("  Nơi\u00a0", SMALL), Run(" nhận:  gồm ", LARGE)), 1)

    assert ("Nơi nhận: gồm", "NOI NHAN: GOM") == (line.text, line.folded)


def test_of_a_long_line_two_hundred_letters_are_told_in_capitals() -> None:
    assert [199, 200, 200] == [len(Line((Run("x" * many, SMALL),), 1).folded) for many in (199, 200, 201)]


def test_a_box_is_as_wide_as_its_sides_lie_apart_and_has_its_middle_between_them() -> None:
    box = Box(20, 10, 50, 15)

    assert (30, 35) == (box.width, box.centre)


def test_a_document_has_a_page() -> None:
    with pytest.raises(ValueError, match="has a page"):
        Sheet("pdf", (), (), (), numbers_known=False)


def test_of_what_nothing_is_said_letters_are_black_and_lines_stand_alone_on_the_whole_width() -> None:
    line = Line((Run("Khi", SMALL),), 1)

    assert (0, 0, 0) == line.type.colour
    assert not line.runs[0].underlined
    assert (Side.FULL, -1, False, False) == (line.side, line.paragraph, line.in_table, line.framed)
    assert (None, None, None, None) == (line.box, line.width_mm, line.stroke_mm, line.form)
    assert 0 == Box(20, 10, 50, 15).baseline
