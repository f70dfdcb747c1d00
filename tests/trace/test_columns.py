"""Columns asked as a whole say what a look at each number says."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bluezone.trace.columns import (
    differs_everywhere,
    has_negative,
    is_no_less,
    is_up_to,
    only_where,
    picked,
    widened,
)

LARGEST = 2**31 - 1
NUMBERS = st.sampled_from([0, 1, 2, 2**30, LARGEST - 1, LARGEST]) | st.integers(0, LARGEST)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS) | NUMBERS.map(lambda one: (one, one)), max_size=9)


def column(*numbers: int) -> array[int]:
    return array("i", numbers)


def beside(pairs: list[tuple[int, int]]) -> tuple[array[int], array[int]]:
    return column(*(one for one, _ in pairs)), column(*(other for _, other in pairs))


@given(st.lists(NUMBERS, max_size=9), NUMBERS)
@example([LARGEST], LARGEST)
@example([0, LARGEST, 0], LARGEST - 1)
@example([1, 0], 0)
def test_the_largest_number_is_found_wherever_it_stands(numbers, most):
    assert is_up_to(most, column(*numbers)) == all(one <= most for one in numbers)


@given(PAIRS)
@example([(0, LARGEST), (0, 0)])
@example([(LARGEST, 0), (0, 1), (LARGEST, 0)])
def test_two_columns_are_compared_number_by_number(pairs):
    one, other = beside(pairs)

    assert is_no_less(one, other) == all(a >= b for a, b in pairs)
    assert differs_everywhere(one, other) == all(a != b for a, b in pairs)


@given(st.lists(st.integers(-(2**31), LARGEST), max_size=9))
@example([0, -1])
def test_a_negative_number_is_seen(numbers):
    assert has_negative(column(*numbers)) == any(one < 0 for one in numbers)


@given(st.lists(st.tuples(st.integers(0, 1), NUMBERS), max_size=9))
def test_what_is_marked_is_taken_and_the_rest_is_nothing(rows):
    marks, numbers = bytes(mark for mark, _ in rows), column(*(number for _, number in rows))

    assert [mark * number for mark, number in rows] == list(only_where(marks, numbers))


@given(st.binary(max_size=9))
def test_bytes_become_the_numbers_that_they_are(marks):
    assert list(marks) == list(widened(marks)) == list(widened(bytearray(marks)))


@pytest.mark.parametrize("places", [(), (2,), (2, 0), (1, 1, 2)])
def test_values_are_taken_in_the_order_of_their_places(places):
    values = (7, 0, LARGEST)

    for held in (values, column(*values), dict(enumerate(values))):
        assert column(*(values[at] for at in places)) == picked(held, places)
