"""Where a directive stands commune by commune, on the true map: overdue, not sent, to be decided on, counted.

Of several offices in one outline the one that is behind the others gives the colour, and all are named.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.beside import COUNTED_STATES
from bluezone.portal.directives.selectors.columns import Row, below, rows_of, standing
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.outline_map import Land, draw_outlines
from bluezone.rollout.consolidation.deadlines import Standing

MOST_DRAWN = 400
"""Communes: more than any province has. A picture of more would be heavy, and nobody could point at one."""


class Step(enum.Enum):
    """How far an office's report has come; who is behind stands first."""

    LATE = "late"
    OPEN = "open"
    WAITING = "waiting"
    COUNTED = "counted"


_ORDER = tuple(Step)


@dataclass(frozen=True, slots=True)
class Reporter:
    """One office of a commune."""

    key: str
    name: str
    unit: Unit
    step: Step


@dataclass(frozen=True, slots=True)
class Ground:
    """One outline, and who reports there; the one that is behind the others first."""

    land: Land
    reporters: tuple[Reporter, ...]

    @property
    def step(self) -> Step:
        """How far the one that is behind has come."""
        return self.reporters[0].step


@dataclass(frozen=True, slots=True)
class Where:
    """The map, and how many offices stand at each step on it."""

    grounds: tuple[Ground, ...]
    width: int
    height: int
    counts: tuple[tuple[Step, int], ...]

    @property
    def reporters(self) -> list[Reporter]:
        """All who are on the map, by name."""
        found = [one for ground in self.grounds for one in ground.reporters]
        return sorted(found, key=lambda one: (one.unit.sort_key, one.name))

    @property
    def is_later(self) -> bool:
        """Whether a unit on it is no more, and is drawn as what it became."""
        return any(one.unit.valid_to is not None for one in self.reporters)


def where_it_stands(top: Participant, now: dt.datetime) -> Where | None:
    """Draws the communes at and below this participant; None where there is none, or more than a map can hold."""
    rows = {row.pk: row for row in rows_of(top)}
    found = Participant.objects.filter(below(top, itself=True), is_expected=True, unit__level=Level.COMMUNE)
    offices = list(found.select_related("unit")[: MOST_DRAWN + 1])
    if not offices or len(offices) > MOST_DRAWN:
        return None
    told = [Reporter(one.key, one.name, one.unit, _step(rows[one.pk], now)) for one in offices if one.unit is not None]
    drawn = draw_outlines(list({one.unit.pk: one.unit for one in told}.values()), {})
    if drawn is None:
        return None
    grounds = tuple(Ground(land, _within(land, told)) for land in drawn.lands)
    counts = Counter(one.step for ground in grounds for one in ground.reporters)
    return Where(grounds, drawn.width, drawn.height, tuple((step, counts[step]) for step in reversed(_ORDER)))


def _within(land: Land, told: Iterable[Reporter]) -> tuple[Reporter, ...]:
    units = {unit.pk for unit in land.units}
    return tuple(sorted((one for one in told if one.unit.pk in units), key=lambda one: _ORDER.index(one.step)))


def _step(row: Row, now: dt.datetime) -> Step:
    if row.state in COUNTED_STATES:
        return Step.COUNTED
    if row.submitted_at is not None:
        return Step.WAITING
    return Step.LATE if standing(row.due, None, now) is Standing.LATE else Step.OPEN
