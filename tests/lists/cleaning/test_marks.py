"""Card numbers, counts, and yes or no."""

from __future__ import annotations

import pytest

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.marks import clean_count, clean_identity, clean_text, clean_yes_no
from bluezone.lists.reading.sheet import Cell


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("071234567", "071234567"),
        (71234567, "071234567"),
        (8085001234.0, "8085001234"),
        (80850012345, "080850012345"),
        ("080 085 001 234", "080085001234"),
        ("5000123456-001", "5000123456001"),
    ],
)
def test_zeros_that_a_spreadsheet_dropped_are_put_back(cell: Cell, digits: str) -> None:
    assert digits == clean_identity(cell).value


def test_another_length_is_asked_about_and_letters_are_wrong() -> None:
    assert [Weight.ASKED] == [note.weight for note in clean_identity("12345").notes]
    assert [Weight.WRONG] == [note.weight for note in clean_identity("mất").notes]


@pytest.mark.parametrize(
    ("cell", "count"), [(12, 12), (12.0, 12), ("12 người", 12), ("1.172", 1172), ("66,219", 66219)]
)
def test_counts(cell: Cell, count: int) -> None:
    assert count == clean_count(cell).value


@pytest.mark.parametrize("cell", ["nhiều", "-1", "1.5", "10%"])
def test_what_is_no_count_is_wrong(cell: Cell) -> None:
    assert [Weight.WRONG] == [note.weight for note in clean_count(cell).notes]


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        *((cell, True) for cell in ("x", "X", "Có", "Rồi", "✓", 1, True)),
        *((cell, False) for cell in ("Không", "chưa", "-", 0)),
        *((cell, None) for cell in (None, "?")),
    ],
)
def test_yes_and_no(cell: Cell, answer: bool | None) -> None:
    assert answer is clean_yes_no(cell).value


def test_text_is_one_line() -> None:
    assert "a b c" == clean_text("a\n b  c").value
    assert None is clean_text(" ").value
