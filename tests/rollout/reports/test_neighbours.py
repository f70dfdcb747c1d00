"""Unlike the neighbours: far from their middle, measured by how far they are from it themselves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.reports.neighbours import FEWEST, is_unlike

PERCENTS = st.decimals(0, 100, places=2)


def around(*percents: int) -> list[Decimal]:
    return [Decimal(percent) for percent in percents]


@pytest.mark.parametrize(("rate", "unlike"), [("9", False), ("16", False), ("30", True), ("85", True)])
def test_a_rate_far_from_the_middle_is_unlike(rate: str, unlike: bool) -> None:
    """Middle 9, half of them within 2 of it: asked about beyond 3.5 / 0.6745 times 2, which is 10.4."""
    assert unlike is is_unlike(Decimal(rate), around(5, 7, 8, 9, 10, 11, 14))


def test_one_wild_neighbour_does_not_make_everybody_else_wild() -> None:
    assert not is_unlike(Decimal(9), around(5, 7, 8, 9, 10, 11, 99))


def test_where_all_agree_a_hair_is_no_reason_to_ask() -> None:
    assert not is_unlike(Decimal("50.1"), around(50, 50, 50, 50, 50))
    assert is_unlike(Decimal(54), around(50, 50, 50, 50, 50))


@given(PERCENTS, st.lists(PERCENTS, max_size=FEWEST - 1))
def test_with_few_neighbours_nothing_is_unlike(rate: Decimal, neighbours: list[Decimal]) -> None:
    assert not is_unlike(rate, neighbours)
