"""A regime as a value: dated, placed, and every figure with where it is stated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from bluezone.trace.errors import RegimeError
from bluezone.vietnam.words import Words

Value = TypeVar("Value")
CARRIED = "template"
"""In place of a source: the figure was carried from the template."""
HOUSE = "house"
"""In place of a source: nobody states the figure; whoever wrote the file took one that is careful."""
_MOST_DAYS = 60
_MOST_VISITS = 4


class Kind(Enum):
    """The two places where somebody stays apart."""

    CONCENTRATED = "concentrated"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Source:
    """An official paper, or whoever reported of it."""

    id: str
    title: str
    where: str


@dataclass(frozen=True, slots=True)
class Figure(Generic[Value]):
    """A value, and the id of the source that states it."""

    value: Value
    source: str

    @property
    def is_stated(self) -> bool:
        return self.source not in {CARRIED, HOUSE}


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What becomes of somebody who met a case."""

    kind: Figure[Kind]
    days: Figure[int]
    watch_days: Figure[int]
    """At liberty and watched, afterwards."""
    test_days: Figure[tuple[int, ...]]
    """Days of the quarantine, whose first is 1, on which a sample is taken."""

    def __post_init__(self) -> None:
        tests = self.test_days.value
        if not (0 <= self.days.value <= _MOST_DAYS and 0 <= self.watch_days.value <= _MOST_DAYS):
            raise RegimeError(f"a quarantine or watch lasts up to {_MOST_DAYS} days")
        if list(tests) != sorted(set(tests)) or any(not 1 <= day <= self.days.value for day in tests):
            raise RegimeError("tests are on days of the quarantine, in order, each once")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What becomes of somebody who met one who met a case."""

    kind: Figure[Kind]
    until_test: Figure[int]
    """Stays apart until so many of the F1's tests were negative; 0 for nobody stays apart."""


@dataclass(frozen=True, slots=True)
class Visits:
    """How often somebody is asked how they are."""

    apart: Figure[int]
    """On each day of the quarantine."""
    watch: Figure[int]
    """On each day of the watch after it."""

    def __post_init__(self) -> None:
        if not all(1 <= figure.value <= _MOST_VISITS for figure in (self.apart, self.watch)):
            raise RegimeError(f"somebody is asked once a day at least, and up to {_MOST_VISITS} times")


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules in force somewhere from a day on."""

    id: str
    name: Words
    begins: dt.date | None
    """The first day of force; None for the template, which was never in force."""
    place: str
    """The code of the province, or VN."""
    f1_means: Words
    """Who is an F1, in words: a list tells neither minutes nor masks, so nobody judges by it here."""
    sources: tuple[Source, ...]
    days_before_onset: Figure[int]
    f1: Quarantine
    f1_vaccinated: Quarantine
    f2: Waiting
    visits: Visits

    def __post_init__(self) -> None:
        if not 0 <= self.days_before_onset.value <= _MOST_DAYS:
            raise RegimeError(f"a case infects from up to {_MOST_DAYS} days before onset on")
        if self.f2.until_test.value > min(len(self.f1.test_days.value), len(self.f1_vaccinated.test_days.value)):
            raise RegimeError("an F2 waits for a test that an F1 does not have")
        _check_sources(self)

    def on(self, day: dt.date) -> Regime:
        """The rules for a case of this day: these, whatever was in force then."""
        return self

    def figures(self) -> dict[str, Figure[object]]:
        """Every figure by its name in the file, in its order."""
        found: dict[str, Figure[object]] = {"window.days_before_onset": _as_object(self.days_before_onset)}
        for group, quarantine in (("f1", self.f1), ("f1_vaccinated", self.f1_vaccinated)):
            found[f"{group}.kind"] = _as_object(quarantine.kind)
            found[f"{group}.days"] = _as_object(quarantine.days)
            found[f"{group}.watch_days"] = _as_object(quarantine.watch_days)
            found[f"{group}.test_days"] = _as_object(quarantine.test_days)
        found["f2.kind"] = _as_object(self.f2.kind)
        found["f2.until_test"] = _as_object(self.f2.until_test)
        found["visits.apart"] = _as_object(self.visits.apart)
        found["visits.watch"] = _as_object(self.visits.watch)
        return found

    @property
    def not_stated(self) -> tuple[str, ...]:
        """The names of figures that none of the sources gives."""
        return tuple(name for name, figure in self.figures().items() if not figure.is_stated)


def _check_sources(regime: Regime) -> None:
    ids = [source.id for source in regime.sources]
    if len(set(ids)) != len(ids) or {CARRIED, HOUSE} & set(ids):
        raise RegimeError("each source has an id of its own, and none is called template or house")
    unknown = {figure.source for figure in regime.figures().values()} - {*ids, CARRIED, HOUSE}
    if unknown:
        raise RegimeError(f"there is no source {', '.join(sorted(unknown))}")


def _as_object(figure: Figure[Value]) -> Figure[object]:
    return Figure(figure.value, figure.source)
