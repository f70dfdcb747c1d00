"""How long one person stays apart under a regime, and on which days a sample is taken.

The first day of a quarantine is the one after the last meeting. Whoever may be vaccinated or not is taken for not, so
no figure is too small. An F2 stays until as many of the F1's samples were taken as the regime waits for.
"""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.trace.regimes.regime import Regime


@dataclass(frozen=True, slots=True)
class Stay:
    """The days of one person: ordinals, both ends within."""

    first_day: int
    last_day: int
    tests: tuple[int, ...] = ()
    """Days on which a sample is taken."""

    def days_until(self, day: int) -> int:
        """How many of the days have begun by this one."""
        return max(0, min(day, self.last_day) - self.first_day + 1)

    def is_on(self, day: int) -> bool:
        """Whether the person stays apart on this day."""
        return self.first_day <= day <= self.last_day

    def tests_until(self, day: int) -> int:
        """How many samples were taken by this day."""
        return sum(test <= day for test in self.tests)


def stay_of(level: int, last_met: int, regime: Regime, *, vaccinated: bool | None) -> Stay | None:
    """The stay of somebody at this level; None where the regime asks nobody at it to stay apart."""
    way = regime.f1_vaccinated if vaccinated else regime.f1
    first = last_met + 1
    if level == 1 and way.days.value:
        return Stay(first, last_met + way.days.value, tuple(last_met + day for day in way.test_days.value))
    waits = regime.f2.until_test.value
    if level == 2 and waits:
        return Stay(first, last_met + regime.f1.test_days.value[waits - 1])
    return None
