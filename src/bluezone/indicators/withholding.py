"""Withholds small counts, so that no count of one to four people can be got back from what is released.

A count below the threshold leaves as none. Of each day, indicator and province the withheld ones are added up in one
row, the rest; it has its number only where every one of them could still be anything from 1 to the threshold less one.
Each withheld count stands in one sum at most, and no released number holds another: there is nothing to take away from
anything (docs/decisions/0050-national-figures.md; the proof is `tests/indicators/test_withholding.py`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bluezone.indicators.catalogue import BY_NAME
from bluezone.indicators.errors import ReleaseError

THRESHOLD = 5
"""The smallest count of people that is released, unless an office asks for a larger one."""
_LEAST_THRESHOLD = 3
"""Below it a withheld count is 1 or nothing else, so that withholding it tells it."""
MOST_THRESHOLD = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A day, a place and an indicator: where something is counted."""

    day: dt.date
    province: str
    """Its official code, as the next."""
    indicator: str
    unit: str
    """The commune, or whatever larger unit is known where no commune is."""

    def __post_init__(self) -> None:
        if self.indicator not in BY_NAME:
            raise ReleaseError(f"there is no indicator {self.indicator}")
        if not self.province or not self.unit:
            raise ReleaseError("a count lies in a unit of a province")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a release. What is counted lies between `low` and `high`, and is `value` where nothing is withheld."""

    day: dt.date
    province: str
    unit: str | None
    """None for the rest of the province: all that is withheld in it, together."""
    indicator: str
    value: int | None
    low: int
    high: int

    @property
    def is_suppressed(self) -> bool:
        """Whether its number is withheld."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The provinces and days of which a release tells: whatever has no row there is zero."""

    provinces: tuple[str, ...]
    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ReleaseError("the last day is before the first one")

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Each day, the first and the last among them."""
        return tuple(self.first + dt.timedelta(days=at) for at in range((self.last - self.first).days + 1))


def released(counts: Mapping[Cell, int], coverage: Coverage, *, threshold: int = THRESHOLD) -> Iterator[Row]:
    """Yields what may leave, in order: of each day, province and indicator its units, and the rest behind them. Raises
    ReleaseError for a count that lies outside, and for a threshold under which nothing would be withheld."""
    if not _LEAST_THRESHOLD <= threshold <= MOST_THRESHOLD:
        raise ReleaseError(f"a threshold lies between {_LEAST_THRESHOLD} and {MOST_THRESHOLD}")
    groups = _grouped(counts)
    places = {(day, province) for day in coverage.days for province in coverage.provinces}
    if stray := {(day, province) for day, province, _ in groups} - places:
        day, province = min(stray)
        raise ReleaseError(f"something is counted in {province} on {day}, which this release does not tell of")
    for day, province in sorted(places):
        for indicator in sorted(BY_NAME):
            yield from _rows_of((day, province, indicator), groups.get((day, province, indicator), {}), threshold)


_Group = tuple[dt.date, str, str]


def _grouped(counts: Mapping[Cell, int]) -> dict[_Group, dict[str, int]]:
    groups: dict[_Group, dict[str, int]] = defaultdict(dict)
    for cell, count in counts.items():
        if count < 0:
            raise ReleaseError(f"{cell.indicator} counts {count} in {cell.unit} on {cell.day}")
        if count:
            groups[cell.day, cell.province, cell.indicator][cell.unit] = count
    return groups


def _rows_of(group: _Group, units: Mapping[str, int], threshold: int) -> Iterator[Row]:
    day, province, indicator = group
    least = threshold if BY_NAME[indicator].is_of_people else 1
    for unit, count in sorted(units.items()):
        if count >= least:
            yield Row(day, province, unit, indicator, count, count, count)
        else:
            yield Row(day, province, unit, indicator, None, 1, least - 1)
    yield _rest(group, [count for count in units.values() if count < least], least - 1)


def _rest(group: _Group, withheld: Iterable[int], most: int) -> Row:
    """All that is withheld, together: as a number where that says nothing about any of them."""
    counts = list(withheld)
    day, province, indicator = group
    total = sum(counts)
    if not counts or _leaves_each_open(total, len(counts), most):
        return Row(day, province, None, indicator, total, total, total)
    return Row(day, province, None, indicator, None, len(counts), len(counts) * most)


def _leaves_each_open(total: int, cells: int, most: int) -> bool:
    """Whether each of so many counts, all from 1 to `most`, can be 1, and can be `most`, when they come to this."""
    return cells + most - 1 <= total <= cells * most - (most - 1)
