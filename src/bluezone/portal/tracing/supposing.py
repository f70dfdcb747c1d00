"""What if: whose level would be another one, before anything is done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from bluezone.portal.tracing.graph import Graph, behind, graph_before, rules_of
from bluezone.portal.tracing.levels import Change
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.trace.edits import Confirmed, Withdrawn
from bluezone.trace.levels import NO_LEVEL, Tracing
from bluezone.trace.outbreak import EVER, NEVER
from bluezone.trace.supposing import Supposition, suppose
from bluezone.trace.windows import infectious_from


def cascade_if_positive(involvement: Involvement, onset: dt.date | None = None) -> list[Change]:
    """Whose level would change if this person were a confirmed case, who fell ill on this day; without one they infect
    from the day on which they can have been infected."""
    graph = graph_before(involvement.outbreak, behind([involvement.pk]))
    tracing, at = Tracing(graph.numbers), graph.nodes.index(involvement.pk)
    begins = infectious_from(onset, rules_of(involvement.outbreak)) if onset else tracing.infected_from(at)
    return _changes(graph, tracing, [Confirmed(at, EVER if begins == NEVER else begins)])


def cascade_if_withdrawn(exposure: Exposure) -> list[Change]:
    """Whose level would change if this exposure did not count; nobody's, where it does not count now."""
    graph = graph_before(exposure.outbreak, behind([exposure.target_id]))
    if exposure.pk not in graph.edges:
        return []
    return _changes(graph, Tracing(graph.numbers), [Withdrawn(graph.edges.index(exposure.pk))])


def counted_changes(changes: Sequence[Change]) -> list[tuple[str, str, int]]:
    """How many people would go from which level to which; empty words for none."""
    counted = Counter((_name(change.before), _name(change.after)) for change in changes)
    return [(before, after, people) for (before, after), people in sorted(counted.items())]


def _changes(graph: Graph, tracing: Tracing, suppositions: Sequence[Supposition]) -> list[Change]:
    moved = suppose(tracing, suppositions)
    return [Change(graph.nodes[one.person], _or_none(one.before), _or_none(one.after)) for one in moved]


def _or_none(level: int) -> int | None:
    return None if level == NO_LEVEL else level


def _name(level: int | None) -> str:
    return "" if level is None else f"F{level}"
