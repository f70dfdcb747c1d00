"""Regimes side by side, two or all: what quarantine and tests of one outbreak come to under each, in figures and
pictures.

It is computed when somebody asks, so only of an outbreak that takes no longer than a page may; a larger one is for
`bluezone portal replay`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.graph import whole_graph
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.tracing.replaying import Replay, Taken, replay_of
from bluezone.trace.regimes.regime import Regime
from bluezone.trace.regimes.shipped import REGIMES, shipped_regime
from bluezone.vietnam.numbers import grouped
from bluezone.webui.charts import Column, Columns

ACT = "tracing.regimes"
MOST_PEOPLE = 20_000
"""Of an outbreak that a page compares under two regimes; under more, as many fewer."""
MOST_COMMUNES = 200
_ONE, _OTHER = "2021-07-3638", "2022-02"
"""What is compared where nothing is chosen: the strictest and the mildest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared with what."""

    outbreak: Outbreak
    one: Regime
    other: Regime
    as_of: dt.date | None
    is_of_all: bool = False
    """Whether every regime that was ever in force is asked for, and not the two."""

    @property
    def regimes(self) -> tuple[Regime, ...]:
        return regimes_that_held() if self.is_of_all else (self.one, self.other)

    @property
    def most_people(self) -> int:
        """How many people an outbreak may have for a page to compare so many regimes."""
        return 2 * MOST_PEOPLE // len(self.regimes)


@dataclass(frozen=True, slots=True)
class Compared:
    """A replay for each regime, and what was asked."""

    asked: Asked
    replays: tuple[Replay, ...]

    def sums(self) -> list[tuple[Regime, Replay]]:
        """Each regime with what it comes to."""
        return list(zip(self.asked.regimes, self.replays, strict=True))

    def charts(self) -> list[Columns]:
        """Three pictures of the sums, each with one column a regime."""
        named = (
            (_("Persons in quarantine"), "persons"),
            (_("Days in quarantine"), "person_days"),
            (_("Tests"), "tests"),
        )
        return [self._chart(title, name) for title, name in named]

    def levels(self) -> list[tuple[int, Regime, Taken]]:
        """The sums of F1 and of F2 under each regime."""
        return [
            (level, regime, found.by_level[level])
            for level in sorted(self.replays[0].by_level)
            for regime, found in self.sums()
        ]

    def communes(self) -> list[tuple[Unit, list[int]]]:
        """Days in quarantine by commune under each regime; the most first."""
        units = {unit for found in self.replays for unit in found.by_commune}
        rows = [(unit, [_days(found, unit) for found in self.replays]) for unit in units]
        return sorted(rows, key=lambda row: (-sum(row[1]), row[0].sort_key, row[0].pk))[:MOST_COMMUNES]

    def _chart(self, title: str, name: str) -> Columns:
        language: Literal["vi", "en"] = "en" if get_language() == "en" else "vi"
        columns = (
            Column(regime.name.said(language), regime.id, getattr(found.all, name)) for regime, found in self.sums()
        )
        return Columns(title, tuple(columns), said=lambda number: grouped(number, language))


def asked_in(said: Mapping[str, str], outbreaks: list[Outbreak]) -> Asked | None:
    """Reads what an address wants compared; the usual where it says nothing or nonsense, nothing without an
    outbreak."""
    if not outbreaks:
        return None
    chosen = next((one for one in outbreaks if str(one.pk) == said.get("outbreak")), outbreaks[0])
    one, other = (said[name] if said.get(name) in REGIMES else usual for name, usual in _USUAL)
    is_of_all = said.get("all") == "1"
    return Asked(chosen, shipped_regime(one), shipped_regime(other), _day(said.get("day", "")), is_of_all)


def compare(staff: Staff, asked: Asked) -> Compared | None:
    """Replays the outbreak under each, as far as this person's province; nothing where it is too large for a page."""
    if Involvement.objects.filter(outbreak=asked.outbreak).count() > asked.most_people:
        return None
    paths, graph = paths_for(staff, ACT), whole_graph(asked.outbreak)
    found = (replay_of(graph, asked.outbreak, regime, asked.as_of, paths) for regime in asked.regimes)
    return Compared(asked, tuple(found))


def regimes_to_choose() -> list[Regime]:
    """All regimes, in the order of time."""
    return [shipped_regime(name) for name in REGIMES]


def regimes_that_held() -> tuple[Regime, ...]:
    """The regimes that were in force somewhere at some time, in the order of time; the template never was."""
    return tuple(regime for regime in regimes_to_choose() if regime.begins is not None)


_USUAL = (("one", _ONE), ("other", _OTHER))


def _days(replay: Replay, unit: Unit) -> int:
    return sum(taken.person_days for taken in replay.by_commune.get(unit, {}).values())


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None
