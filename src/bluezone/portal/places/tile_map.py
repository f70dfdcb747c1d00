"""A map of equal tiles: each place one square, near where it lies, none upon another. Pure.

On a true map a crowded ward cannot be seen and an empty mountain commune covers the page; here each counts as one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_FILLED = 0.62
"""The share of the grid that is tiles; the rest lets the shape be recognised."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe, in degrees."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError("a point lies on the earth")


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A square of the grid, counted from the north-west."""

    row: int
    column: int


def tiles(points: Mapping[str, Point]) -> dict[str, Cell]:
    """Gives each place a square, the nearest free one to where it lies; the same points give the same map. The grid
    begins at row 0 and column 0."""
    if not points:
        return {}
    wanted = _wanted(points)
    taken: set[Cell] = set()
    placed: dict[str, Cell] = {}
    for name in sorted(points, key=lambda name: (_from_middle(wanted, name), name)):
        placed[name] = next(cell for cell in _outwards(*wanted[name]) if cell not in taken)
        taken.add(placed[name])
    return _at_origin(placed)


def _wanted(points: Mapping[str, Point]) -> dict[str, tuple[float, float]]:
    """The row and column, with fractions, at which each would lie if tiles could overlap."""
    north = max(point.latitude for point in points.values())
    west = min(point.longitude for point in points.values())
    shrink = math.cos(math.radians(north))
    height = max(north - min(point.latitude for point in points.values()), 1e-6)
    width = max((max(point.longitude for point in points.values()) - west) * shrink, 1e-6)
    per_degree = math.sqrt(len(points) / _FILLED / (height * width))
    most = len(points) / max(height, width)
    scale = min(per_degree, most)
    return {
        name: ((north - point.latitude) * scale, (point.longitude - west) * shrink * scale)
        for name, point in points.items()
    }


def _from_middle(wanted: Mapping[str, tuple[float, float]], name: str) -> float:
    """Orders the places from the crowded middle, so that what gives way does so outwards."""
    rows, columns = zip(*wanted.values(), strict=True)
    return math.dist(wanted[name], (sum(rows) / len(rows), sum(columns) / len(columns)))


def _outwards(row: float, column: float) -> Iterator[Cell]:
    """Walks over the squares in rings around a place, each ring by distance."""
    centre = Cell(round(row), round(column))
    yield centre
    ring = 1
    while True:
        around = [
            Cell(centre.row + down, centre.column + right)
            for down in range(-ring, ring + 1)
            for right in range(-ring, ring + 1)
            if max(abs(down), abs(right)) == ring
        ]
        yield from sorted(around, key=lambda cell: (math.dist((cell.row, cell.column), (row, column)), cell))
        ring += 1


def _at_origin(placed: Mapping[str, Cell]) -> dict[str, Cell]:
    top, left = min(cell.row for cell in placed.values()), min(cell.column for cell in placed.values())
    return {name: Cell(cell.row - top, cell.column - left) for name, cell in placed.items()}
