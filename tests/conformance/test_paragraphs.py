"""Lines of a page as paragraphs: where they begin, how they are set, and what nobody can know of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.conformance.paragraphs import _INDENT_LEAST_MM, text_of
from bluezone.conformance.sheet import Align, Box, Form, Line, Page, Run, Sheet, Type

TYPE = Type("Times New Roman", 14, bold=False, italic=False)
LEFT, RIGHT, STEP_MM = 30.0, 190.0, 7.0


def line(number: int, left: float = LEFT, right: float = RIGHT) -> Line:
    baseline = 50 + number * STEP_MM
    return Line((Run("Khi cài đặt", TYPE),), page=1, box=Box(left, baseline - 4, right, baseline + 1, baseline))


def forms(*lines: Line) -> list[Form]:
    sheet = Sheet("pdf", (Page(210, 297),) * 2, lines, (), numbers_known=False)
    return [one.form for one in text_of(sheet, lines).paragraphs]


JUSTIFIED = (line(0, LEFT + 12.7), *(line(number) for number in (1, 2, 3)), line(4, right=100))


def test_lines_that_keep_to_both_edges_are_one_even_paragraph() -> None:
    (form,) = forms(*JUSTIFIED)

    assert Align.JUSTIFY is form.align
    assert form.indent_cm == pytest.approx(1.27)


@pytest.mark.parametrize(
    ("left", "right", "align"), [(80, 140, Align.CENTRE), (80, 150, None), (45, 175, None)], ids=["", "beside", "wide"]
)
def test_a_single_line_is_centred_where_it_stands_short_in_the_middle(left: float, right: float, align) -> None:
    *_, form = forms(*JUSTIFIED, line(5, left, right))

    assert align is form.align


@pytest.mark.parametrize(("below_mm", "gap_pt"), [(STEP_MM, 0), (STEP_MM + 3, 8.5)])
def test_the_gap_between_two_paragraphs_is_what_goes_beyond_the_usual_step(below_mm: float, gap_pt) -> None:
    number = 4 + below_mm / STEP_MM
    *_, form = forms(*JUSTIFIED, line(number, LEFT + 12.7), line(number + 1))

    assert form.gap_pt == pytest.approx(gap_pt, abs=0.1)


@pytest.mark.parametrize(("off_mm", "align"), [(1.1, Align.JUSTIFY), (1.3, None)])
def test_lines_that_begin_a_millimetre_beside_the_edge_are_even_all_the_same(off_mm: float, align) -> None:
    first, second, *others = JUSTIFIED

    (form,) = forms(first, second, line(2, LEFT + off_mm), *others[1:])

    assert align is form.align


def test_a_line_whose_place_nobody_knows_is_a_paragraph_of_its_own_and_shows_no_gap() -> None:
    lost = replace(line(5), box=None)

    *_, alone, after = forms(*JUSTIFIED, lost, line(6, LEFT + 12.7))

    assert (None, None) == (alone.gap_pt, alone.indent_cm)
    assert after.gap_pt is None


def test_between_lines_of_which_one_has_no_place_there_is_no_step() -> None:
    first, *_ = JUSTIFIED

    (alone, *_others) = forms(replace(first, box=None), line(1), line(2), line(3))

    assert alone.leading is None


def test_a_paragraph_of_a_docx_has_the_form_of_its_first_line() -> None:
    centred, left = Form(align=Align.CENTRE), Form(align=Align.LEFT)
    lines = [replace(line(number), form=form, paragraph=7) for number, form in enumerate((centred, left))]

    (told,) = text_of(Sheet("docx", (Page(210, 297),), tuple(lines), (), numbers_known=False), lines).paragraphs

    assert (centred, 2) == (told.form, len(told.lines))


def test_where_no_lines_meet_the_outermost_is_the_edge() -> None:
    first, second = forms(line(0), line(1, LEFT + 15))

    assert (0, 1.5) == (first.indent_cm, pytest.approx(second.indent_cm))


def test_a_paragraph_that_goes_on_on_the_next_page_has_its_gap_where_it_begins() -> None:
    *_, form = forms(*JUSTIFIED, line(5, LEFT + 12.7), replace(line(0), page=2))

    assert form.gap_pt == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(("beside_mm", "paragraphs"), [(_INDENT_LEAST_MM, 1), (_INDENT_LEAST_MM + 0.5, 2)])
def test_a_line_begins_a_paragraph_where_it_stands_further_in_than_that(beside_mm: float, paragraphs: int) -> None:
    assert paragraphs == len(forms(line(0), line(1, LEFT + beside_mm)))


def test_two_pieces_of_one_row_are_of_one_paragraph() -> None:
    assert 1 == len(forms(line(0, right=100), line(0)))
