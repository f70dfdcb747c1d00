"""Where the borders of communes run, from the bundled outlines of 4/2026; simplified, and not official. Reads one file.

Every border is one line that both neighbours draw (scripts/cut_outlines.py), so no map has gaps between them.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

_FILE = "outlines_vn_2026-04.json.gz"
_SCALE = 10_000
_SAME = {"06970": "06978"}
"""Ba Chẽ, which the outlines know by another code than the tables do (data/README.md)."""
Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude of each corner; the last is the first again."""


@dataclass(frozen=True, slots=True)
class _Province:
    """The borders of a province, and of which each commune is made."""

    arcs: list[list[int]]
    units: dict[str, list[list[int]]]


def rings_of(code: str) -> tuple[Ring, ...]:
    """The parts of the commune of this code, the largest first; none where the outlines do not know it."""
    code = _SAME.get(code, code)
    province = _provinces().get(_province_by_commune().get(code, ""))
    if province is None:
        return ()
    rings = [_ring(province, numbers) for numbers in province.units[code]]
    return tuple(sorted(rings, key=lambda ring: -abs(_area(ring))))


@cache
def _provinces() -> dict[str, _Province]:
    told = json.loads(gzip.decompress((files(__package__) / "data" / _FILE).read_bytes()))
    return {code: _Province(one["arcs"], one["units"]) for code, one in told.items()}


@cache
def _province_by_commune() -> dict[str, str]:
    return {commune: code for code, province in _provinces().items() for commune in province.units}


def _ring(province: _Province, numbers: list[int]) -> Ring:
    corners: list[tuple[float, float]] = []
    for number in numbers:
        arc = _corners(province.arcs[number if number >= 0 else ~number])
        corners += (arc if number >= 0 else arc[::-1])[1 if corners else 0 :]
    return tuple(corners)


def _corners(steps: list[int]) -> list[tuple[float, float]]:
    return [(x / _SCALE, y / _SCALE) for x, y in zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)]


def _area(ring: Ring) -> float:
    """Twice the area, by the corners; its sign says which way round they stand."""
    return sum(x * y2 - x2 * y for (x, y), (x2, y2) in pairwise(ring))
