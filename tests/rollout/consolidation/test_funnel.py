"""Four counts, none greater than the one before, said as a person says them: counts first, share behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.consolidation.funnel import Funnel


def test_it_says_how_many_have_reported() -> None:
    funnel = Funnel(expected=38, sent=37, approved=35, counted=35)

    assert "37/38 đơn vị đã báo cáo (97,37 %)" == funnel.words.vi
    assert "37/38 offices have reported (97.37 %)" == funnel.words.en
    assert "35/38 đơn vị (92,11 %)" == funnel.counted_words.vi
    assert (1, 2) == (funnel.missing, funnel.waiting)


def test_of_nobody_there_is_no_share() -> None:
    assert "0/0 đơn vị đã báo cáo" == Funnel(0, 0, 0, 0).words.vi


@given(st.lists(st.integers(0, 20_000), min_size=4, max_size=4))
def test_a_funnel_never_widens(counts: list[int]) -> None:
    narrowing = Funnel(*sorted(counts, reverse=True))

    assert narrowing.missing + narrowing.waiting + narrowing.approved == narrowing.expected
    if counts != sorted(counts, reverse=True):
        with pytest.raises(ValueError, match="widens"):
            Funnel(*counts)
