"""Why somebody has a level: the meetings that lead from a case to them, or what stands between."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.portal.tracing.graph import graph_before
from bluezone.portal.tracing.levels import day_of
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.trace.explaining import WhyNone, why_no_level
from bluezone.trace.levels import LAST_LEVEL, Tracing


@dataclass(frozen=True, slots=True)
class Way:
    """The meetings from a case to a person, the first one first; none for a case, and for whoever has no level."""

    steps: tuple[WayStep, ...] = ()
    why_none: WhyNone | None = None
    """What stands between a person without a level and every case."""


@dataclass(frozen=True, slots=True)
class WayStep:
    """One meeting, and the first day on which its target can have been infected at it."""

    exposure: Exposure
    possible_from: dt.date | None


def way_to(involvement: Involvement) -> Way:
    """Finds the way that gives somebody their level. It is asked of the exposures and not of others' levels: the way
    may lead through somebody by a longer one that reached them earlier."""
    graph = graph_before(involvement.outbreak, [involvement.pk], LAST_LEVEL + 1)
    tracing, at = Tracing(graph.numbers), graph.nodes.index(involvement.pk)
    path = tracing.path(at)
    known = Exposure.objects.select_related(
        "source__person", "source__unit", "target__person", "landmark", "entered_by"
    )
    rows = known.in_bulk([graph.edges[step.exposure] for step in path])
    steps = (WayStep(rows[graph.edges[step.exposure]], day_of(step.possible_from)) for step in path)
    return Way(tuple(steps), why_no_level(tracing, at))
