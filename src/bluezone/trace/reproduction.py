"""How many each case infected, by the days on which they fell ill, with the interval and the number behind it.

A case that several cases exposed is shared among them in equal parts: no list says which it was. The interval is that
of a mean whose spread is the cases' own (a score interval; few infect most, so it is wider than chance alone would make
it), never narrower than if each infection were a coin of its own. A cohort is over once nineteen of twenty of its
infections would have fallen ill, by the serial intervals of the same list, before the last onset that it knows; until
then its number can only grow, and is said to be unfinished.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.trace.outbreak import EVER, Outbreak

_QUANTILE = 1.959964
"""Of the normal distribution, for 95 %."""


@dataclass(frozen=True, slots=True)
class Serial:
    """Days between the onsets of those who infected and those whom they did."""

    pairs: int
    """With an onset at both ends."""
    median: float | None
    late: float | None
    """Nineteen of twenty are no longer; None where there is no pair."""
    backward: int
    """Pairs of which the infected fell ill first."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Cases who fell ill in the same days."""

    first_day: int
    last_day: int
    cases: int
    infected: float
    """By all of them together; shares of a case that several exposed."""
    low: float
    high: float
    is_finished: bool

    @property
    def mean(self) -> float:
        return self.infected / self.cases


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Cohorts in the order of their days; days on which nobody fell ill have none."""

    cohorts: tuple[Cohort, ...]
    serial: Serial
    without_onset: int
    """Cases who belong to no cohort."""


def reproduction_of(outbreak: Outbreak, onsets: Sequence[int], days_each: int) -> Reproduction:
    """Counts by cohorts of so many days, from the first onset on. `onsets` are days by person, EVER where not known."""
    sources = sources_of_cases(outbreak)
    serial = _serial(sources, onsets)
    infected = [0.0] * outbreak.persons
    for ends in sources.values():
        for source in ends:
            infected[source] += 1 / len(ends)
    ill = [person for person, is_case in enumerate(outbreak.confirmed) if is_case and onsets[person] != EVER]
    without_onset = sum(outbreak.confirmed) - len(ill)
    return Reproduction(_cohorts(ill, infected, onsets, days_each, serial), serial, without_onset)


def sources_of_cases(outbreak: Outbreak) -> dict[int, list[int]]:
    """The cases who exposed each case, by exposures that count; each once. A case whom no other exposed is not in it:
    where tracing keeps up, few are not."""
    found: dict[int, dict[int, None]] = {}
    for exposure, (source, target) in enumerate(zip(outbreak.sources, outbreak.targets, strict=True)):
        if outbreak.confirmed[source] and outbreak.confirmed[target] and outbreak.is_within(exposure):
            found.setdefault(target, {})[source] = None
    return {target: list(ends) for target, ends in found.items()}


def _serial(sources: dict[int, list[int]], onsets: Sequence[int]) -> Serial:
    days = sorted(
        onsets[target] - onsets[source]
        for target, ends in sources.items()
        for source in ends
        if EVER not in {onsets[source], onsets[target]}
    )
    if not days:
        return Serial(0, None, None, 0)
    return Serial(len(days), _share(days, 0.5), _share(days, 0.95), sum(one < 0 for one in days))


def _share(ordered: list[int], share: float) -> float:
    """The day that this share of them does not exceed, between two neighbours in proportion."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return round(ordered[below] + (place - below) * (ordered[above] - ordered[below]), 2)


def _cohorts(
    ill: list[int], infected: list[float], onsets: Sequence[int], days_each: int, serial: Serial
) -> tuple[Cohort, ...]:
    members: dict[int, list[float]] = {}
    begin = min((onsets[person] for person in ill), default=0)
    last = max((onsets[person] for person in ill), default=0)
    for person in ill:
        members.setdefault((onsets[person] - begin) // days_each, []).append(infected[person])
    cohorts = []
    for number in sorted(members):
        first_day = begin + number * days_each
        last_day = first_day + days_each - 1
        is_finished = serial.late is not None and last_day + serial.late <= last
        low, high = interval(members[number])
        cohorts.append(Cohort(first_day, last_day, len(members[number]), sum(members[number]), low, high, is_finished))
    return tuple(cohorts)


def interval(infected: Sequence[float]) -> tuple[float, float]:
    """The ends between which the mean of such cases lies, nineteen times of twenty."""
    count = len(infected)
    mean = sum(infected) / count
    spread = sum((one - mean) ** 2 for one in infected) / (count - 1) if count > 1 else mean
    scale = max(1.0, spread / mean) if mean else 1.0
    middle = mean + _QUANTILE**2 * scale / (2 * count)
    half = _QUANTILE * math.sqrt(scale * mean / count + (_QUANTILE * scale / (2 * count)) ** 2)
    return max(0.0, middle - half), middle + half
