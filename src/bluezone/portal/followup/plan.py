"""What the regime asks of one person: from when until when they are asked how they are, how often, and when a sample is
taken. Pure: facts and moments in, days and moments out.

A day of a plan has one slot or several, each beginning at its own hour in Viet Nam; what was answered in a slot closes
it and all before it. So what is due follows from the plan and the last answer alone, in whatever order the facts of the
plan became known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bluezone.portal.world import VIET_NAM
from bluezone.trace.regimes.regime import Kind, Regime
from bluezone.trace.stays import stay_of

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting with somebody who is one step nearer to a case, as far as its days are known."""

    first_day: dt.date | None
    last_day: dt.date | None
    entered_on: dt.date
    source_from: dt.date | None = None
    """The first day on which the other can have infected."""
    source_apart_on: dt.date | None = None
    """The day after which the other met nobody."""

    @property
    def counts(self) -> bool:
        """Whether the other could infect on one of its days, as far as these are known."""
        is_before = None not in (self.last_day, self.source_from) and self.last_day < self.source_from  # type: ignore[operator]
        is_after = None not in (self.first_day, self.source_apart_on) and self.first_day > self.source_apart_on  # type: ignore[operator]
        return not (is_before or is_after)

    @property
    def last(self) -> dt.date:
        """The last day on which they met; where nobody knows, the latest that is likely."""
        if self.last_day is not None and self.source_apart_on is not None:
            return min(self.last_day, self.source_apart_on)
        return self.last_day or self.source_apart_on or self.first_day or self.entered_on

    @property
    def is_estimated(self) -> bool:
        """Whether that day is none that anybody stated of the meeting."""
        return self.last_day is None


@dataclass(frozen=True, slots=True)
class Plan:
    """The days of one person, both ends within."""

    first_day: dt.date
    apart_until: dt.date
    last_day: dt.date
    """Of the watch at liberty, or of the days apart where none follows."""
    kind: Kind
    """Where the person stays apart."""
    visits_apart: int
    visits_after: int
    tests: tuple[dt.date, ...] = ()

    def __post_init__(self) -> None:
        if not self.first_day <= self.apart_until <= self.last_day:
            raise ValueError("a plan begins before it ends, and the watch comes last")
        if min(self.visits_apart, self.visits_after) < 1:
            raise ValueError("somebody who is followed is asked on each day")

    def is_on(self, day: dt.date) -> bool:
        """Whether the person is followed on this day."""
        return self.first_day <= day <= self.last_day

    def slots_on(self, day: dt.date) -> Iterator[dt.datetime]:
        """Names the beginnings of this day's slots; none on a day outside."""
        if self.is_on(day):
            midnight = dt.datetime.combine(day, dt.time(), VIET_NAM)
            many = self.visits_apart if day <= self.apart_until else self.visits_after
            yield from (midnight + part * ONE_DAY / many for part in range(many))

    def due_after(self, answered_at: dt.datetime | None, known_on: dt.date | None = None) -> dt.datetime | None:
        """Names when the next answer is due, given the last one, and the day on which anybody knew of the person; None
        once there is none to come. On days before that nobody could ask, so none of them is late."""
        day = self.first_day
        if answered_at is not None:
            day = max(day, answered_at.astimezone(VIET_NAM).date())
        elif known_on is not None:
            day = max(day, min(known_on, self.last_day))
        for ahead in (day, day + ONE_DAY):
            for begins in self.slots_on(ahead):
                if answered_at is None or begins > answered_at:
                    return begins
        return None


def plan_of(*, level: int | None, last_met: dt.date, regime: Regime, vaccinated: bool | None) -> Plan | None:
    """Makes the plan of somebody at this level under this regime; None where it asks nothing of them."""
    stay = stay_of(level, last_met.toordinal(), regime, vaccinated=vaccinated) if level is not None else None
    if stay is None:
        return None
    way = regime.f1_vaccinated if vaccinated else regime.f1
    apart_until = dt.date.fromordinal(stay.last_day)
    return Plan(
        first_day=dt.date.fromordinal(stay.first_day),
        apart_until=apart_until,
        last_day=apart_until + dt.timedelta(days=way.watch_days.value if level == 1 else 0),
        kind=way.kind.value if level == 1 else regime.f2.kind.value,
        visits_apart=regime.visits.apart.value,
        visits_after=regime.visits.watch.value,
        tests=tuple(dt.date.fromordinal(day) for day in stay.tests),
    )


def last_of(meetings: Iterable[Met]) -> Met:
    """Finds the meeting after which the days begin: of those that count the one that ended last."""
    known = list(meetings)
    return max((one for one in known if one.counts), key=_end, default=None) or max(known, key=_end)


def days_missed(due_at: dt.datetime, today: dt.date) -> int:
    """Counts the days that are over and on which an answer was due that nobody has got."""
    return max(0, (today - due_at.astimezone(VIET_NAM).date()).days)


def _end(met: Met) -> tuple[dt.date, bool]:
    return met.last, not met.is_estimated
