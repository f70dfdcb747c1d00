"""Everybody's level, kept up with every edit.

F0 is a confirmed case. F(n+1) is whoever an Fn met while the Fn could infect: a case from `infectious_from` on, anybody
else from the day on which they can have been infected themselves, everybody until they were set apart. A level is the
length of the shortest path of such meetings from a case; there is none beyond F4.

The shortest path may lead through somebody by a longer way that reached them earlier, so one level a person is not
enough to go on from. What is kept is a layer for each number of steps: the earliest day on which a person can have been
infected within so many steps, and the exposure that did it. A layer hangs on the one before alone, which is why a
change needs no more than to follow it from layer to layer, through cycles too, and comes to what a new beginning would
come to. Of two ways to the same day the one with fewer steps is taken, then the exposure that was entered first.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

from bluezone.trace.columns import picked
from bluezone.trace.edits import Cleared, Confirmed, Edit, Exposed, Joined, Restored, SetApart, Withdrawn
from bluezone.trace.errors import EditError
from bluezone.trace.neighbours import Neighbours
from bluezone.trace.outbreak import EVER, NEVER, OPEN, Outbreak, days

LAST_LEVEL = 4
NO_LEVEL = 255
NOBODY = -1
_Meetings = tuple[Sequence[int], ...]
"""Exposures with their sources, targets, first and last days, a column each."""
_OTHERS = bytes(not mark for mark in range(256))
"""By mark: the other one."""
_FURTHER = bytes(1 < level <= LAST_LEVEL for level in range(NO_LEVEL + 1))
"""By level: whether more than one meeting leads there."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A person whose level an edit changed."""

    person: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Step:
    """One meeting on the way from a case to a person."""

    exposure: int
    source: int
    target: int
    possible_from: int
    """The first day on which this meeting can have infected the target; EVER where no day is known."""


