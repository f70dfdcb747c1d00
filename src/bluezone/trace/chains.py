"""The exposures as a graph: where chains begin, who belongs to one, how many steps each stands from a beginning.

Nobody is asked here whether they are a case: a list of who infected whom has no levels, and chains all the same. An
exposure that was withdrawn, or that lies outside the days on which a confirmed source could infect, joins nobody.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.trace.neighbours import Neighbours
from bluezone.trace.outbreak import Outbreak, days

NO_GENERATION = -1


@dataclass(frozen=True, slots=True)
class Chains:
    """What the graph looks like. Persons stand in the order of their numbers wherever nothing else is said."""

    roots: tuple[int, ...]
    """Whom no exposure leads to."""
    generations: array[int]
    """By person: steps from the nearest root along from → to, or NO_GENERATION."""
    chains: tuple[tuple[int, ...], ...]
    """Persons who hang together, whatever the direction; the largest chain first."""
    cycles: tuple[tuple[int, ...], ...]
    """Groups of persons each of whom leads to each other one of the group."""

    @property
    def unreachable(self) -> tuple[int, ...]:
        """The persons whom no root leads to: a cycle, and what hangs on nothing but one."""
        return tuple(person for person, steps in enumerate(self.generations) if steps == NO_GENERATION)

    @property
    def largest(self) -> int:
        """How many persons the largest chain has."""
        return len(self.chains[0]) if self.chains else 0


def chains_of(outbreak: Outbreak) -> Chains:
    """Looks at the exposures that count as a graph."""
    counting = [exposure for exposure in range(outbreak.exposures) if outbreak.is_within(exposure)]
    sources = days(map(outbreak.sources.__getitem__, counting))
    targets = days(map(outbreak.targets.__getitem__, counting))
    onward = Neighbours(outbreak.persons, sources, targets)
    named = days([0]) * outbreak.persons
    for target in targets:
        named[target] += 1
    roots = tuple(person for person, times in enumerate(named) if not times)
    return Chains(
        roots,
        _generations(onward, roots, outbreak.persons),
        _components(sources, targets, outbreak.persons),
        _cycles(onward, roots, named),
    )


def _generations(onward: Neighbours, roots: Sequence[int], persons: int) -> array[int]:
    steps = days([NO_GENERATION]) * persons
    for root in roots:
        steps[root] = 0
    front = list(roots)
    while front:
        beyond = []
        for person in front:
            for target in onward.of(person):
                if steps[target] == NO_GENERATION:
                    steps[target] = steps[person] + 1
                    beyond.append(target)
        front = beyond
    return steps


def _components(sources: array[int], targets: array[int], persons: int) -> tuple[tuple[int, ...], ...]:
    """Joins whoever met (each points to somebody of the same chain with a smaller number, the first to themselves)."""
    first = list(range(persons))
    for source, target in zip(sources, targets, strict=True):
        one, other = _first_of(first, source), _first_of(first, target)
        if one < other:
            first[other] = one
        else:
            first[one] = other
    members: dict[int, list[int]] = {}
    for person in range(persons):
        members.setdefault(_first_of(first, person), []).append(person)
    return tuple(tuple(chain) for chain in sorted(members.values(), key=len, reverse=True))


def _first_of(first: list[int], person: int) -> int:
    while first[person] != person:
        first[person] = first[first[person]]
        person = first[person]
    return person


def _cycles(onward: Neighbours, roots: Sequence[int], named: array[int]) -> tuple[tuple[int, ...], ...]:
    """Finds strongly connected groups of more than one among those who are left once everybody is taken away whom
    nobody leads to, again and again (Kahn 1962): most often nobody is."""
    left, waiting = named[:], list(roots)
    while waiting:
        for target in onward.of(waiting.pop()):
            left[target] -= 1
            if not left[target]:
                waiting.append(target)
    search = _Search(onward, len(named))
    for person, times in enumerate(left):
        if times and not search.order[person]:
            search.from_person(person)
    return tuple(sorted(search.groups))


class _Search:
    """One walk through what is left, depth first, with a stack of its own in place of recursion (Tarjan 1972)."""

    def __init__(self, onward: Neighbours, persons: int) -> None:
        self.order = days([0]) * persons
        """When a person was come to, counted from 1; 0 as long as nobody has."""
        self.groups: list[tuple[int, ...]] = []
        self._onward = onward
        self._lowest = days([0]) * persons
        self._is_open = bytearray(persons)
        self._opened: list[int] = []
        self._count = 0

    def from_person(self, begin: int) -> None:
        """Walks on from here to whatever was not come to before."""
        self._come_to(begin)
        way = [(begin, iter(self._onward.of(begin)))]
        while way:
            person, targets = way[-1]
            for target in targets:
                if not self.order[target]:
                    self._come_to(target)
                    way.append((target, iter(self._onward.of(target))))
                    break
                if self._is_open[target]:
                    self._lowest[person] = min(self._lowest[person], self.order[target])
            else:
                way.pop()
                self._leave(person, way[-1][0] if way else person)

    def _come_to(self, person: int) -> None:
        self._count += 1
        self.order[person] = self._lowest[person] = self._count
        self._is_open[person] = 1
        self._opened.append(person)

    def _leave(self, person: int, back_to: int) -> None:
        self._lowest[back_to] = min(self._lowest[back_to], self._lowest[person])
        if self._lowest[person] != self.order[person]:
            return
        group = list[int]()
        while not group or group[-1] != person:
            group.append(self._opened.pop())
            self._is_open[group[-1]] = 0
        if len(group) > 1:
            self.groups.append(tuple(sorted(group)))
