"""The true map of some communes, ready to be drawn: the outline of each, its name where it has room, its shade.

A unit that is no more is drawn as what it became: nobody has the outlines of 2020.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bluezone.portal.places.history import codes_of_today
from bluezone.portal.places.kinds import without_kind
from bluezone.portal.places.models import Unit
from bluezone.portal.places.outlines import Ring, rings_of

WIDTH, TALLEST = 672, 760
_SHADES = 4
_LETTER = 5.6
"""About how wide a letter of a name is."""


@dataclass(frozen=True, slots=True)
class Land:
    """One outline, with the units that lie in it."""

    units: tuple[Unit, ...]
    path: str
    """As SVG draws it."""
    value: int | None
    shade: int
    """0 for none, up to 4 for the most."""
    middle: tuple[int, int]
    label: tuple[int, int, str] | None
    """Where the name stands, and the name, of several the first one's; none where it has no room."""

    @property
    def names(self) -> str:
        """Names of the units, for whoever points at the outline."""
        return ", ".join(unit.name for unit in self.units)


@dataclass(frozen=True, slots=True)
class OutlineMap:
    """A map of outlines, and how large the picture is."""

    lands: tuple[Land, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns degrees into the picture's units: equal areas as nearly as a province needs it."""

    west: float
    north: float
    across: float
    """Units a degree of longitude; of latitude it is `down`."""
    down: float

    def place(self, corner: tuple[float, float]) -> tuple[int, int]:
        return round((corner[0] - self.west) * self.across), round((self.north - corner[1]) * self.down)


def draw_outlines(communes: Sequence[Unit], values: Mapping[int, int], width: int = WIDTH) -> OutlineMap | None:
    """Draws the map of these communes; the values are by their number. None where no outline is known. A narrower map
    is a lighter one: borders are drawn to its whole units.
    """
    codes = codes_of_today(communes)
    within: dict[str, list[Unit]] = defaultdict(list)
    for unit in communes:
        within[codes[unit.pk]].append(unit)
    known = {code: rings for code in within if (rings := rings_of(code))}
    if not known:
        return None
    frame, height = _frame([ring for rings in known.values() for ring in rings], width)
    most = max(values.values(), default=0)
    lands = [_land(tuple(within[code]), rings, frame, values, most) for code, rings in known.items()]
    return OutlineMap(tuple(lands), width, height)


def _frame(rings: Iterable[Ring], width: int) -> tuple[_Frame, int]:
    corners = [corner for ring in rings for corner in ring]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    shrink = math.cos(math.radians((north + south) / 2))
    tallest = TALLEST * width / WIDTH
    down = min(width / max((east - west) * shrink, 1e-6), tallest / max(north - south, 1e-6))
    aside = (width / (down * shrink) - (east - west)) / 2
    return _Frame(west - aside, north, down * shrink, down), math.ceil((north - south) * down)


def _land(
    units: tuple[Unit, ...], rings: tuple[Ring, ...], frame: _Frame, values: Mapping[int, int], most: int
) -> Land:
    said = [values[unit.pk] for unit in units if unit.pk in values]
    value = sum(said) if said else None
    shade = min(-(-_SHADES * (value or 0) // most), _SHADES) if most else 0
    placed = [[frame.place(corner) for corner in ring] for ring in rings]
    return Land(units, "".join(_path(ring) for ring in placed), value, shade, *_words(units, placed[0]))


def _path(ring: list[tuple[int, int]]) -> str:
    """The first corner, then steps; corners that fall upon each other are one."""
    steps = [(x2 - x, y2 - y) for (x, y), (x2, y2) in pairwise(ring)]
    told = " ".join(f"{dx} {dy}" for dx, dy in steps if (dx, dy) != (0, 0))
    return f"M{ring[0][0]} {ring[0][1]}l{told}z" if told else ""


def _words(units: tuple[Unit, ...], ring: list[tuple[int, int]]) -> tuple[tuple[int, int], tuple[int, int, str] | None]:
    """Finds the middle of an outline, and the name that stands there if it has room."""
    name = without_kind(units[0].name) + (f" +{len(units) - 1}" if len(units) > 1 else "")
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    has_room = len(name) * _LETTER < 0.62 * (right - left) and bottom - top > 18
    x, y = (left + right) // 2, (top + bottom) // 2
    return (x, y), (x, y + 4, name) if has_room else None
