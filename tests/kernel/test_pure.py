"""The readable truth, where it does more than read well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.kernel import _pure
from tests.support.kernel.kernels import SLOT_MS, ids_by_the_book


def test_the_first_look_at_a_state_sees_eight_bytes_of_its_id():
    key = bytes(range(32))

    strides = _pure._strides(key, 96)

    assert [_pure._stride_of_id(rolling_id) for rolling_id in ids_by_the_book(key)] == strides


@given(
    time_ms=st.integers(0, 40 * SLOT_MS) | st.integers(0, 40).map(lambda g: g * SLOT_MS), tolerance=st.integers(0, 2)
)
def test_the_slots_of_a_time_are_those_of_the_rule_as_written(time_ms: int, tolerance: int):
    by_the_rule = [
        g for g in range(50) if (g - tolerance) * SLOT_MS <= time_ms <= g * SLOT_MS + SLOT_MS + tolerance * SLOT_MS
    ]

    assert by_the_rule == list(_pure.matching_slots(time_ms, tolerance))


@pytest.mark.parametrize("time_ms", [-(2**63), 2**63 - 1])
def test_a_time_outside_all_days_has_no_slots(time_ms: int):
    assert [] == list(_pure.matching_slots(time_ms, 2))
