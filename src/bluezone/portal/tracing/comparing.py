"""Two regimes side by side: what quarantine and tests of one outbreak come to under each, as figures and pictures.

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

    @property
    def regimes(self) -> tuple[Regime, Regime]:
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Compared:
    """Both replays, and who was counted."""

    asked: Asked
    one: Replay
    other: Replay

    def charts(self) -> list[Columns]:
        """Three pictures of the sums, each with one column a regime."""
        named = (
            (_("Persons in quarantine"), "persons"),
            (_("Days in quarantine"), "person_days"),
            (_("Tests"), "tests"),
        )
        return [self._chart(title, name) for title, name in named]

    def levels(self) -> list[tuple[int, Taken, Taken]]:
        """The sums of F1 and of F2."""
        return [(level, self.one.by_level[level], self.other.by_level[level]) for level in sorted(self.one.by_level)]

    def communes(self) -> list[tuple[Unit, int, int]]:
        """Days in quarantine by commune, under either; the most first."""
        units = {*self.one.by_commune, *self.other.by_commune}
        found = [(unit, _days(self.one, unit), _days(self.other, unit)) for unit in units]
        return sorted(found, key=lambda row: (-row[1] - row[2], row[0].sort_key, row[0].pk))[:MOST_COMMUNES]

    def _chart(self, title: str, name: str) -> Columns:
        language: Literal["vi", "en"] = "en" if get_language() == "en" else "vi"
        sums = (self.one.all, self.other.all)
        columns = (
            Column(regime.name.said(language), regime.id, getattr(taken, name))
            for regime, taken in zip(self.asked.regimes, sums, strict=True)
        )
        return Columns(title, tuple(columns), said=lambda number: grouped(number, language))


def asked_in(said: Mapping[str, str], outbreaks: list[Outbreak]) -> Asked | None:
    """Reads what an address wants compared; the usual where it says nothing or nonsense, nothing without an
    outbreak."""
    if not outbreaks:
        return None
    chosen = next((one for one in outbreaks if str(one.pk) == said.get("outbreak")), outbreaks[0])
    one, other = (said[name] if said.get(name) in REGIMES else usual for name, usual in _USUAL)
    return Asked(chosen, shipped_regime(one), shipped_regime(other), _day(said.get("day", "")))


def compare(staff: Staff, asked: Asked) -> Compared | None:
    """Replays the outbreak under both, as far as this person's province; nothing where it is too large for a page."""
    if Involvement.objects.filter(outbreak=asked.outbreak).count() > MOST_PEOPLE:
        return None
    paths, graph = paths_for(staff, ACT), whole_graph(asked.outbreak)
    one, other = (replay_of(graph, asked.outbreak, regime, asked.as_of, paths) for regime in asked.regimes)
    return Compared(asked, one, other)


def regimes_to_choose() -> list[Regime]:
    """All regimes, in the order of time."""
    return [shipped_regime(name) for name in REGIMES]


_USUAL = (("one", _ONE), ("other", _OTHER))


def _days(replay: Replay, unit: Unit) -> int:
    return sum(taken.person_days for taken in replay.by_commune.get(unit, {}).values())


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None
