"""An invented nation: provinces whose communes count something every day, written as their portals would write it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

from bluezone.indicators.catalogue import INDICATORS
from bluezone.indicators.withholding import THRESHOLD, Cell, Coverage, released
from bluezone.indicators.writing import write_release

FIRST = dt.date(2026, 8, 1)
_LARGEST = 4
"""Powers of two: most counts are small, a few are hundreds."""


def province_code(at: int) -> str:
    """Two digits, as official codes have."""
    return f"{at + 1:02}"


def invented_province(at: int, *, communes: int, days: int, seed: int) -> dict[Cell, int]:
    """What one province counts. Most communes count nothing of most things."""
    drawn, province = random.Random(f"{seed} {at}"), province_code(at)
    names = [one.name for one in INDICATORS]
    return {
        Cell(FIRST + dt.timedelta(days=day), province, name, f"{province}{commune:03}"): _count(drawn)
        for day in range(days)
        for commune in range(communes)
        for name in names
        if drawn.random() < 0.4
    }


def _count(drawn: random.Random) -> int:
    return int(2 ** (drawn.random() * drawn.random() * 2 * _LARGEST))


def write_nation(folder: Path, *, provinces: int, communes: int, days: int, seed: int = 1) -> Iterator[dict[Cell, int]]:
    """Writes the file of each province, and yields what it truly counted."""
    for at in range(provinces):
        counts = invented_province(at, communes=communes, days=days, seed=seed)
        coverage = Coverage((province_code(at),), FIRST, FIRST + dt.timedelta(days=days - 1))
        write_release(folder / f"{province_code(at)}.parquet", released(counts, coverage), threshold=THRESHOLD)
        yield counts
