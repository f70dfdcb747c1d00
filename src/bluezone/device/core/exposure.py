"""From close minutes to a warning: the pathogen's rule, and words a person can check against a memory.

Minutes near people whose keys were published are added up, weighted by their class, over any 24 hours. What is told
is the local day, never the hour and never who (docs/protocol/9-warning.md). Rules arrive as values, from the signed
configuration; this module reads no clock and knows no radio.
"""

from __future__ import annotations

import datetime as dt
import enum
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bluezone.device.core.proximity import CloseSpell
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.config import RiskParameters

_DAY_HOURS = 24
_ROUNDING_MINUTES = 5
_LEAST_SHARE, _DEVIATIONS, _MORE_MINUTES = 0.5, 0.5, 15
"""Chosen on recorded contacts, of which a phone often knows too little and hardly ever too much."""
_SAME_ENCOUNTER_MS = 15 * MINUTE_MS
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Level(enum.IntEnum):
    """The level of an exposure: whom the owner becomes by it."""

    F1 = 1
    """Was near a confirmed case."""
    F2 = 2
    """Was near an F1 whom staff confirmed and who agreed to publish."""


@dataclass(frozen=True, slots=True)
class ExposureRule:
    """What the pathogen profile calls too long (docs/protocol/7-configuration.md)."""

    close_minutes: float = 15.0
    window_hours: int = _DAY_HOURS
    caution: float = RiskParameters().caution
    """Standard deviations granted to the other side of doubt, from the configuration (docs/protocol/9-warning.md). Up
    to its bound a single scan of five minutes, even a full one heard loudly, never reaches fifteen."""

    def __post_init__(self) -> None:
        if not (self.close_minutes > 0 and self.window_hours > 0 and self.caution >= 0):
            raise ValueError("an exposure rule has positive minutes and hours, and no negative caution")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One published seed as this phone met it."""

    level: Level
    weight: float
    """Of the seed's class: 1 counts each minute as one."""
    spells: tuple[CloseSpell, ...]

    def __post_init__(self) -> None:
        if not 0 < self.weight <= 10:
            raise ValueError(f"a class weight of {self.weight} lies outside 0..10")


@dataclass(frozen=True, slots=True)
class Exposure:
    """The worst window of time."""

    level: Level
    start_ms: int
    end_ms: int
    close_minutes: float
    """Weighted and expected."""
    variance: float
    encounters: int
    """Stretches of time near, with a quarter of an hour or more between them."""
    heaviest_ms: int
    """A moment in the middle of the longest time near: its local day is what the owner is told."""


def exposures_above(meetings: Iterable[Meeting], rule: ExposureRule, level: Level = Level.F1) -> list[Exposure]:
    """Every window that reaches the threshold, the worst first; what counts in one counts in no other.

    Whoever was near too long a second time, days later, has to know of the later day too: a quarantine is counted
    from there. Nobody is warned because of it whom the worst window alone would not warn.
    """
    left, found = _weighted(meetings, level), []
    while left:
        first, last = _worst_window(left, rule.window_hours * HOUR_MS)
        exposure = _exposure(left[first : last + 1], level)
        if not _reaches_threshold(exposure, rule):
            break
        found.append(exposure)
        del left[first : last + 1]
    return found


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the owner is told. No hour, no place, no person."""

    level: Level
    date: dt.date
    """In the owner's time zone."""
    minutes: int
    """To the nearest five."""
    encounters: int
    least: int
    most: int
    """Between these two, in fives, the minutes lie of nine in ten recorded contacts that are told."""

    def __str__(self) -> str:
        weekday = _WEEKDAYS[self.date.weekday()]
        return f"{self.least} to {self.most} minutes near, on {weekday} {self.date.day}/{self.date.month}"


def explain(exposure: Exposure, zone: dt.tzinfo) -> Explanation:
    """The exposure in round figures and the local day."""
    date = dt.datetime.fromtimestamp(exposure.heaviest_ms / 1000, zone).date()
    rounded = round(exposure.close_minutes / _ROUNDING_MINUTES) * _ROUNDING_MINUTES
    least, most = minutes_within(exposure.close_minutes, exposure.variance)
    return Explanation(exposure.level, date, max(_ROUNDING_MINUTES, rounded), exposure.encounters, least, most)


def minutes_within(minutes: float, variance: float, more_minutes: int = _MORE_MINUTES) -> tuple[int, int]:
    """The least and the most that it may have been, in fives (docs/protocol/9-warning.md, docs/performance.md)."""
    doubt = _DEVIATIONS * math.sqrt(variance)
    least, most = max(0.0, _LEAST_SHARE * minutes - doubt), minutes + doubt + more_minutes
    return (
        math.floor(least / _ROUNDING_MINUTES) * _ROUNDING_MINUTES,
        math.ceil(most / _ROUNDING_MINUTES) * _ROUNDING_MINUTES,
    )


def _weighted(meetings: Iterable[Meeting], level: Level) -> list[tuple[CloseSpell, float]]:
    """The times near at this level, each with its weight, in order of time."""
    return sorted(
        (
            (spell, meeting.weight)
            for meeting in meetings
            if meeting.level is level
            for spell in meeting.spells
            if spell.expected_close_minutes > 0
        ),
        key=lambda pair: pair[0].start_ms,
    )


def _reaches_threshold(exposure: Exposure, rule: ExposureRule) -> bool:
    """Whether the rule's minutes lie within what the expected minutes and their doubt allow for."""
    return exposure.close_minutes + rule.caution * math.sqrt(exposure.variance) >= rule.close_minutes


def _worst_window(weighted: Sequence[tuple[CloseSpell, float]], window_ms: int) -> tuple[int, int]:
    """First and last index of the spells of the worst window; the earliest such window on a tie. O(n)."""
    worst, bounds = 0.0, (0, 0)
    first, total = 0, 0.0
    for last, (spell, weight) in enumerate(weighted):
        total += weight * spell.expected_close_minutes
        while spell.start_ms - weighted[first][0].start_ms >= window_ms:
            total -= weighted[first][1] * weighted[first][0].expected_close_minutes
            first += 1
        if total > worst + 1e-9:
            worst, bounds = total, (first, last)
    return bounds


def _exposure(window: Sequence[tuple[CloseSpell, float]], level: Level) -> Exposure:
    runs = _encounters(window)
    heaviest = max(runs, key=lambda run: sum(weight * spell.expected_close_minutes for spell, weight in run))
    return Exposure(
        level=level,
        start_ms=window[0][0].start_ms,
        end_ms=max(spell.end_ms for spell, _ in window),
        close_minutes=sum(weight * spell.expected_close_minutes for spell, weight in window),
        variance=sum(weight**2 * spell.variance for spell, weight in window),
        encounters=len(runs),
        heaviest_ms=heaviest[len(heaviest) // 2][0].start_ms,
    )


def _encounters(window: Sequence[tuple[CloseSpell, float]]) -> list[list[tuple[CloseSpell, float]]]:
    runs: list[list[tuple[CloseSpell, float]]] = [[window[0]]]
    for spell, weight in window[1:]:
        if spell.start_ms - runs[-1][-1][0].end_ms >= _SAME_ENCOUNTER_MS:
            runs.append([])
        runs[-1].append((spell, weight))
    return runs
