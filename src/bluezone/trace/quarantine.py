"""What a regime asks of people at their levels: who stays apart for how many days, and how often they are tested.

Every F1 stays for the whole of the quarantine; an F2 until as many of the F1's samples were taken as the regime waits
for, as if each were answered the same day. Who is vaccinated is not known here, so a figure has two ends. Cases are
not counted: they are in treatment.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bluezone.trace.regimes.regime import Quarantine, Regime


@dataclass(frozen=True, slots=True)
class Between:
    """A figure of which only the ends are known."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Load:
    """What quarantine takes of a whole outbreak."""

    f1: int
    f2: int
    person_days: Between
    tests: Between


def load_of(levels: bytes | bytearray, regime: Regime) -> Load:
    """Counts the days and tests of everybody with these levels."""
    counts = Counter(levels)
    f1, f2 = counts[1], counts[2]
    ways = (regime.f1, regime.f1_vaccinated)
    person_days = [f1 * way.days.value + f2 * _waiting_days(way, regime) for way in ways]
    tests = [f1 * len(way.test_days.value) for way in ways]
    return Load(f1, f2, Between(min(person_days), max(person_days)), Between(min(tests), max(tests)))


def _waiting_days(f1: Quarantine, regime: Regime) -> int:
    tests = regime.f2.until_test.value
    return f1.test_days.value[tests - 1] if tests else 0
