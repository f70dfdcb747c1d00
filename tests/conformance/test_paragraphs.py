"""Lines of a page as paragraphs: where they begin, how they are set, and what nobody can know of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.conformance.paragraphs import Text, text_of
from bluezone.conformance.sheet import MM_A_POINT, Align, Box, Form, Line, Page, Run, Sheet, Type

TYPE = Type("Times New Roman", 14, bold=False, italic=False)
A4 = Page(210, 297)
LEFT, RIGHT, STEP_MM = 30.0, 190.0, 7.0


def line(number: int, left: float = LEFT, right: float = RIGHT) -> Line:
    baseline = 50 + number * STEP_MM
    return Line((Run("Khi cài đặt", TYPE),), page=1, box=Box(left, baseline - 4, right, baseline + 1, baseline))


def text(*lines: Line, flush: tuple[Line, ...] = (), last: Page = A4) -> Text:
    return text_of(Sheet("pdf", (A4, last), lines, (), numbers_known=False), lines, flush)


def forms(*lines: Line) -> list[Form]:
    return [one.form for one in text(*lines).paragraphs]


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


@pytest.mark.parametrize(("beside_mm", "paragraphs"), [(4, 1), (4.5, 2)])
def test_a_line_begins_a_paragraph_where_it_stands_more_than_four_millimetres_in(
    beside_mm: float, paragraphs: int
) -> None:
    assert paragraphs == len(forms(line(0), line(1, LEFT + beside_mm)))


def test_two_pieces_of_one_row_are_of_one_paragraph() -> None:
    assert 1 == len(forms(line(0, right=100), line(0)))


def lower(above: Line, points: float) -> Line:
    """A line at the edge, so many points below another one."""
    assert above.box is not None
    return line((above.box.baseline - 50 + points * MM_A_POINT) / STEP_MM)


@pytest.mark.parametrize(("points", "paragraphs"), [(0, 1), (20, 1), (44, 1), (44.5, 2), (-1, 2)])
def test_the_second_line_of_a_paragraph_stands_two_and_a_half_lines_below_the_first_at_most(points, paragraphs) -> None:
    """And four points: of type of 14 points these are 44.2."""
    first = line(0)

    assert paragraphs == len(forms(first, lower(first, points)))


@pytest.mark.parametrize(("points", "paragraphs"), [(20, 1), (23.5, 1), (24.5, 2), (-1, 2)])
def test_each_further_line_stands_as_far_below_as_those_before_it(points: float, paragraphs: int) -> None:
    """And four points: seven millimetres are 19.8."""
    assert paragraphs == len(forms(line(0), line(1), line(2), lower(line(2), points)))


def test_a_line_at_the_edge_of_the_next_page_goes_on_with_a_paragraph() -> None:
    assert 1 == len(forms(*JUSTIFIED, replace(line(0), page=2)))


@pytest.mark.parametrize(
    ("edges", "align"),
    [
        (((30, 190), (30, 190), (30, 120)), Align.JUSTIFY),
        (((31, 189.5), (31, 190.5), (30, 120)), Align.JUSTIFY),
        (((30, 180), (30, 170), (30, 120)), Align.LEFT),
        (((30, 190), (30, 180), (30, 120)), Align.LEFT),
        (((30, 185), (30, 190), (30, 120)), Align.LEFT),
        (((33, 190), (33, 190), (30, 120)), Align.CENTRE),
        (((32, 188), (33, 187), (31, 189)), Align.CENTRE),
        (((32, 188), (33, 182), (31, 189)), None),
        (((32, 182), (33, 187), (31, 189)), None),
    ],
)
def test_a_paragraph_is_set_as_all_its_lines_but_the_last_are(edges, align: Align | None) -> None:
    *_, form = forms(*JUSTIFIED, *(line(8 + number, *one) for number, one in enumerate(edges)))

    assert align is form.align


@pytest.mark.parametrize(("more", "align"), [(2, None), (3, Align.JUSTIFY)])
def test_the_right_edge_is_known_from_three_lines_on_that_end_no_paragraph(more: int, align: Align | None) -> None:
    (form,) = forms(*(line(number) for number in range(more + 1)))

    assert align is form.align


@pytest.mark.parametrize(
    ("centre_mm", "left_mm", "align"),
    [(110, 51, Align.CENTRE), (111.9, 60, Align.CENTRE), (112.1, 60, None), (107.9, 60, None), (110, 49.5, None)],
)
def test_a_single_line_is_in_the_middle_within_two_millimetres_and_two_centimetres_in(
    centre_mm, left_mm, align
) -> None:
    *_, form = forms(*JUSTIFIED, line(5, left_mm, 2 * centre_mm - left_mm))

    assert align is form.align


@pytest.mark.parametrize(("share", "is_known"), [(0.4, False), (0.6, True), (1, True), (1.3, True), (5, True)])
def test_the_gap_is_known_of_what_stands_half_a_step_lower_or_more(share: float, is_known: bool) -> None:
    indented = (line(4 + share, LEFT + 12.7), line(5 + share))
    *_, form = forms(*JUSTIFIED, *indented)

    step_pt = STEP_MM / MM_A_POINT
    assert (pytest.approx((share - 1) * step_pt, abs=0.01) if is_known else None) == form.gap_pt


def test_before_a_paragraph_of_one_line_the_usual_step_is_that_of_the_one_before() -> None:
    *_, form = forms(*JUSTIFIED, line(5.5, LEFT + 12.7))

    assert pytest.approx(0.5 * STEP_MM / MM_A_POINT) == form.gap_pt


def test_after_a_paragraph_that_ends_on_another_page_no_gap_is_known_and_after_one_that_began_there_one_is() -> None:
    begun = (*JUSTIFIED, replace(line(0), page=2))

    *_, elsewhere = forms(*JUSTIFIED, replace(line(6, LEFT + 12.7), page=2))
    *_, here = forms(*begun, replace(line(2, LEFT + 12.7), page=2), replace(line(3), page=2))

    assert elsewhere.gap_pt is None
    assert pytest.approx(STEP_MM / MM_A_POINT) == here.gap_pt


def test_the_usual_step_is_a_paragraphs_own_where_it_has_one() -> None:
    *_, form = forms(*JUSTIFIED, line(6, LEFT + 12.7), line(6.5), line(7))

    assert pytest.approx(1.5 * STEP_MM / MM_A_POINT) == form.gap_pt


def test_the_spacing_of_lines_is_told_in_letters_of_the_first_and_of_letters_without_a_size_not_at_all() -> None:
    def sized(first_pt: float) -> Form:
        first = replace(line(0), runs=(Run("Khi", replace(TYPE, size_pt=first_pt)),))
        return forms(first, line(1), line(2))[0]

    assert pytest.approx(STEP_MM / MM_A_POINT / (1.149 * 12)) == sized(12).leading
    assert sized(0).leading is None


def test_the_spacing_of_lines_is_the_usual_step_in_lines_of_the_type() -> None:
    first, *others = JUSTIFIED

    (form,) = forms(first, *others[:-1], line(3.5))

    assert pytest.approx(STEP_MM / MM_A_POINT / (1.149 * 14)) == form.leading


@pytest.mark.parametrize(
    ("lefts", "edge"),
    [
        ((30, 40, 40, 40), 40),
        ((30, 40, 40, 40, 70), 40),
        ((30, 50, 50, 50), 50),
        ((30, 51, 51, 51), 30),
        ((30, 40, 40), 30),
        ((30, 40, 41.1, 41.1), 40),
        ((30, 40, 41.3, 41.3), 30),
        ((30, 30, 30, 40, 40, 40, 40), 30),
        ((45, 40, 40, 40), 40),
    ],
)
def test_the_edge_is_the_outermost_place_near_the_first_where_three_lines_begin(lefts, edge: float) -> None:
    assert edge == text(*(line(number, left) for number, left in enumerate(lefts))).left_mm
    rights = [LEFT + RIGHT - left for left in lefts]
    mirrored = text(*(line(number, LEFT, right) for number, right in enumerate(rights)))
    assert LEFT + RIGHT - edge == pytest.approx(mirrored.right_mm)


@pytest.mark.parametrize(("apart_mm", "edge"), [(1.1, 0), (1.2, 1.2), (1.3, 1.3)])
def test_lines_meet_at_one_place_where_less_than_twelve_tenths_of_a_millimetre_part_them(apart_mm, edge) -> None:
    assert edge == text(line(0, 0), *(line(number, apart_mm) for number in (1, 2, 3))).left_mm


def test_recipients_show_the_left_edge_and_not_the_right_one() -> None:
    recipients = tuple(line(number, 30, 60) for number in (5, 6, 7))

    found = text(line(0, 42), line(1, 42), flush=recipients)

    assert (30, RIGHT) == (found.left_mm, found.right_mm)


def test_lines_of_a_page_that_lies_on_its_side_and_those_of_tables_are_no_running_text() -> None:
    lying, in_table = replace(line(1), page=2), replace(line(2), in_table=True)

    assert [line(0)] == list(text(line(0), lying, in_table, last=Page(297, 210)).lines)
    assert Text(()) == text(lying, last=Page(297, 210))


def test_a_paragraph_holds_the_words_of_its_lines() -> None:
    (told,) = text(line(0), line(1)).paragraphs

    assert "Khi cài đặt Khi cài đặt" == told.text


def test_lines_of_a_docx_are_gathered_by_the_number_of_their_paragraph() -> None:
    lines = [replace(line(number), paragraph=of) for number, of in enumerate((3, 3, 4, 3))]

    told = text_of(Sheet("docx", (Page(210, 297),), tuple(lines), (), numbers_known=False), lines)

    assert [3, 1] == [len(one.lines) for one in told.paragraphs]
    assert [Form(), Form()] == [one.form for one in told.paragraphs]
    assert (None, None) == (told.left_mm, told.right_mm)
