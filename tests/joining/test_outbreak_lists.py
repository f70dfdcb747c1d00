"""Two lists become numbers and come back under their ids."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from bluezone.joining.outbreak_lists import TracedLists, trace_lists
from bluezone.trace.chains import NO_GENERATION
from bluezone.trace.levels import LAST_LEVEL, NO_LEVEL
from tests.support.trace.lists import contact_list, line_list

IDS = st.sampled_from("abcdefgh")


def traced(cases: list[str], contacts: list[str]) -> TracedLists:
    return trace_lists(line_list("id,status", *cases, confirmed=("status", "yes")), contact_list("from,to", *contacts))


def test_the_line_list_comes_first_and_contacts_as_they_are_named() -> None:
    found = traced(["b,yes", "a,no"], ["b,x", "y,a"])

    assert ("b", "a", "x", "y") == found.ids
    assert 2 == found.listed
    assert [0, NO_LEVEL, 1, NO_LEVEL] == list(found.tracing.levels)


def test_whoever_stands_in_the_contacts_alone_is_no_case() -> None:
    assert [0, NO_LEVEL, NO_LEVEL] == list(traced(["a,yes"], ["x,y"]).tracing.levels)


def test_it_tells_which_columns_were_taken() -> None:
    assert {"id": "id", "class": "status", "from": "from", "to": "to"} == traced(["a,yes"], []).columns


@given(
    cases=st.lists(st.tuples(IDS, st.booleans()), min_size=1, max_size=6, unique_by=lambda case: case[0]),
    contacts=st.lists(st.tuples(IDS, IDS).filter(lambda ends: ends[0] != ends[1]), max_size=14),
)
def test_levels_generations_and_chains_are_those_of_networkx(cases, contacts) -> None:
    found = traced([f"{who},{'yes' if case else 'no'}" for who, case in cases], [",".join(ends) for ends in contacts])
    graph = nx.DiGraph(contacts)
    graph.add_nodes_from(who for who, _ in cases)
    confirmed = [who for who, is_case in cases if is_case]
    roots = [who for who in graph if not graph.in_degree(who)]

    levels = {who: level for who, level in zip(found.ids, found.tracing.levels, strict=True) if level != NO_LEVEL}
    generations = dict(zip(found.ids, found.chains.generations, strict=True))

    steps = nx.multi_source_dijkstra_path_length(graph, confirmed) if confirmed else {}
    assert {who: level for who, level in steps.items() if level <= LAST_LEVEL} == levels
    from_roots = nx.multi_source_dijkstra_path_length(graph, roots) if roots else {}
    assert {who: from_roots.get(who, NO_GENERATION) for who in graph} == generations
    chains = {frozenset(found.ids[one] for one in chain) for chain in found.chains.chains}
    assert {frozenset(chain) for chain in nx.weakly_connected_components(graph)} == chains
