"""Rates are computed from two counts and rounded as a clerk rounds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.reports.quotients import Quotient, published_percent, quotient_of


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [(840, 1_172, "71.67"), (5_658, 66_219, "8.54"), (183_620, 1_128_620, "16.27"), (0, 5, "0.00"), (5, 5, "100.00")],
)
def test_the_rates_of_august_2020_are_what_paper_says(numerator: int, denominator: int, percent: str) -> None:
    assert Decimal(percent) == Quotient(numerator, denominator).percent()


def test_half_a_hundredth_is_rounded_up() -> None:
    """0.125 % in binary would be rounded to the even neighbour, 0.12."""
    assert Decimal("0.13") == Quotient(1, 800).percent()


def test_a_rate_is_said_with_both_counts_in_each_languages_own_signs() -> None:
    quotient = Quotient(840, 1_172)

    assert "71,67 % (840/1.172)" == quotient.said("vi")
    assert "71.67 % (840/1,172)" == quotient.said("en")


@pytest.mark.parametrize(("numerator", "denominator"), [(6, 5), (-1, 5), (0, 0), (1, 0)])
def test_more_than_everybody_or_a_share_of_nobody_does_not_exist(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        Quotient(numerator, denominator)

    assert quotient_of(numerator, denominator) is None


def test_a_share_of_what_was_not_counted_is_none() -> None:
    assert quotient_of(None, 5) is None
    assert quotient_of(5, None) is None


@given(st.integers(1, 10**9), st.data())
def test_a_percentage_is_within_half_a_hundredth_of_the_truth(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))

    shown = Quotient(part, whole).percent()

    assert 0 <= shown <= 100
    assert abs(Fraction(shown) - Fraction(100 * part, whole)) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("text", "value"),
    [("8.3", "8.3"), ("8,3 %", "8.3"), ("71.67%", "71.67"), ("9", "9"), ("8.30", "8.30"), ("x", None), ("1000", None),
     ("8.3.1", None), ("-1", None), ("", None), ("9" * 30, None), ("٣", None)],
)  # fmt: skip
def test_a_published_rate_keeps_the_decimals_it_was_printed_with(text: str, value: str | None) -> None:
    found = published_percent(text)

    assert value == (None if found is None else str(found))
