"""The exposures as a graph: roots, generations, chains and cycles are those that networkx finds."""

from __future__ import annotations

import networkx as nx
from hypothesis import given

from bluezone.trace.chains import NO_GENERATION, chains_of
from bluezone.trace.outbreak import undated
from tests.support.trace import oracle
from tests.support.trace.outbreaks import outbreak, outbreaks


def test_a_chain_counts_its_generations_from_its_root() -> None:
    found = chains_of(undated(bytes(6), [0, 1, 0, 4], [1, 2, 2, 5]))

    assert (0, 3, 4) == found.roots
    assert [0, 1, 1, 0, 0, 1] == list(found.generations)
    assert ((0, 1, 2), (4, 5), (3,)) == found.chains
    assert 3 == found.largest
    assert () == found.cycles == found.unreachable


def test_a_cycle_has_no_root_and_whoever_hangs_on_it_alone_neither() -> None:
    found = chains_of(undated(bytes(5), [0, 1, 1, 3], [1, 0, 2, 4]))

    assert (3,) == found.roots
    assert ((0, 1),) == found.cycles
    assert (0, 1, 2) == found.unreachable
    assert [NO_GENERATION] * 3 == list(found.generations)[:3]


def test_two_circles_through_one_person_are_one_group() -> None:
    found = chains_of(undated(bytes(4), [0, 1, 2, 1, 3], [1, 2, 0, 3, 1]))

    assert ((0, 1, 2, 3),) == found.cycles


def test_an_exposure_outside_a_cases_days_joins_nobody() -> None:
    found = chains_of(outbreak({0: 5}, 3, (0, 1, 1, 4), (2, 1, 1, 4)))

    assert (0, 2) == found.roots
    assert ((1, 2), (0,)) == found.chains


def test_nobody_has_no_chains() -> None:
    found = chains_of(undated(b"", [], []))

    assert ((), (), 0) == (found.roots, found.chains, found.largest)


def test_a_long_chain_that_bites_its_tail_needs_no_recursion() -> None:
    count = 30_000

    found = chains_of(undated(bytes(count), range(count), [*range(1, count), 0]))

    assert [count] == [len(group) for group in found.cycles]


@given(outbreaks())
def test_the_graph_is_that_of_networkx(drawn) -> None:
    graph = oracle.graph(drawn)

    found = chains_of(drawn)

    roots = [person for person in graph if graph.in_degree(person) == 0]
    steps = nx.multi_source_dijkstra_path_length(graph, roots) if roots else {}
    groups = (sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)
    chains = [tuple(sorted(chain)) for chain in nx.weakly_connected_components(graph)]
    assert roots == list(found.roots)
    assert [steps.get(person, NO_GENERATION) for person in graph] == list(found.generations)
    assert sorted(chains, key=lambda chain: (-len(chain), chain[0])) == list(found.chains)
    assert sorted(groups) == [list(group) for group in found.cycles]
    assert set(graph) - set(steps) == set(found.unreachable)
