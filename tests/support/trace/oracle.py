"""The same questions put to networkx, slowly: a person on each day on which they can have been infected is a node of
its own, so that nothing has to be remembered beside a path."""

from __future__ import annotations

import networkx as nx

from bluezone.trace.levels import LAST_LEVEL, NO_LEVEL
from bluezone.trace.outbreak import Outbreak

_BEGINNING = "beginning"


def levels(outbreak: Outbreak) -> list[int]:
    found = nx.single_source_shortest_path_length(_days_graph(outbreak), _BEGINNING, cutoff=1 + LAST_LEVEL)
    nearest = dict.fromkeys(range(outbreak.persons), NO_LEVEL)
    for node, steps in found.items():
        if node != _BEGINNING:
            nearest[node[0]] = min(nearest[node[0]], steps - 1)
    return list(nearest.values())


def _days_graph(outbreak: Outbreak) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_node(_BEGINNING)
    waiting = [(person, outbreak.infectious_from[person]) for person, case in enumerate(outbreak.confirmed) if case]
    graph.add_edges_from((_BEGINNING, node) for node in waiting)
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        for met in _met(outbreak, *node):
            graph.add_edge(node, met)
            if met not in seen:
                seen.add(met)
                waiting.append(met)
    return graph


def _met(outbreak: Outbreak, source: int, since: int) -> list[tuple[int, int]]:
    """Whom somebody who can infect since this day can have infected, and from which day on."""
    days = [
        (outbreak.targets[one], max(since, outbreak.first_days[one]), outbreak.last_days[one])
        for one in range(outbreak.exposures)
        if outbreak.sources[one] == source and not outbreak.withdrawn[one]
    ]
    until = outbreak.infectious_until[source]
    return [(target, day) for target, day, last in days if day <= min(last, until) and not outbreak.confirmed[target]]


def graph(outbreak: Outbreak) -> nx.DiGraph:
    """The exposures that count, without days beyond those of confirmed sources."""
    found = nx.DiGraph()
    found.add_nodes_from(range(outbreak.persons))
    for one in range(outbreak.exposures):
        source = outbreak.sources[one]
        begins = outbreak.infectious_from[source] if outbreak.confirmed[source] else 0
        ends = outbreak.infectious_until[source]
        if not outbreak.withdrawn[one] and begins <= outbreak.last_days[one] and outbreak.first_days[one] <= ends:
            found.add_edge(source, outbreak.targets[one])
    return found
