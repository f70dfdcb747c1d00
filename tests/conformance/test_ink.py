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
