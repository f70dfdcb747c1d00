"""An outbreak, or the part of it that matters, as the numbers that `bluezone.trace` computes with.

A person's level hangs on whoever lies up to four meetings before them, and moves whoever lies up to four behind. So an
act asks for the people behind it, and for what leads to those: no more of an outbreak is read than a change can reach.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.columns import Numbered, Packed, columns_of, numbers_from_indexes, rows_of
from bluezone.portal.tracing.columns import Numbers as Row
from bluezone.portal.tracing.involving import Outbreaks
from bluezone.portal.tracing.models import (
    NUMBERS_OF_AN_EXPOSURE,
    NUMBERS_OF_AN_INVOLVEMENT,
    Exposure,
    Involvement,
    Outbreak,
)
from bluezone.portal.tracing.second_line import Beside, at_once, second_line
from bluezone.trace.columns import picked
from bluezone.trace.levels import LAST_LEVEL, NOBODY
from bluezone.trace.outbreak import EVER, days
from bluezone.trace.outbreak import Outbreak as Numbers
from bluezone.trace.regimes.shipped import InForce
from bluezone.trace.windows import infectious_from

_AT_ONCE = 5_000
"""Ids in one question; every database takes as many."""
_Node = Row
"""Key, person, the day on which they were set apart, and what is kept of their level: its number, the last meeting, and
since when it is possible."""
_Edge = Row
"""Key, source, target, first and last day."""
_Case = tuple[int, dt.date, str]
"""Person, onset, path."""
_Columns = Sequence[Sequence[int]]
_FAR_APART = 10
"""Keys for each that there is."""
_RUN = 1_000
"""Keys that are looked at once, whether they follow each other without a gap."""
_OF_A_NODE = 3
"""Numbers of a node that stand before its level."""


@dataclass(frozen=True, slots=True)
class Graph:
    """People and meetings by number: the place in each list is the number."""

    nodes: Sequence[int]
    """Keys of involvements."""
    edges: Sequence[int]
    """Keys of exposures, in the order in which they were entered."""
    onsets: dict[int, dt.date]
    """Of each confirmed case, by its number."""
    numbers: Numbers


def whole_graph(outbreak: Outbreak) -> Graph:
    """Reads everybody in the outbreak, and every exposure that counts."""
    return whole_graph_with(outbreak)[0]


def whole_graph_with(outbreak: Outbreak, *more: Numbered) -> tuple[Graph, list[array[int]]]:
    """Reads the same, and with it what is kept of everybody's level and these numbers, a column each and in their
    order."""
    with second_line() as beside:
        graph, kept = whole_graph_over(beside, outbreak, *more)
        return graph, kept()


def whole_graph_over(
    beside: Beside, outbreak: Outbreak, *more: Numbered
) -> tuple[Graph, Callable[[], list[array[int]]]]:
    """Reads exposures and cases over a second line that is open, and meanwhile people over the first; what is kept is
    whole a while later. Exposures are read before people or at the same moment, so that whoever is entered meanwhile
    stands beside them and no exposure leads to somebody unread."""
    met = Exposure.objects.filter(outbreak=outbreak, is_alive=True).order_by("pk")
    people = Involvement.objects.filter(outbreak=outbreak).order_by("pk")

    def meetings() -> tuple[list[array[int]], list[_Case]]:
        cases = list(_cases(_that_may_belong_to(outbreak)))  # before: rows want the interpreter, which still waits
        return _columns_from_index(met, NUMBERS_OF_AN_EXPOSURE), cases

    together = more if beside is at_once else ()  # two questions over one line may find other people each
    apart = more if beside is not at_once else ()
    of_meetings = beside(meetings)
    of_more = beside(lambda: _columns_from_index(people, *apart) if apart else [])
    nodes = _columns_from_index(people, NUMBERS_OF_AN_INVOLVEMENT, *together)
    edges, cases = of_meetings()
    return _graph_of(outbreak, nodes[:_OF_A_NODE], edges, cases), lambda: nodes[_OF_A_NODE:] + of_more()


def graph_of_cases(outbreak: Outbreak) -> Graph:
    """Reads whoever is a confirmed case, and every exposure that counts between two of them."""
    people = _nodes(Involvement.objects.filter(outbreak=outbreak, level=0).order_by("pk"))
    known = {key for key, *_ in people}
    rows = Exposure.objects.filter(outbreak=outbreak, is_alive=True, source__level=0, target__level=0)
    edges = [edge for edge in _edges(rows.order_by("pk")) if edge[1] in known and edge[2] in known]
    return _graph(outbreak, people, edges, list(_cases(_that_may_belong_to(outbreak))))


def graph_before(outbreak: Outbreak, nodes: Iterable[int], steps: int = LAST_LEVEL) -> Graph:
    """Reads these people, and whatever leads to them in so many meetings."""
    known, edges = set(nodes), list[_Edge]()
    begun = set(known)
    for _ in range(steps):
        found = [edge for keys in _batches(begun) for edge in _edges(_alive().filter(target__in=keys))]
        edges += found
        begun = {source for _, source, _, _, _ in found} - known
        known |= begun
    people = [node for keys in _batches(known) for node in _nodes(Involvement.objects.filter(pk__in=keys))]
    persons = {person for _, person, *_ in people}
    cases = [case for keys in _batches(persons) for case in _cases(confirmed_cases().filter(person__in=keys))]
    return _graph(outbreak, sorted(people), sorted(edges), cases)


def graph_among(outbreak: Outbreak, nodes: Iterable[int]) -> Graph:
    """Reads these people, and every exposure that counts between two of them."""
    known = set(nodes)
    people = [node for keys in _batches(known) for node in _nodes(Involvement.objects.filter(pk__in=keys))]
    leaving = (edge for keys in _batches(known) for edge in _edges(_alive().filter(source__in=keys)))
    persons = {person for _, person, *_ in people}
    cases = [case for keys in _batches(persons) for case in _cases(confirmed_cases().filter(person__in=keys))]
    return _graph(outbreak, sorted(people), sorted(edge for edge in leaving if edge[2] in known), cases)


def hanging_together(node: int, most: int) -> set[int]:
    """Finds whoever hangs together with this person by exposures that count, whatever their direction, the nearest
    first: all of them, or a few more than so many."""
    known, begun = {node}, {node}
    while begun and len(known) <= most:
        found = set[int]()
        for keys in _batches(begun):
            found.update(_alive().filter(source__in=keys).values_list("target", flat=True))
            found.update(_alive().filter(target__in=keys).values_list("source", flat=True))
        begun = found - known
        known |= begun
    return known


def behind(nodes: Iterable[int], steps: int = LAST_LEVEL) -> set[int]:
    """Finds these people, and whoever was met in up to so many meetings from them on."""
    known = set(nodes)
    begun = set(known)
    for _ in range(steps):
        rows = (_alive().filter(source__in=keys).values_list("target", flat=True) for keys in _batches(begun))
        begun = {target for found in rows for target in found} - known
        known |= begun
    return known


def confirmed_cases() -> QuerySet[Case]:
    """Cases of which it is held now that the person has the disease; one that was opened twice counts once."""
    newest = Classification.objects.filter(case=OuterRef("pk")).order_by("-pk").values("value")[:1]
    held = Case.objects.annotate(held=Subquery(newest)).filter(held=Classification.Value.CONFIRMED)
    return held.exclude(reason=Case.Reason.DOUBLE)


def _columns_from_index(rows: QuerySet[Any], *asked: Packed | Numbered) -> list[array[int]]:
    with numbers_from_indexes():
        return columns_of(rows, *asked)


def _that_may_belong_to(outbreak: Outbreak) -> QuerySet[Case]:
    """Confirmed cases of the area and the time of an outbreak: no more of the country is read than can be in it."""
    rows = rows_within(confirmed_cases(), (outbreak.path,))
    if not outbreak.path:
        return rows  # what belongs to no other one belongs to that of the whole country, whenever it was
    rows = rows.filter(onset__gte=outbreak.begins)
    return rows if outbreak.ended is None else rows.filter(onset__lte=outbreak.ended)


def rules_of(outbreak: Outbreak) -> InForce:
    """The regimes by which cases of this outbreak are traced."""
    return InForce(outbreak.place)


def _graph(outbreak: Outbreak, nodes: Collection[_Node], edges: Collection[_Edge], cases: list[_Case]) -> Graph:
    columns = _turned(nodes, NUMBERS_OF_AN_INVOLVEMENT.width)[:_OF_A_NODE]
    return _graph_of(outbreak, columns, _turned(edges, NUMBERS_OF_AN_EXPOSURE.width), cases)


def _graph_of(outbreak: Outbreak, nodes: _Columns, edges: _Columns, cases: list[_Case]) -> Graph:
    (keys, persons, until), (exposures, sources, targets, first_days, last_days) = nodes, edges
    places, of_cases = _places_of(keys), {person for person, _, _ in cases}
    by_person = {person: at for at, person in enumerate(persons) if person in of_cases}
    rules, onsets = rules_of(outbreak), _onsets_of(outbreak, cases, by_person) if cases else {}
    begins_on = {onset: infectious_from(onset, rules) for onset in set(onsets.values())}
    confirmed, begins = bytearray(len(keys)), days([EVER]) * len(keys)
    for at, onset in onsets.items():
        confirmed[at], begins[at] = 1, begins_on[onset]
    return Graph(
        nodes=keys,
        edges=exposures,
        onsets=onsets,
        numbers=Numbers(
            confirmed=bytes(confirmed),
            infectious_from=begins,
            infectious_until=days(until),
            sources=picked(places, sources),
            targets=picked(places, targets),
            first_days=days(first_days),
            last_days=days(last_days),
            withdrawn=bytes(len(exposures)),
        ),
    )


def _onsets_of(outbreak: Outbreak, cases: list[_Case], by_person: dict[int, int]) -> dict[int, dt.date]:
    """When those of these cases that belong to the outbreak began, each person's first one, by their number."""
    outbreaks, onsets = Outbreaks(), dict[int, dt.date]()
    ours = {where for where in {(path, onset) for _, onset, path in cases} if outbreaks.at(*where).pk == outbreak.pk}
    for person, onset, path in cases:
        at = by_person.get(person)
        if at is not None and (path, onset) in ours:
            onsets[at] = min(onset, onsets.get(at, onset))
    return onsets


