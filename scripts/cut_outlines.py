"""Cuts the outlines of communes for the map: `python -m scripts.cut_outlines SOURCE.geojson.gz`.

A border that two communes share is cut once and drawn by both, so that a simpler map has no gaps and no overlaps. What
comes out is a file of the package (src/bluezone/portal/places/data/README.md says where the source comes from).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path("src/bluezone/portal/places/data/outlines_vn_2026-04.json.gz")
TOLERANCE = 25
"""How far a border may move, in ten-thousandths of a degree: about 280 metres, a pixel of a province's map."""
SCALE = 10_000
SMALLEST = 3
"""Corners that a part of a commune has at least."""
Point = tuple[int, int]
Ring = list[Point]


def main(source: Path) -> None:
    """Writes the file, and prints how large it is."""
    features = json.loads(gzip.decompress(source.read_bytes()))["features"]
    provinces: dict[str, dict[str, list[Ring]]] = defaultdict(dict)
    for feature in sorted(features, key=lambda one: one["id"]):
        provinces[feature["properties"]["province"]][feature["id"]] = list(_rings(feature["geometry"]))
    cut = {code: _cut(units) for code, units in sorted(provinces.items())}
    packed = gzip.compress(json.dumps(cut, separators=(",", ":")).encode(), mtime=0)
    TARGET.write_bytes(packed)
    print(f"{sum(len(one['units']) for one in cut.values())} communes, {len(packed)} bytes")


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    """Every ring without its last point, which is the first again."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for part in parts:
        for ring in part:
            points = [(round(x * SCALE), round(y * SCALE)) for x, y in ring[:-1]]
            yield [here for here, before in zip(points, points[-1:] + points, strict=False) if here != before]


def _cut(units: dict[str, list[Ring]]) -> dict[str, Any]:
    """Arcs of a province, and for each commune its rings as numbers of arcs; ~n is arc n walked backwards."""
    owners = _owners(units)
    arcs: dict[tuple[Point, ...], int] = {}
    made: dict[str, list[list[int]]] = {}
    for code, rings in units.items():
        made[code] = [[_number(arcs, arc) for arc in _arcs(ring, owners)] for ring in rings]
    simple = [_simplified(list(arc)) for arc in arcs]
    return {
        "arcs": [_told(arc) for arc in simple],
        "units": {code: _lands(rings, simple) for code, rings in made.items()},
    }


def _lands(rings: list[list[int]], arcs: list[Ring]) -> list[list[int]]:
    """The rings without those that became a line: parts too thin for the map."""
    lands = [ring for ring in rings if len({point for one in ring for point in arcs[max(one, ~one)]}) >= SMALLEST]
    return lands or rings


def _owners(units: dict[str, list[Ring]]) -> dict[frozenset[Point], frozenset[str]]:
    """To which communes each edge belongs."""
    found: dict[frozenset[Point], set[str]] = defaultdict(set)
    for code, rings in units.items():
        for ring in rings:
            for edge in pairwise([*ring, ring[0]]):
                found[frozenset(edge)].add(code)
    return {edge: frozenset(codes) for edge, codes in found.items()}


def _arcs(ring: Ring, owners: dict[frozenset[Point], frozenset[str]]) -> Iterator[tuple[Point, ...]]:
    """The ring's pieces between the points at which the neighbour changes."""
    edges = list(pairwise([*ring, ring[0]]))
    turns = [at for at, edge in enumerate(edges) if owners[frozenset(edge)] != owners[frozenset(edges[at - 1])]]
    if not turns:
        lowest = ring.index(min(ring))
        yield (*ring[lowest:], *ring[:lowest], ring[lowest])
        return
    for first, last in pairwise([*turns, turns[0] + len(edges)]):
        yield tuple(ring[at % len(ring)] for at in range(first, last + 1))


def _number(arcs: dict[tuple[Point, ...], int], arc: tuple[Point, ...]) -> int:
    """The arc's number; ~number where it is known the other way round."""
    if arc[::-1] in arcs:
        return ~arcs[arc[::-1]]
    return arcs.setdefault(arc, len(arcs))


def _simplified(arc: Ring) -> Ring:
    """The arc without points that lie closer to it than the tolerance (Douglas and Peucker); both ends stay."""
    if arc[0] == arc[-1]:
        middle = max(range(len(arc)), key=lambda at: _between(arc[at], arc[0]))
        halves = _kept(arc[: middle + 1]), _kept(arc[middle:])
        ring = [*halves[0], *halves[1][1:]]
        return ring if len(ring) > SMALLEST else [*arc[:: max(len(arc) // 3, 1)][:3], arc[0]]
    return _kept(arc)


def _kept(arc: Ring) -> Ring:
    if len(arc) < 3:
        return arc
    at = max(range(1, len(arc) - 1), key=lambda number: _off(arc[number], arc[0], arc[-1]))
    if _off(arc[at], arc[0], arc[-1]) <= TOLERANCE:
        return [arc[0], arc[-1]]
    return [*_kept(arc[: at + 1])[:-1], *_kept(arc[at:])]


def _off(point: Point, first: Point, last: Point) -> float:
    """How far a point lies from a line."""
    (x, y), (x1, y1), (x2, y2) = point, first, last
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    return float(((x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2) ** 0.5)


def _between(one: Point, other: Point) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def _told(arc: Iterable[Point]) -> list[int]:
    """The first point, then the step to each next one."""
    flat: list[int] = []
    x = y = 0
    for point in arc:
        flat += [point[0] - x, point[1] - y]
        x, y = point
    return flat


if __name__ == "__main__":
    main(Path(sys.argv[1]))
