"""A chain laid out over time: days to the right, generations downwards, nobody upon somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.trace.chains import NO_GENERATION
from bluezone.trace.drawing import MOST_DAYS, WIDEST, Band, draw
from bluezone.trace.errors import OutbreakError
from bluezone.trace.outbreak import EVER

PEOPLE = st.lists(
    st.tuples(st.sampled_from([EVER, *range(737_000, 737_020)]), st.integers(NO_GENERATION, 5)), max_size=60
)


def test_days_go_to_the_right_and_generations_down() -> None:
    drawing = draw([737_000, 737_000, 737_002, 737_001], [0, 1, 1, 2])

    assert [0, 0, 4, 2] == list(drawing.columns)
    assert [0, 2, 2, 4] == list(drawing.lines)
    assert (Band(0, 0, 1), Band(1, 2, 1), Band(2, 4, 1)) == drawing.bands
    assert (737_000, 3, 6, 5) == (drawing.first_day, drawing.days, drawing.width, drawing.height)


def test_many_of_one_day_fill_a_block_line_by_line() -> None:
    drawing = draw([737_000] * 5 + [737_001], [1] * 6)

    assert [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (4, 0)] == list(zip(drawing.columns, drawing.lines, strict=True))


def test_whoever_has_no_day_stands_before_the_first_and_whoever_nobody_leads_to_below_all() -> None:
    drawing = draw([737_000, EVER, 737_000], [0, 0, NO_GENERATION])

    assert [2, 0, 2] == list(drawing.columns)
    assert [0, 0, 2] == list(drawing.lines)
    assert 1 == drawing.undated


def test_one_day_that_lies_a_century_off_makes_no_picture_of_a_century() -> None:
    drawing = draw([700_000, 737_000, 737_000 - MOST_DAYS + 1, 737_000 - MOST_DAYS], [0, 1, 1, 1])

    assert [0, 2 * MOST_DAYS, 2, 0] == [column // drawing.a_day * 2 for column in drawing.columns]
    assert (MOST_DAYS, 2, 2) == (drawing.days, drawing.undated, drawing.too_early)


def test_nobody_at_all_is_an_empty_picture_and_lists_of_different_length_are_none() -> None:
    assert (0, 0) == (draw([], []).width, draw([], []).height)
    with pytest.raises(OutbreakError):
        draw([737_000], [])


@given(PEOPLE)
def test_everybody_has_a_spot_of_their_own_in_the_place_of_their_day_and_generation(people) -> None:
    known, steps = [day for day, _ in people], [generation for _, generation in people]

    drawing = draw(known, steps)

    spots = list(zip(drawing.columns, drawing.lines, strict=True))
    assert len(set(spots)) == len(people)
    assert drawing.a_day <= WIDEST + 1
    bands = {band.generation: band for band in drawing.bands}
    for (column, line), day, generation in zip(spots, known, steps, strict=True):
        band, shift = bands[generation], 1 if drawing.undated else 0
        assert band.first_line <= line < band.first_line + band.lines
        assert column // drawing.a_day == (0 if day == EVER else day - drawing.first_day + shift)
        assert (column < drawing.width, line < drawing.height) == (True, True)
