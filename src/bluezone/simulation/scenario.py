"""What is asked of a replay: whom, when, with which phones; valid against its trace from birth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bluezone.protocol.calendar import Day
from bluezone.protocol.config import Configuration, PathogenProfile, RadioDuty
from bluezone.simulation.errors import ScenarioError
from bluezone.simulation.trace import DAY_S, Trace

VIET_NAM = dt.timezone(dt.timedelta(hours=7), "ICT")
FIRST_MIDNIGHT = dt.datetime(2026, 6, 1, tzinfo=VIET_NAM)
"""A Monday; the traces of offices begin on one."""
ORIGIN_MS = int(FIRST_MIDNIGHT.timestamp() * 1000)
CONFIRMED_AT_S = 9 * 3600
"""The code is given at nine in the morning."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One replay."""

    trace: Trace
    first_case: int
    confirm_day: int
    """Days after the trace's first day; the day after its last row unless told otherwise."""
    seed: int = 1
    app_off: frozenset[int] = frozenset()
    bystanders: bool = False
    air: str = "normal"
    duty: RadioDuty = field(default_factory=RadioDuty)
    """How all phones listen."""
    said: bool = False
    """All phones know how strongly they send, to the decibel, and say it, hidden as phones do."""

    def __post_init__(self) -> None:
        people = set(self.trace.people)
        if self.first_case not in people:
            raise ScenarioError(f"person {self.first_case} is not in the trace")
        strangers = sorted(self.app_off - people)
        if strangers:
            raise ScenarioError(f"person {strangers[0]} is not in the trace")
        if self.first_case in self.app_off:
            raise ScenarioError("the first case needs the app to disclose anything")
        if not 0 <= self.confirm_day <= self.trace.days + 13:
            raise ScenarioError(f"the confirm day lies in 0..{self.trace.days + 13}")

    @property
    def people_with_app(self) -> tuple[int, ...]:
        return tuple(person for person in self.trace.people if person not in self.app_off)

    @property
    def confirmed_s(self) -> int:
        """When the case is confirmed, in the trace's time."""
        return self.confirm_day * DAY_S + CONFIRMED_AT_S

    @property
    def confirmed_ms(self) -> int:
        return ORIGIN_MS + self.confirmed_s * 1000

    @property
    def told(self) -> Configuration | None:
        """What the authority has told all phones of listening; None if they listen as they were built."""
        return None if self.duty == RadioDuty() else Configuration(sequence=1, issued_s=0, duty=self.duty)

    def onset(self, profile: PathogenProfile) -> dt.date:
        """An onset such that the infectious window begins with the trace, or as late as the confirmation allows."""
        first = Day.of(FIRST_MIDNIGHT.date()).plus(profile.infectious_days_before_onset)
        return min(first, Day.containing(self.confirmed_ms)).date


def default_confirm_day(trace: Trace) -> int:
    """The day after the trace's last row."""
    return trace.days
