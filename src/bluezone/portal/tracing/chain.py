"""The chain to which somebody belongs: who may have infected whom, from those at its beginnings on.

Each person stands once, under whoever they can have been infected by in the fewest steps, with the exposure that says
so; `trace` computes the steps. What was withdrawn, or lies outside the days on which a case could infect, joins nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.graph import Graph, graph_among, hanging_together
from bluezone.portal.tracing.meetings_seen import MeetingView, meetings_among
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import PersonView, seen_by
from bluezone.trace.chains import NO_GENERATION, Chains, chains_of
from bluezone.trace.outbreak import EVER, OPEN

MOST = 20_000
"""People of a chain that a page reads."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class Link:
    """One person of a chain, by the keys of their involvement and of the exposure under which they stand."""

    involvement: int
    generation: int
    through: int | None
    """None for whoever stands at a beginning, and for whoever no beginning leads to."""
    above: int | None
    """The place in the chain of whoever they stand under."""
    day: int
    """Of onset of a case, of the meeting under which anybody else stands; EVER where it is not known."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain in the order in which it is read: each beginning, and below it whoever it leads to."""

    links: tuple[Link, ...]
    is_whole: bool
    """Whether it is no longer than a page reads."""

    @property
    def generations(self) -> list[tuple[int, int]]:
        """How many people stand in each generation."""
        counted: defaultdict[int, int] = defaultdict(int)
        for link in self.links:
            counted[link.generation] += 1
        return sorted((steps, people) for steps, people in counted.items() if steps != NO_GENERATION)

    def pages(self) -> int:
        """How many pages it fills."""
        return max(-(-len(self.links) // PAGE), 1)


@dataclass(frozen=True, slots=True)
class LinkView:
    """One person of a chain as one reader sees them."""

    person: PersonView
    generation: int
    meeting: MeetingView | None


def chain_with(involvement: Involvement) -> Chain:
    """Finds the chain to which this person belongs."""
    people = hanging_together(involvement.pk, MOST)
    graph = graph_among(involvement.outbreak, people)
    return Chain(tuple(_links(graph, chains_of(graph.numbers), graph.nodes.index(involvement.pk))), len(people) <= MOST)


def branches_seen(staff: Staff, chain: Chain, page: int) -> list[list[LinkView]]:
    """One page of a chain as this reader sees it, what begins with one person together."""
    return branches_of(staff, chain.links[(page - 1) * PAGE : page * PAGE])


def branches_of(staff: Staff, links: Sequence[Link]) -> list[list[LinkView]]:
    """Some people of a chain as this reader sees them, what begins with one person together."""
    rows = Involvement.objects.select_related("person", "unit__parent").in_bulk([one.involvement for one in links])
    meetings = meetings_among(staff, [one.through for one in links if one.through is not None])
    branches: list[list[LinkView]] = []
    for link in links:
        meeting = None if link.through is None else meetings[link.through]
        if meeting is None or not branches:
            branches.append([])
        branches[-1].append(LinkView(seen_by(staff, rows[link.involvement]), link.generation, meeting))
    return branches


def _links(graph: Graph, chains: Chains, at: int) -> Iterator[Link]:
    members = next(chain for chain in chains.chains if at in chain)
    through = dict(_parents(graph, chains))
    below: defaultdict[int, list[int]] = defaultdict(list)
    for person, exposure in sorted(through.items()):
        below[graph.numbers.sources[exposure]].append(person)
    waiting = [person for person in reversed(members) if person not in through]
    places = dict[int, int]()
    while waiting:
        person = waiting.pop()
        waiting += reversed(below[person])
        places[person] = len(places)
        under = through.get(person)
        key = None if under is None else graph.edges[under]
        above = None if under is None else places[graph.numbers.sources[under]]
        yield Link(graph.nodes[person], chains.generations[person], key, above, _day(graph, person, under))


def _day(graph: Graph, person: int, exposure: int | None) -> int:
    if person in graph.onsets:
        return graph.onsets[person].toordinal()
    if exposure is None:
        return EVER
    first, last = graph.numbers.first_days[exposure], graph.numbers.last_days[exposure]
    return EVER if (first, last) == (EVER, OPEN) else first or last


def _parents(graph: Graph, chains: Chains) -> Iterator[tuple[int, int]]:
    """Whoever stands a step further than the source of an exposure, with the first such one that was entered."""
    numbers, steps = graph.numbers, chains.generations
    for exposure in reversed(range(numbers.exposures)):
        source, target = numbers.sources[exposure], numbers.targets[exposure]
        is_next = steps[source] != NO_GENERATION and steps[target] == steps[source] + 1
        if is_next and numbers.is_within(exposure):
            yield target, exposure
