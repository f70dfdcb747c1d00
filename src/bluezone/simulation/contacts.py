"""From rows of a trace to distances between phones: what the virtual air is given.

Face to face means 0.5 to 1.5 m, one distance for each stretch of contact. Bystanders are added without invention:
whoever is seen in any row of a minute is in the building then, and those of the same department sit 3 to 8 m apart.
Every draw is keyed by seed, pair and time, so that nothing depends on the order of things.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from bluezone.simulation.trace import BIN_S, Row, Trace

NEAREST_M, FARTHEST_M = 0.5, 1.5
"""The badges of the traces see each other face to face up to about 1.5 m."""
BYSTANDER_NEAREST_M, BYSTANDER_FARTHEST_M = 3.0, 8.0
_MINUTE_S = 60

ContactRow = tuple[int, int, int, int, float]
"""(start ms, end ms, one person, the other, metres), as bluezone.radio.virtual takes them."""


def contact_rows(trace: Trace, origin_ms: int, seed: int, *, bystanders: bool) -> list[ContactRow]:
    """All contacts in order of time. `origin_ms` is the moment at which the trace's time is 0."""
    rows = list(_face_to_face(trace, origin_ms, seed))
    if bystanders:
        rows += _bystanders(trace, origin_ms, seed)
    rows.sort()
    return rows


def _face_to_face(trace: Trace, origin_ms: int, seed: int) -> Iterator[ContactRow]:
    by_pair: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in trace.rows:
        by_pair[row.i, row.j].append(row.t_s)
    for (i, j), times in by_pair.items():
        for start_s, end_s in _stretches(times, BIN_S):
            distance_m = _draw(seed, "face", i, j, start_s).uniform(NEAREST_M, FARTHEST_M)
            yield origin_ms + start_s * 1000, origin_ms + end_s * 1000, i, j, distance_m


def _bystanders(trace: Trace, origin_ms: int, seed: int) -> Iterator[ContactRow]:
    minutes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for minute, rows in _by_minute(trace.rows):
        for i, j in _in_sight(rows, trace.groups):
            minutes[i, j].append((minute + 1) * _MINUTE_S)
    for (i, j), ends in minutes.items():
        for start_s, end_s in _stretches(ends, _MINUTE_S):
            far = _draw(seed, "bystander", i, j, start_s).uniform(BYSTANDER_NEAREST_M, BYSTANDER_FARTHEST_M)
            yield origin_ms + start_s * 1000, origin_ms + end_s * 1000, i, j, far


def _by_minute(rows: Iterable[Row]) -> Iterator[tuple[int, list[Row]]]:
    minute, together = -1, list[Row]()
    for row in rows:
        now = (row.t_s - BIN_S) // _MINUTE_S
        if now != minute and together:
            yield minute, together
            together = []
        minute = now
        together.append(row)
    if together:
        yield minute, together


def _in_sight(rows: Iterable[Row], groups: dict[int, str]) -> set[tuple[int, int]]:
    """Pairs of the same department seen in this minute; without departments, pairs that face a common third."""
    circles: dict[object, set[int]] = defaultdict(set)
    for row in rows:
        for person, other in ((row.i, row.j), (row.j, row.i)):
            if groups:
                circles[groups.get(person, person)].add(person)
            else:
                circles[other].add(person)
    return {pair for circle in circles.values() for pair in combinations(sorted(circle), 2)}


def _stretches(ends: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
    """Bins that follow each other without a gap, as one stretch: (start, end)."""
    start = end = None
    for bin_end in sorted(set(ends)):
        if end is not None and bin_end - length == end:
            end = bin_end
            continue
        if start is not None and end is not None:
            yield start, end
        start, end = bin_end - length, bin_end
    if start is not None and end is not None:
        yield start, end


def _draw(*key: object) -> random.Random:
    return random.Random(repr(key))  # noqa: S311 - a repeatable world, not a secret