class Tracing:
    """An outbreak with its levels. Whatever is not an edit that fits raises EditError and changes nothing."""

    def __init__(self, outbreak: Outbreak) -> None:
        persons = outbreak.persons
        self.confirmed = bytearray(outbreak.confirmed)
        self.infectious_from = days(outbreak.infectious_from)
        self.infectious_until = days(outbreak.infectious_until)
        self.sources = days(outbreak.sources)
        self.targets = days(outbreak.targets)
        self.first_days = days(outbreak.first_days)
        self.last_days = days(outbreak.last_days)
        self.withdrawn = bytearray(outbreak.withdrawn)
        self.levels = bytearray([NO_LEVEL]) * persons
        self._arrivals = [days([NEVER]) * persons]
        self._through = [days([NOBODY]) * persons]
        self._begin_anew()

    @property
    def persons(self) -> int:
        return len(self.confirmed)

    @property
    def exposures(self) -> int:
        return len(self.sources)

    def as_outbreak(self) -> Outbreak:
        """The outbreak as it stands, to begin anew from."""
        return Outbreak(
            bytes(self.confirmed),
            days(self.infectious_from),
            days(self.infectious_until),
            days(self.sources),
            days(self.targets),
            days(self.first_days),
            days(self.last_days),
            bytes(self.withdrawn),
        )

    def apply(self, edit: Edit) -> tuple[Moved, ...]:
        """Makes the change, and says whose level it changed, by number. Raises EditError."""
        match edit:
            case Joined():
                return self._join()
            case Exposed():
                return self._expose(edit)
            case Withdrawn(exposure) | Restored(exposure):
                return self._mark(exposure, withdrawn=isinstance(edit, Withdrawn))
            case Confirmed() | Cleared():
                return self._classify(edit)
            case SetApart():
                return self._set_apart(edit)

    def path(self, person: int) -> tuple[Step, ...]:
        """The way from a case to this person that gives the level, first meeting first; empty for a case, and where
        there is no level."""
        self._require_person(person)
        level, steps = self.levels[person], list[Step]()
        for layer in range(0 if level == NO_LEVEL else level, 0, -1):
            exposure = self._through[layer][person]
            steps.append(Step(exposure, self.sources[exposure], person, self._arrivals[layer][person]))
            person = self.sources[exposure]
        return tuple(reversed(steps))

    def beginning(self, person: int) -> int:
        """The case with which the path begins; the person themselves for a case, and where there is no level."""
        level = self.levels[person]
        for layer in range(0 if level == NO_LEVEL else level, 0, -1):
            person = self.sources[self._through[layer][person]]
        return person

    def reached(self, person: int) -> tuple[int, int]:
        """The day on which the path arrives, and by which exposure; of a case the day on which it infects. NEVER and
        NOBODY where there is none."""
        level = self.levels[person]
        if level == NO_LEVEL:
            return NEVER, NOBODY
        return self._arrivals[level][person], self._through[level][person]

    def reached_by_all(self) -> tuple[array[int], array[int]]:
        """The days on which the paths arrive, and the exposures by which, of everybody in their order (`reached`)."""
        arrivals, through = self._arrivals[1][:], self._through[1][:]
        layers = tuple(zip(self._arrivals, self._through, strict=True))
        for person in compress(range(self.persons), self.levels.translate(_FURTHER)):
            days_of_all, exposures_of_all = layers[self.levels[person]]
            arrivals[person], through[person] = days_of_all[person], exposures_of_all[person]
        return arrivals, through

    def infected_from(self, person: int) -> int:
        """The earliest day on which the person can have been infected within four steps; of a case, when infectious."""
        return self._arrivals[LAST_LEVEL][person]

    def exposures_to(self, person: int) -> tuple[int, ...]:
        """The exposures that count in which this person is the one exposed."""
        self._require_person(person)
        return tuple(exposure for exposure in self._arriving.of(person) if not self.withdrawn[exposure])

    def _join(self) -> tuple[Moved, ...]:
        self.confirmed.append(0)
        self.infectious_from.append(EVER)
        self.infectious_until.append(OPEN)
        self.levels.append(NO_LEVEL)
        for arrivals, through in zip(self._arrivals, self._through, strict=True):
            arrivals.append(NEVER)
            through.append(NOBODY)
        return ()

    def _classify(self, edit: Confirmed | Cleared) -> tuple[Moved, ...]:
        self._require_person(edit.person)
        self.confirmed[edit.person] = isinstance(edit, Confirmed)
        self.infectious_from[edit.person] = edit.infectious_from if isinstance(edit, Confirmed) else EVER
        return self._settle([edit.person])

    def _set_apart(self, edit: SetApart) -> tuple[Moved, ...]:
        self._require_person(edit.person)
        self.infectious_until[edit.person] = edit.day
        return self._settle([], leaving=[edit.person])

    def _expose(self, edit: Exposed) -> tuple[Moved, ...]:
        self._require_person(edit.source)
        self._require_person(edit.target)
        leaving, arriving, exposure = self._leaving, self._arriving, len(self.sources)
        self.sources.append(edit.source)
        self.targets.append(edit.target)
        self.first_days.append(edit.first_day)
        self.last_days.append(edit.last_day)
        self.withdrawn.append(0)
        leaving.add(edit.source, exposure)
        arriving.add(edit.target, exposure)
        return self._settle([edit.target])

    def _mark(self, exposure: int, *, withdrawn: bool) -> tuple[Moved, ...]:
        if not 0 <= exposure < len(self.sources):
            raise EditError("there is no such exposure")
        self.withdrawn[exposure] = withdrawn
        return self._settle([self.targets[exposure]])

    def _require_person(self, person: int) -> None:
        if not 0 <= person < self.persons:
            raise EditError("there is no such person")

    @cached_property
    def _leaving(self) -> Neighbours:
        """Exposures by their source; no beginning needs them, and to sort them takes as long as one."""
        return Neighbours(self.persons, self.sources, range(self.exposures))

    @cached_property
    def _arriving(self) -> Neighbours:
        return Neighbours(self.persons, self.targets, range(self.exposures))

    def _begin_anew(self) -> None:
        """Makes the layers one after another, each from the one before and whoever is met in it sooner."""
        for person in compress(range(self.persons), self.confirmed):
            self._begin(person)
            self.levels[person] = 0
        meetings: _Meetings = (range(self.exposures), self.sources, self.targets, self.first_days, self.last_days)
        of_cases = bytes(map(self.confirmed.__getitem__, self.sources))
        sooner = self._spread(1, compress(zip(*meetings, strict=True), of_cases))
        others = list(compress(meetings[0], of_cases.translate(_OTHERS)))  # no case is reached in any layer
        meetings = (others, *(picked(column, others) for column in meetings[1:]))
        for layer in range(2, LAST_LEVEL + 1):
            moved = map(sooner.__getitem__, meetings[1])
            sooner = self._spread(layer, compress(zip(*meetings, strict=True), moved))

    def _spread(self, layer: int, meetings: Iterable[tuple[int, ...]]) -> bytearray:
        """Makes a layer from the one before and the meetings of whoever is reached on another day in that one, and the
        level of whoever is reached first; marks those who are reached in this one by 1. Of the same day the exposure
        that was entered first is met first."""
        before, arrivals, through = self._arrivals[-1], self._arrivals[-1][:], self._through[-1][:]
        is_shut, until, withdrawn, levels = self.confirmed, self.infectious_until, self.withdrawn, self.levels
        moved = bytearray(self.persons)
        for exposure, source, target, first, last in meetings:
            reached = before[source]
            day = reached if reached > first else first  # noqa: FURB136 - `max` costs a call, of every exposure there is
            if day >= arrivals[target] or is_shut[target] or day > last or day > until[source] or withdrawn[exposure]:
                continue
            arrivals[target], through[target], moved[target] = day, exposure, 1
            if levels[target] == NO_LEVEL:
                levels[target] = layer
        self._arrivals.append(arrivals)
        self._through.append(through)
        return moved

    def _met_by(self, sources: Iterable[int]) -> set[int]:
        return {self.targets[exposure] for source in sources for exposure in self._leaving.of(source)}

    def _settle(self, persons: Iterable[int], leaving: Iterable[int] = ()) -> tuple[Moved, ...]:
        """Works out anew what hangs on these persons, and on those whom `leaving` met."""
        begun, sources = set(persons), set(leaving)
        seen = set(begun)
        sooner = {person for person in begun if self._begin(person)} | sources
        dirty = set(begun)
        for layer in range(1, LAST_LEVEL + 1):
            dirty |= self._met_by(sooner)
            seen |= dirty
            dirty, sooner = self._recompute(layer, dirty)
            dirty |= begun
            sooner |= sources
        return self._relevel(seen)

    def _begin(self, person: int) -> bool:
        """Sets the layer of no steps: a case is infectious, everybody else was not reached."""
        day = self.infectious_from[person] if self.confirmed[person] else NEVER
        changed = self._arrivals[0][person] != day
        self._arrivals[0][person] = day
        return changed

    def _recompute(self, layer: int, persons: Iterable[int]) -> tuple[set[int], set[int]]:
        """Sets a layer of these persons; gives those for whom anything changed, and those who are reached on another
        day."""
        before, arrivals, through = self._arrivals[layer - 1], self._arrivals[layer], self._through[layer]
        changed, moved = set(), set()
        for person in persons:
            day, exposure = self._best(person, before, self._through[layer - 1])
            if day != arrivals[person]:
                arrivals[person] = day
                moved.add(person)
                changed.add(person)
            if exposure != through[person]:
                through[person] = exposure
                changed.add(person)
        return changed, moved

    def _best(self, person: int, before: array[int], through: array[int]) -> tuple[int, int]:
        """The earliest day of infection by one step more, and the exposure that it comes by."""
        best, by = before[person], through[person]
        if self.confirmed[person]:
            return best, by
        for exposure in self._arriving.of(person):
            source = self.sources[exposure]
            day = before[source]
            if day >= best or self.withdrawn[exposure]:
                continue
            day = max(day, self.first_days[exposure])
            if day < best and day <= self.last_days[exposure] and day <= self.infectious_until[source]:
                best, by = day, exposure
        return best, by

    def _relevel(self, persons: Iterable[int]) -> tuple[Moved, ...]:
        moved = []
        for person in sorted(persons):
            before, after = self.levels[person], self._level(person)
            if before != after:
                self.levels[person] = after
                moved.append(Moved(person, before, after))
        return tuple(moved)

    def _level(self, person: int) -> int:
        reached = (layer for layer, arrivals in enumerate(self._arrivals) if arrivals[person] != NEVER)
        return next(reached, NO_LEVEL)
