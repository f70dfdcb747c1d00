"""Columns of numbers, asked and changed as a whole: to look at hundreds of thousands one by one takes longer than all
that is worked out with them.

Python computes with a whole number of any length within one call, so a column is taken for one, 32 bits for each of its
own. Those are from 0 up to 2,147,483,647, so the highest bit of each is free: nothing that is added to one or taken
from it runs over into the next.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_LARGEST, _FREE = 2**31 - 1, 2**31
"""The largest number, and the free bit."""
_ALL = 2**32 - 1


def has_negative(column: array[int]) -> bool:
    """Whether one is below zero, by the first byte of each."""
    highest = column.itemsize - 1 if sys.byteorder == "little" else 0
    return not column.tobytes()[highest :: column.itemsize].isascii()


def is_up_to(most: int, column: array[int]) -> bool:
    """Whether no number of the column is larger than this one. None is negative."""
    length = len(column)
    return not (_as_one(column) + _each(_LARGEST - most, length)) & _each(_FREE, length)


def is_no_less(column: array[int], other: array[int]) -> bool:
    """Whether no number of the column is smaller than the one beside it in the other. None is negative."""
    free = _each(_FREE, len(column))
    return ((_as_one(column) | free) - _as_one(other)) & free == free  # where it is smaller, the bit was borrowed


def differs_everywhere(column: array[int], other: array[int]) -> bool:
    """Whether no number of the column is the one beside it in the other. None is negative."""
    ones, free = _each(1, len(column)), _each(_FREE, len(column))
    return ((_as_one(column) ^ _as_one(other) | free) - ones) & free == free


def widened(marks: bytes | bytearray) -> array[int]:
    """Makes a column of single bytes."""
    raw = bytearray(4 * len(marks))
    raw[0 if sys.byteorder == "little" else 3 :: 4] = marks
    return array("i", bytes(raw))


def only_where(marks: bytes | bytearray, column: array[int]) -> array[int]:
    """Takes the numbers beside which stands a 1, and 0 where there stands a 0."""
    kept = _as_one(column) & (_as_one(widened(marks)) * _ALL)
    return array("i", kept.to_bytes(4 * len(column), sys.byteorder))


def picked(values: Mapping[int, int] | Sequence[int], places: Iterable[int]) -> array[int]:
    """Makes a column of the values that stand at these places, or under these keys, in their order."""
    return array("i", map(values.__getitem__, places))


def _as_one(column: array[int]) -> int:
    return int.from_bytes(column.tobytes(), sys.byteorder)


@lru_cache(8)
def _each(number: int, length: int) -> int:
    """Says the number for each; it is the same for several columns of one length."""
    return int.from_bytes(number.to_bytes(4, sys.byteorder) * length, sys.byteorder)
