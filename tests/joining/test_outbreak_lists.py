"""Two lists become numbers and come back under their ids."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.joining.outbreak_lists import TracedLists, suppositions, trace_lists
from bluezone.joining.refusal import RefusedError
from bluezone.trace.chains import NO_GENERATION
from bluezone.trace.levels import LAST_LEVEL, NO_LEVEL
from bluezone.trace.regimes.shipped import shipped_regime
from bluezone.trace.supposing import suppose
from tests.support.trace.lists import contact_list, line_list

IDS = st.sampled_from("abcdefgh")


def traced(rows: list[str], contacts: list[str]) -> TracedLists:
    cases = line_list("id,status", *rows, confirmed=("status", "yes"))
    return trace_lists(cases, contact_list("from,to", *contacts), None)


DATED = (
    line_list("id,onset,isolation_date", "a,2021-05-10,2021-05-14", "b,,"),
    contact_list("from,to,date", "a,early,2021-05-06", "a,first,2021-05-07", "a,late,2021-05-15", "b,x,2021-01-01"),
)


def test_a_regime_cuts_off_what_lies_outside_a_cases_days() -> None:
    under = trace_lists(*DATED, shipped_regime("2021-05-hcmc"))
    without = trace_lists(*DATED, None)

    assert {"a": 0, "b": 0, "first": 1, "x": 1} == levels_of(under)
    assert {"a": 0, "b": 0, "early": 1, "first": 1, "late": 1, "x": 1} == levels_of(without)
    assert (1, 0) == (under.without_onset, under.undated)


def test_a_contact_that_turns_positive_can_infect_from_when_they_can_have_been_infected() -> None:
    contacts = contact_list("from,to,date", "a,c,2021-05-12", "c,before,2021-05-11", "c,after,2021-05-13", "q,r,")
    traced = trace_lists(DATED[0], contacts, shipped_regime("2021-05-hcmc"))

    moved = suppose(traced.tracing, suppositions(traced, ["c", "q"], ["b"], [("a", "c")]))

    assert {"b": NO_LEVEL, "c": 0, "after": 1, "q": 0, "r": 1} == {traced.ids[one.person]: one.after for one in moved}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((["nobody"], [], []), "nobody is in neither list"),
        (([], ["nobody"], []), "nobody is in neither list"),
        (([], [], [("first", "a")]), "no exposure from first to a"),
    ],
)
def test_who_is_not_there_cannot_be_supposed(asked, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        suppositions(trace_lists(*DATED, None), *asked)


def levels_of(traced: TracedLists) -> dict[str, int]:
    return {who: level for who, level in zip(traced.ids, traced.tracing.levels, strict=True) if level != NO_LEVEL}


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

    levels = levels_of(found)
    generations = dict(zip(found.ids, found.chains.generations, strict=True))

    steps = nx.multi_source_dijkstra_path_length(graph, confirmed) if confirmed else {}
    assert {who: level for who, level in steps.items() if level <= LAST_LEVEL} == levels
    from_roots = nx.multi_source_dijkstra_path_length(graph, roots) if roots else {}
    assert {who: from_roots.get(who, NO_GENERATION) for who in graph} == generations
    chains = {frozenset(found.ids[one] for one in chain) for chain in found.chains.chains}
    assert {frozenset(chain) for chain in nx.weakly_connected_components(graph)} == chains