def _places_of(keys: Sequence[int]) -> Mapping[int, int] | Sequence[int]:
    """Says at which place each key stands; they ascend. Keys of one outbreak mostly follow each other, and a table of
    them all is made and read faster than a dictionary, which keys that lie far apart want."""
    last = keys[-1] if keys else 0
    if last > _FAR_APART * len(keys):
        return dict(zip(keys, count()))
    table = [NOBODY] * (last + 1)
    for begins in range(0, len(keys), _RUN):
        run = keys[begins : begins + _RUN]
        places = range(begins, begins + len(run))
        if run[-1] - run[0] == places[-1] - places[0]:  # none is left out between them
            table[run[0] : run[-1] + 1] = places
            continue
        for key, at in zip(run, places, strict=True):
            table[key] = at
    return table


def _turned(rows: Collection[Row], width: int) -> _Columns:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _alive() -> QuerySet[Exposure]:
    return Exposure.objects.filter(is_alive=True)


def _nodes(rows: QuerySet[Involvement]) -> list[_Node]:
    return rows_of(rows, NUMBERS_OF_AN_INVOLVEMENT)


def _edges(rows: QuerySet[Exposure]) -> list[_Edge]:
    return rows_of(rows, NUMBERS_OF_AN_EXPOSURE)


def _cases(rows: QuerySet[Case]) -> list[_Case]:
    return list(rows.values_list("person_id", "onset", "path"))


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    return (ordered[at : at + _AT_ONCE] for at in range(0, len(ordered), _AT_ONCE))
