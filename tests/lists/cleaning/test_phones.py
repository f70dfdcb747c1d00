"""Telephone numbers are read however they were typed, and what is changed is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.phones import NEW_PREFIXES, Phones, clean_phones, current_number
from bluezone.lists.reading.sheet import Cell


def numbers_of(cell: Cell) -> tuple[str, ...]:
    value = clean_phones(cell).value
    return value.numbers if value else ()


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0912345678", ["0912345678"]),
        (912345678, ["0912345678"]),
        (912345678.0, ["0912345678"]),
        ("912.345.678", ["0912345678"]),
        ("+84 912 345 678", ["0912345678"]),
        ("0084912345678", ["0912345678"]),
        (84912345678, ["0912345678"]),
        ("+84 (0)912 345 678", ["0912345678"]),
        ("0912-345-678", ["0912345678"]),
        ("0912/345/678", ["0912345678"]),
        ("O912 345 678", ["0912345678"]),
        ("ĐT: 0912345678", ["0912345678"]),
        ("0912345678 / 0387654321", ["0912345678", "0387654321"]),
        ("0912345678-0387654321", ["0912345678", "0387654321"]),
        ("0912 345 678 0387 654 321", ["0912345678", "0387654321"]),
        ("0912345678\n0387654321", ["0912345678", "0387654321"]),
        ("0912345678 hoặc 0387654321", ["0912345678", "0387654321"]),
        ("0912345678; 0912345678", ["0912345678"]),
        ("0207 3835 123", ["02073835123"]),
        (2073835123, ["02073835123"]),
        ("01681234567", ["01681234567"]),
        (1681234567, ["01681234567"]),
        ("", []),
        (None, []),
        ("không có", []),
        ("12345", []),
    ],
)
def test_numbers_arrive_in_their_national_form(cell: Cell, numbers: list[str]) -> None:
    assert tuple(numbers) == numbers_of(cell)


def test_an_old_number_of_eleven_digits_is_asked_about() -> None:
    (note,) = clean_phones("01681234567").notes

    assert Weight.ASKED is note.weight
    assert "0381234567" == note.suggestion


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01201234567", "0701234567"),
        ("01231234567", "0831234567"),
        ("01691234567", "0391234567"),
        ("01881234567", "0581234567"),
        ("01991234567", "0591234567"),
    ],
)
def test_what_old_numbers_became(old: str, new: str) -> None:
    """One of each network, from what the ministry published in 2018."""
    assert new == current_number(old)


def test_all_the_prefixes_changed_to_different_ones() -> None:
    assert 21 == len(NEW_PREFIXES) == len(set(NEW_PREFIXES.values()))
    assert None is current_number("01111234567")


@pytest.mark.parametrize("cell", ["12345", "gọi sau", "09123456789012"])
def test_what_is_no_number_is_wrong(cell: str) -> None:
    assert [Weight.WRONG] == [note.weight for note in clean_phones(cell).notes if note.weight is not Weight.CHANGED]


def test_a_value_that_is_no_number_cannot_exist() -> None:
    with pytest.raises(ValueError, match="begins with 0"):
        Phones(("912345678",))


@given(
    digits=st.from_regex(r"0[35789][0-9]{8}", fullmatch=True),
    gaps=st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=9, max_size=9),
)
def test_any_grouping_of_a_number_is_the_number(digits: str, gaps: list[str]) -> None:
    typed = digits[0] + "".join(gap + digit for gap, digit in zip(gaps, digits[1:], strict=True))

    assert (digits,) == numbers_of(typed)


@given(cell=st.one_of(st.text(max_size=40), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_cell_is_read_or_noted(cell: Cell) -> None:
    cleaned = clean_phones(cell)

    assert cleaned.value is None or all(number.isdecimal() for number in cleaned.value.numbers)
