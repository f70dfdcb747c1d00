"""What belongs to a person, a few numbers each: packed into two arrays, because lists by the hundred thousand cost more
to make than all levels to work out. What comes later stands beside them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate

from bluezone.trace.outbreak import days


class Neighbours:
    """Numbers by person, each person's in the order in which they were given."""

    def __init__(self, persons: int, of_whom: Sequence[int], numbers: Iterable[int]) -> None:
        counts = days([0]) * (persons + 1)
        for person in of_whom:
            counts[person + 1] += 1
        self._begins = days(accumulate(counts))
        free, self._packed = self._begins[:], days([0]) * len(of_whom)
        for person, number in zip(of_whom, numbers, strict=True):
            self._packed[free[person]] = number
            free[person] += 1
        self._later: dict[int, array[int]] = {}

    def of(self, person: int) -> Sequence[int]:
        """The numbers of this person."""
        if person + 1 >= len(self._begins):
            return self._later.get(person, ())
        packed = self._packed[self._begins[person] : self._begins[person + 1]]
        return packed + self._later[person] if person in self._later else packed

    def add(self, person: int, number: int) -> None:
        """Notes one more number of this person."""
        self._later.setdefault(person, days()).append(number)
