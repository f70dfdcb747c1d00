"""What people type for a number, and what is written back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.numbers import (
    MOST_DIGITS,
    count_typed,
    decimal_said,
    decimal_typed,
    grouped,
    whole_number,
    whole_of,
)
from bluezone.vietnam.words import Language

NEVER = ["", " ", "-1", "+1", "1e3", "1_000", "0x10", "x", "#REF!", "1.17.2", "1,172.000", "1.172,000", "1 172.000",
         "9" * 5_000, "1\x00", "٣", "²", "12¹", "\ud800"]  # fmt: skip
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["vi", "en"])


@pytest.mark.parametrize(
    ("text", "count"),
    [("1172", 1172), ("1.172", 1172), ("1,172", 1172), ("1 172", 1172), ("1\xa0172", 1172), (" 12 ", 12), ("0", 0),
     ("1.128.620", 1_128_620), ("007", 7), ("１２", 12), ("9" * 15, 10**15 - 1)],
)  # fmt: skip
def test_a_sign_in_a_count_groups_thousands(text: str, count: int) -> None:
    assert count == count_typed(text)


@pytest.mark.parametrize("text", [*NEVER, "0.500", "00.500", "1.5", "12.0", "1234.567", "71%", "12 người"])
def test_what_could_be_a_fraction_is_no_count(text: str) -> None:
    assert count_typed(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("71,67", "71.67"), ("71.67", "71.67"), ("8.30", "8.30"), ("9", "9"), ("1.172", "1.172"), ("0,5", "0.5")],
)
def test_a_sign_in_a_measure_begins_the_fraction(text: str, number: str) -> None:
    assert number == str(decimal_typed(text))


@pytest.mark.parametrize("text", [*NEVER, "1.172,5", ",5", "5,", "NaN", "Infinity"])
def test_what_is_neither_is_no_measure(text: str) -> None:
    assert decimal_typed(text) is None


@pytest.mark.parametrize(("cell", "number"), [(1172, 1172), (1172.0, 1172), (-5, -5), ("1.172", 1172), (0, 0)])
def test_a_cell_holds_a_whole_number_as_a_number_or_as_text(cell: object, number: int) -> None:
    assert number == whole_of(cell)


@pytest.mark.parametrize("cell", [1.172, True, None, float("nan"), float("inf"), b"1", "1.5"])
def test_a_cell_with_a_fraction_or_anything_else_holds_none(cell: object) -> None:
    assert whole_of(cell) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * MOST_DIGITS, 10**18 - 1)])
def test_an_address_says_digits(text: str, number: int) -> None:
    assert number == whole_number(text)


@pytest.mark.parametrize("text", [*NEVER, " 1", "1\n", "1.172", "1 172", "１２", "9" * (MOST_DIGITS + 1)])
def test_an_address_says_nothing_else(text: str) -> None:
    assert whole_number(text) is None


def test_an_address_may_be_held_shorter() -> None:
    assert (9_999, None) == (whole_number("9999", most_digits=4), whole_number("00001", most_digits=4))


@given(st.integers(0, 10**15 - 1), LANGUAGES)
def test_what_we_write_ourselves_is_read_back(count: int, language: Language) -> None:
    assert count == count_typed(grouped(count, language)) == whole_number(str(count))


@given(st.decimals(0, 10**9, places=2, allow_nan=False), LANGUAGES)
def test_a_measure_that_we_write_is_read_back(number: Decimal, language: Language) -> None:
    assert number == decimal_typed(decimal_said(number, language))


def test_thousands_are_grouped_by_a_point_in_vietnamese() -> None:
    assert ("1.128.620", "1,128,620") == (grouped(1_128_620, "vi"), grouped(1_128_620, "en"))


@given(st.text(alphabet=st.characters(), max_size=80))
def test_whatever_is_typed_is_a_number_or_nothing(text: str) -> None:
    for number in (count_typed(text), decimal_typed(text), whole_number(text), whole_of(text)):
        assert number is None or number >= 0
