"""Which lines on a page are taken for a frame around a text."""

from __future__ import annotations

import pytest

from bluezone.conformance.ink import Ink, ink_of
from bluezone.conformance.sheet import Box

WORD = Box(20, 16, 40, 21, baseline=20)
WALLS = (Box(17, 10, 17.5, 26), Box(43, 10, 43.5, 26))


def lines(left: float, right: float) -> tuple[Box, Box]:
    """One over the word and one under it."""
    return Box(left, 13, right, 13.5), Box(left, 23, right, 23.5)


def test_four_lines_around_a_word_are_a_frame() -> None:
    assert Ink(lines(17, 43), WALLS, ()).frames_in(WORD)


def test_lines_that_end_in_the_middle_of_the_word_are_none() -> None:
    assert not Ink(lines(17, 30), WALLS, ()).frames_in(WORD)
    assert not Ink(lines(30, 43), WALLS, ()).frames_in(WORD)


def test_lines_as_wide_as_the_page_are_none() -> None:
    assert not Ink(lines(10, 200), WALLS, ()).frames_in(WORD)


def test_a_frame_drawn_at_once_stands_on_all_four_sides_of_its_word() -> None:
    around = {"left": 17, "top": 12, "right": 43, "bottom": 24}
    assert Ink((), (), (Box(**around),)).frames_in(WORD)

    for side, within in (("left", 25), ("top", 19), ("right", 35), ("bottom", 19)):
        assert not Ink((), (), (Box(**{**around, side: within}),)).frames_in(WORD)


@pytest.mark.parametrize(
    ("width", "height", "kind"),
    [
        (2.1, 1.1, "strokes"),
        (2, 1.1, None),
        (2.1, 1.2, None),
        (1.1, 3.1, "walls"),
        (1.1, 3, None),
        (1.2, 3.1, None),
        (5.1, 5, "frames"),
        (5, 5, None),
        (189, 5, None),
    ],
)
def test_what_is_drawn_is_a_stroke_a_wall_or_a_frame_by_its_size(width: float, height: float, kind: str | None) -> None:
    ink = ink_of([(0, 0, width, height)], 210, 297)

    assert {"strokes": 0, "walls": 0, "frames": 0} | ({kind: 1} if kind else {}) == {
        name: len(getattr(ink, name)) for name in ("strokes", "walls", "frames")
    }


def test_a_wall_may_touch_the_text_beside_it() -> None:
    at_left, at_right = Box(20.5, 10, 21, 26), Box(39, 10, 39.5, 26)

    assert Ink((), (at_left, at_right), ()).in_table(WORD)
    assert not Ink((), (at_left, Box(38.9, 10, 39.5, 26)), ()).in_table(WORD)
    assert not Ink((), (Box(20.6, 10, 21.1, 26), at_right), ()).in_table(WORD)


@pytest.mark.parametrize("missing", ["over", "under", "left", "right"])
def test_a_frame_of_three_lines_is_none(missing: str) -> None:
    over, under = lines(17, 43)
    left, right = WALLS
    lying = tuple(one for name, one in (("over", over), ("under", under)) if name != missing)
    standing = tuple(one for name, one in (("left", left), ("right", right)) if name != missing)

    assert not Ink(lying, standing, ()).frames_in(WORD)


@pytest.mark.parametrize(
    ("side", "near", "far"),
    [
        ("over", (Box(17, 7.5, 43, 8), Box(17, 19.5, 43, 20)), (Box(17, 7.4, 43, 7.9), Box(17, 19.6, 43, 20.1))),
        ("under", (Box(17, 20, 43, 20.5), Box(17, 32, 43, 32.5)), (Box(17, 19.9, 43, 20.4), Box(17, 32.1, 43, 32.6))),
        ("left", (Box(19.5, 10, 20, 26), Box(7.5, 20, 8, 26)), (Box(19.6, 10, 20.1, 26), Box(7.4, 10, 7.9, 26))),
        ("right", (Box(40, 10, 40.5, 20), Box(52, 10, 52.5, 26)), (Box(39.9, 10, 40.4, 26), Box(52.1, 10, 52.6, 26))),
        ("left", (), (Box(17, 20.1, 17.5, 26), Box(17, 10, 17.5, 19.9))),
        ("right", (), (Box(43, 20.1, 43.5, 26), Box(43, 10, 43.5, 19.9))),
    ],
)
def test_each_line_of_a_frame_stands_beside_its_word_no_further_than_twelve_millimetres(side: str, near, far) -> None:
    over, under = lines(7, 53)
    sides = {"over": over, "under": under, "left": WALLS[0], "right": WALLS[1]}

    for one, is_frame in (*((each, True) for each in near), *((each, False) for each in far)):
        drawn = {**sides, side: one}
        assert is_frame == Ink((drawn["over"], drawn["under"]), (drawn["left"], drawn["right"]), ()).frames_in(WORD)


