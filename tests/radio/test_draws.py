"""Chance that can be repeated."""

from __future__ import annotations

from statistics import fmean, pstdev

from hypothesis import given
from hypothesis import strategies as st

from bluezone.radio import draws


def test_the_first_outputs_of_splitmix64_are_the_published_ones():
    """Seed 1234567, from the reference implementation's known answers."""
    state, outputs = 1_234_567, []
    for _ in range(3):
        state += draws.GOLDEN
        outputs.append(draws.mixed(state))

    assert [6457827717110365317, 3203168211198807973, 9817491932198370423] == outputs


@given(st.lists(st.integers(0, draws.MASK), min_size=1, max_size=4))
def test_a_key_depends_on_its_parts_and_on_nothing_else(parts):
    assert draws.key(*parts) == draws.key(*parts)
    assert 0 <= draws.key(*parts) <= draws.MASK


def test_keys_of_different_purposes_differ():
    keys = {draws.key(*parts) for parts in [(1,), (2,), (1, 2), (2, 1), (1, 2, 0), (0, 1, 2)]}

    assert len(keys) == 6


def test_normal_draws_are_normal():
    values = [draws.normal(draws.key(7, n)) for n in range(20_000)]

    assert abs(fmean(values)) < 0.03
    assert abs(pstdev(values) - 1) < 0.03
    assert max(values) > 3 > -3 > min(values)
