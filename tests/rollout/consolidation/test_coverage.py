"""What a coverage buys: its square."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.consolidation.consolidating import consolidate
from bluezone.rollout.consolidation.coverage import Bought, needed_for, ranking
from bluezone.rollout.reports.quotients import Quotient
from tests.support.rollout.reporting import SON_DUONG, report, three_levels

(POPULATION,) = [rate for rate in SON_DUONG.rates if rate.id == "population-coverage"]


def test_8_54_percent_of_people_see_0_73_percent_of_contacts() -> None:
    bought = Bought(Quotient(5_658, 66_219))

    assert Decimal("0.73") == bought.contacts_percent()
    assert "8.54 % (5,658/66,219)" in bought.words.en
    assert "0,73 %" in bought.words.vi


@pytest.mark.parametrize(("part", "percent"), [(0, "0.00"), (50, "25.00"), (60, "36.00"), (100, "100.00")])
def test_coverage_is_squared(part: int, percent: str) -> None:
    assert Decimal(percent) == Bought(Quotient(part, 100)).contacts_percent()


def test_half_of_all_contacts_need_71_percent_of_people() -> None:
    assert 708 == needed_for(50, 1_000)


@given(st.integers(0, 100), st.integers(1, 10**6))
def test_what_is_needed_is_enough_and_one_less_is_not(percent: int, people: int) -> None:
    needed = needed_for(percent, people)

    assert 100 * needed**2 >= percent * people**2
    assert needed == 0 or 100 * (needed - 1) ** 2 < percent * people**2


def test_a_ranking_begins_with_the_highest_shares_ranks_and_leaves_out_who_has_no_rate() -> None:
    counts = {"a": (10, 5), "b": (100, 50), "office": (10, 9)}
    done = consolidate(
        three_levels(), [report(o, {"residents": r, "residents-installed": i}) for o, (r, i) in counts.items()]
    )

    ranked = ranking(done, ("a", "b", "c"), POPULATION)

    assert [(1, "a"), (1, "b")] == [(line.rank, line.organisation) for line in ranked]
