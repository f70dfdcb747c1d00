"""Letters, figures and dates as the decree writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.documents.numbering import POINT_LETTERS, date_in, is_symbol, long_date, roman, two_digits

VALUES = {"I": 1, "V": 5, "X": 10}


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (dt.date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (dt.date(2020, 2, 29), "ngày 29 tháng 02 năm 2020"),
        (dt.date(2020, 3, 9), "ngày 09 tháng 3 năm 2020"),
        (dt.date(2020, 8, 11), "ngày 11 tháng 8 năm 2020"),
        (dt.date(2020, 12, 31), "ngày 31 tháng 12 năm 2020"),
    ],
)
def test_a_zero_stands_before_days_below_ten_and_before_january_and_february(date: dt.date, written: str) -> None:
    assert written == long_date(date)


def test_a_zero_stands_before_numbers_below_ten() -> None:
    assert ["05", "10", "525"] == [two_digits(number) for number in (5, 10, 525)]


def test_roman_numbers_are_written_as_everybody_writes_them() -> None:
    assert ["IV", "VI", "IX", "XIV", "XIX", "XXXIX"] == [roman(number) for number in (4, 6, 9, 14, 19, 39)]


@given(st.dates(dt.date(1945, 9, 2), dt.date(2199, 12, 31)))
def test_a_written_date_is_found_again(date: dt.date) -> None:
    found = date_in(f"Sơn Dương, {long_date(date)}")

    assert found is not None
    assert date == dt.date(*(int(part) for part in reversed(found)))


def test_points_follow_the_vietnamese_alphabet() -> None:
    assert ("a", "b", "c", "d", "đ", "e", "g", "h") == POINT_LETTERS[:8]


@given(st.integers(1, 39))
def test_roman_numbers_add_up(number: int) -> None:
    values = [VALUES[letter] for letter in roman(number)]

    total = sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
    assert number == total


@pytest.mark.parametrize("number", [0, 40])
def test_there_is_no_part_zero_or_forty(number: int) -> None:
    with pytest.raises(ValueError, match="parts"):
        roman(number)


@pytest.mark.parametrize("symbol", ["BC-UBND", "UBND-VHTT", "QĐ-UBND", "QyĐ-UBND", "CTr-UBND", "STTTT-TTBCXB"])
def test_symbols_are_capitals_joined_by_hyphens(symbol: str) -> None:
    assert is_symbol(symbol)


@pytest.mark.parametrize("symbol", ["BC - UBND", "BC/UBND", "bc-ubnd", "BC", "-UBND", "BC-", "BC–UBND"])
def test_anything_else_is_no_symbol(symbol: str) -> None:
    assert not is_symbol(symbol)
