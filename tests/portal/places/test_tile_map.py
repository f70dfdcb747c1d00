"""Tiles: one square each, none upon another, near where things lie, and the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.places.positions import positions
from bluezone.portal.places.tile_map import Cell, Point, tiles

POINTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4),
    st.builds(Point, st.floats(8, 24), st.floats(102, 110)),
    max_size=60,
)


@given(POINTS)
def test_each_has_a_square_of_its_own_in_a_grid_that_begins_at_nothing(points):
    placed = tiles(points)

    assert placed.keys() == points.keys()
    assert len(set(placed.values())) == len(points)
    if placed:
        assert (0, 0) == (min(c.row for c in placed.values()), min(c.column for c in placed.values()))


@given(POINTS)
def test_the_grid_stays_about_as_large_as_what_is_in_it(points):
    placed = tiles(points)

    assert all(max(cell.row, cell.column) <= 2 * len(points) + 2 for cell in placed.values())


@given(POINTS)
def test_the_same_points_give_the_same_map_in_whatever_order(points):
    assert tiles(points) == tiles(dict(reversed(points.items())))


def test_north_is_up_and_east_is_right():
    placed = tiles({"north": Point(23, 105), "south": Point(21, 105), "east": Point(22, 106), "west": Point(22, 104)})

    assert placed["north"].row < placed["south"].row
    assert placed["west"].column < placed["east"].column


def test_what_lies_on_one_spot_stands_side_by_side():
    placed = tiles({str(n): Point(22, 105) for n in range(9)})

    assert {Cell(row, column) for row in range(3) for column in range(3)} == set(placed.values())


def test_nothing_is_a_map_too():
    assert {} == tiles({})


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (-91, 0), (float("nan"), 0)])
def test_a_point_lies_on_the_earth(latitude, longitude):
    with pytest.raises(ValueError, match="on the earth"):
        Point(latitude, longitude)


def test_every_commune_of_today_has_a_point_in_viet_nam():
    assert 3_321 == len(positions())
    assert all(6 < p.latitude < 24 and 102 < p.longitude < 117 for p in positions().values())
