"""What the kernel accepts as bytes and as times."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.kernel import checks


@given(buffer=st.binary(max_size=64), width=st.sampled_from([12, 16, 32]))
def test_whole_rows_pass_unchanged_and_all_else_is_refused(buffer: bytes, width: int):
    if len(buffer) % width:
        with pytest.raises(ValueError, match="no whole number"):
            checks.rows(buffer, width, at_most=9, what="keys")
    else:
        assert buffer == checks.rows(buffer, width, at_most=9, what="keys")


def test_one_row_too_many_is_refused():
    with pytest.raises(ValueError, match="3 keys at once exceed 2"):
        checks.rows(bytes(96), 32, at_most=2, what="keys")


def test_nothing_is_copied_for_a_view():
    column = bytearray(32)

    view = checks.rows(column, 32, at_most=1, what="keys")
    column[0] = 7

    assert 7 == view[0]


@given(values=st.lists(st.integers()))
def test_times_are_64_bits_or_refused(values: list[int]):
    if all(-(2**63) <= value < 2**63 for value in values):
        assert values == list(checks.times(values, expected=len(values)))
    else:
        with pytest.raises(ValueError, match="fit 64 bits"):
            checks.times(values, expected=len(values))


def test_times_with_gaps_are_gathered():
    times = memoryview(array("q", [1, 2, 3, 4]))[::2]

    assert [1, 3] == list(checks.times(times, expected=2))


@pytest.mark.parametrize("value", [-1, 3, "1", 1.0, None])
def test_what_is_no_number_within_the_bounds_is_refused(value: object):
    with pytest.raises(ValueError, match=r"the tolerance lies in 0\.\.2, not"):
        checks.whole_number(value, 0, 2, "the tolerance")
