"""Where everybody of a chain stands in a picture of it: days to the right, generations downwards.

People of one day and one generation fill a block, line by line, in the order in which they are given; all blocks of a
generation begin on one line. The same people stand on the same spots each time.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.trace.chains import NO_GENERATION
from bluezone.trace.errors import OutbreakError
from bluezone.trace.outbreak import EVER, days

WIDEST = 16
"""People of one day beside each other."""
MOST_DAYS = 770
"""As long as an outbreak's curve: one day that was typed a century off makes no picture of a century."""


@dataclass(frozen=True, slots=True)
class Band:
    """The lines of one generation; NO_GENERATION for whoever no beginning leads to, who stand below all others."""

    generation: int
    first_line: int
    lines: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Spots of a picture, in the order of the people: columns and lines are counted from 0."""

    columns: array[int]
    lines: array[int]
    bands: tuple[Band, ...]
    first_day: int
    """EVER where no day is known."""
    days: int
    """How many there are from the first to the last, both of them among them."""
    a_day: int
    """Columns of one day; the last of them stays empty, so that days stand apart."""
    undated: int
    """How many have no day, or one that lies too early: they stand in a block of their own before the first."""
    too_early: int
    """How many of these have a day, so long before the last one that the picture does not reach it."""

    @property
    def width(self) -> int:
        return (self.days + (1 if self.undated else 0)) * self.a_day

    @property
    def height(self) -> int:
        return sum(band.lines for band in self.bands) + max(len(self.bands) - 1, 0)


def draw(days_of: Sequence[int], generations: Sequence[int]) -> Drawing:
    """Gives everybody a spot, by their day (EVER where not known) and their generation. Raises OutbreakError for lists
    of different length."""
    if len(days_of) != len(generations):
        raise OutbreakError("everybody in a picture has a day and a generation")
    reached = max(days_of, default=EVER) - MOST_DAYS
    too_early = sum(EVER != day <= reached for day in days_of)
    days_of = [day if day > reached else EVER for day in days_of]
    blocks = Counter(zip(generations, days_of, strict=True))
    across = min(max(math.isqrt(max(blocks.values(), default=1) - 1) + 1, 1), WIDEST)
    known = [day for day in days_of if day != EVER]
    first, last = (min(known), max(known)) if known else (EVER, EVER - 1)
    undated = len(days_of) - len(known)
    bands = _bands(blocks, across)
    lines_of = {band.generation: band.first_line for band in bands}
    drawing = Drawing(days(), days(), bands, first, last - first + 1, across + 1, undated, too_early)
    filled = Counter[tuple[int, int]]()
    for day, generation in zip(days_of, generations, strict=True):
        at = filled[generation, day]
        filled[generation, day] += 1
        block = 0 if day == EVER else day - first + (1 if undated else 0)
        drawing.columns.append(block * drawing.a_day + at % across)
        drawing.lines.append(lines_of[generation] + at // across)
    return drawing


def _bands(blocks: Counter[tuple[int, int]], across: int) -> tuple[Band, ...]:
    """The generations from above to below, an empty line between two."""
    largest = Counter[int]()
    for (generation, _), people in blocks.items():
        largest[generation] = max(largest[generation], people)
    bands, line = list[Band](), 0
    for generation in sorted(largest, key=lambda steps: (steps == NO_GENERATION, steps)):
        lines = -(-largest[generation] // across)
        bands.append(Band(generation, line, lines))
        line += lines + 1
    return tuple(bands)
