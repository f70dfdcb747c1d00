"""An outbreak under another regime: what quarantine and tests would take, by level and by commune. Reads alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace

from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.graph import Graph, whole_graph
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.trace.levels import Tracing
from bluezone.trace.outbreak import EVER, OPEN, days
from bluezone.trace.outbreak import Outbreak as Numbers
from bluezone.trace.regimes.regime import Regime
from bluezone.trace.stays import Stay, stay_of
from bluezone.trace.windows import infectious_from

_QUARANTINED = (1, 2)
EVERYWHERE = ("",)


@dataclass(slots=True)
class Taken:
    """What a regime takes of some people until a day."""

    persons: int = 0
    """Who were apart at any time until then."""
    now_apart: int = 0
    """Who are on that day."""
    person_days: int = 0
    tests: int = 0
    releases: int = 0

    def add(self, stay: Stay, day: int) -> None:
        """Counts one person's stay in."""
        self.persons += stay.first_day <= day
        self.now_apart += stay.is_on(day)
        self.person_days += stay.days_until(day)
        self.tests += stay.tests_until(day)
        self.releases += stay.last_day < day


@dataclass(frozen=True, slots=True)
class Replay:
    """One outbreak under one regime."""

    levels: dict[int, int]
    """How many are at each level under it."""
    all: Taken = field(default_factory=Taken)
    by_level: dict[int, Taken] = field(default_factory=lambda: {level: Taken() for level in _QUARANTINED})
    by_commune: dict[Unit, dict[int, Taken]] = field(default_factory=dict)
    """Hamlets count with theirs: one is as good as a name."""
    undated: int = 0
    """Of whom no meeting has a day: they are in no figure but that of their level."""


def replay(outbreak: Outbreak, regime: Regime, as_of: dt.date | None, paths: tuple[str, ...] = EVERYWHERE) -> Replay:
    """Counts what the regime takes of everybody within these paths until a day; to the end of it all where none is
    named. Levels are counted of all."""
    return replay_of(whole_graph(outbreak), outbreak, regime, as_of, paths)


def replay_of(
    graph: Graph, outbreak: Outbreak, regime: Regime, as_of: dt.date | None, paths: tuple[str, ...] = EVERYWHERE
) -> Replay:
    """Counts the same of an outbreak that was read already."""
    tracing = Tracing(_under(graph, regime))
    levels = {level: tracing.levels.count(level) for level in sorted(set(tracing.levels))}
    found, day = Replay(levels), OPEN if as_of is None else as_of.toordinal()
    at, undated = {key: number for number, key in enumerate(graph.nodes)}, 0
    communes: defaultdict[Unit, dict[int, Taken]] = defaultdict(lambda: {level: Taken() for level in _QUARANTINED})
    people = rows_within(Involvement.objects.filter(outbreak=outbreak), paths).select_related("unit__parent")
    for one in people.order_by("pk"):
        level = tracing.levels[at[one.pk]] if one.pk in at else None  # whoever was entered meanwhile is not in it
        if level not in _QUARANTINED:
            continue
        last_met = _last_met(tracing, at[one.pk])
        if last_met is None:
            undated += 1
            continue
        stay = stay_of(level, last_met, regime, vaccinated=one.vaccinated)
        if stay is not None:
            for taken in (found.all, found.by_level[level], communes[one.unit.commune][level]):
                taken.add(stay, day)
    in_order = sorted(communes.items(), key=lambda told: (told[0].sort_key, told[0].pk))
    return replace(found, by_commune=dict(in_order), undated=undated)


def _under(graph: Graph, regime: Regime) -> Numbers:
    """Takes the people and meetings as they are, with windows as this regime has them."""
    begins = {at: infectious_from(onset, regime) for at, onset in graph.onsets.items()}
    return replace(graph.numbers, infectious_from=days(begins.get(at, EVER) for at in range(len(graph.nodes))))


def _last_met(tracing: Tracing, person: int) -> int | None:
    """The last day of the meeting that gives somebody their level; None where no day of it is known."""
    exposure = tracing.path(person)[-1].exposure
    last, first = tracing.last_days[exposure], tracing.first_days[exposure]
    if last != OPEN:
        return last
    return None if first == EVER else first