@pytest.mark.parametrize(("right", "is_frame"), [(74.9, True), (75, False)])
def test_the_lines_of_a_frame_are_no_wider_than_their_word_and_three_times_that(right: float, is_frame: bool) -> None:
    assert is_frame == Ink(lines(19, right), WALLS, ()).frames_in(WORD)


@pytest.mark.parametrize(
    ("left", "right", "is_frame"), [(20, 43, True), (20.1, 43, False), (17, 40, True), (17, 39.9, False)]
)
def test_the_lines_of_a_frame_run_over_the_whole_word(left: float, right: float, is_frame: bool) -> None:
    assert is_frame == Ink(lines(left, right), WALLS, ()).frames_in(WORD)


@pytest.mark.parametrize(
    ("side", "at", "beyond"), [("left", 20, 20.1), ("top", 17, 17.1), ("right", 40, 39.9), ("bottom", 21, 20.9)]
)
def test_a_frame_drawn_at_once_may_touch_its_word(side: str, at: float, beyond: float) -> None:
    around = {"left": 10, "top": 10, "right": 50, "bottom": 30}

    drawn = [Ink((), (), (Box(**{**around, side: place}),)).frames_in(WORD) for place in (at, beyond)]
    assert [True, False] == drawn


@pytest.mark.parametrize(
    ("stroke", "length"),
    [
        (Box(25, 18.75, 35, 19.25), 10),
        (Box(25, 23.75, 35, 24.25), 10),
        (Box(25, 18.65, 35, 19.15), None),
        (Box(25, 23.85, 35, 24.35), None),
        (Box(29.9, 21, 35, 21.5), 5.1),
        (Box(30, 21, 35, 21.5), None),
        (Box(25, 21, 30.1, 21.5), 5.1),
        (Box(25, 21, 30, 21.5), None),
        (Box(0, 21, 74.9, 21.5), 74.9),
        (Box(0, 21, 75, 21.5), None),
    ],
)
def test_a_stroke_is_a_words_own_below_its_middle_and_no_longer_than_half_a_line(stroke: Box, length) -> None:
    assert (None if length is None else pytest.approx(length)) == Ink((stroke,), (), ()).under(WORD)


def test_below_a_long_text_a_stroke_may_be_longer_by_twelve_millimetres() -> None:
    long = Box(20, 16, 120, 21, baseline=20)

    assert [111.5, None] == [Ink((Box(20, 21, right, 21.5),), (), ()).under(long) for right in (131.5, 132)]


def test_of_several_strokes_the_highest_is_the_words_own() -> None:
    low, high = Box(20, 22, 40, 22.5), Box(25, 21, 35, 21.5)

    assert 10 == Ink((low, high), (), ()).under(WORD)


@pytest.mark.parametrize(
    ("top", "bottom", "is_table"), [(20.5, 30, True), (20.6, 30, False), (10, 19.5, True), (10, 19.4, False)]
)
def test_a_text_is_in_a_table_between_walls_that_stand_beside_it(top: float, bottom: float, is_table: bool) -> None:
    left, right = (Box(at, top, at + 0.5, bottom) for at in (10, 60))

    assert is_table == Ink((), (left, right), ()).in_table(WORD)
    assert not Ink((), (left,), ()).in_table(WORD)
    assert not Ink((), (right,), ()).in_table(WORD)


def test_what_is_drawn_is_measured_from_the_top_of_the_page() -> None:
    ink = ink_of([(10, 100, 60, 100.5), (10, 50, 10.5, 80), (20, 50, 80, 80)], 210, 297)

    assert (Box(10, 196.5, 60, 197),) == ink.strokes
    assert (Box(10, 217, 10.5, 247),) == ink.walls
    assert (Box(20, 217, 80, 247),) == ink.frames
