"""Names come out as on an identity card; sexes from words or from marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.people import Sex, clean_name, clean_sex, join_name, sex_of_marks
from bluezone.lists.reading.sheet import Cell


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hòa"),
        ("NGUYỄN  THỊ HÒA ", "Nguyễn Thị Hòa"),
        ("nguyễn thị hòa", "Nguyễn Thị Hòa"),
        ("1. Nguyễn Thị Hòa", "Nguyễn Thị Hòa"),
        ("Ông Trần Văn Đức", "Trần Văn Đức"),
        ("Nguyễn Thị Hòa (Tư)", "Nguyễn Thị Hòa"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Y-BION KSOR", "Y-Bion Ksor"),
        ("Bà Triệu", "Bà Triệu"),
    ],
)
def test_names_are_written_plainly(typed: str, name: str) -> None:
    assert name == clean_name(typed).value


@pytest.mark.parametrize("typed", ["0912345678", "12", "a@b.vn", "x" * 81, "---", "=1+1 abc"])
def test_what_is_no_name_is_wrong(typed: str) -> None:
    cleaned = clean_name(typed)

    assert None is cleaned.value
    assert [Weight.WRONG] == [note.weight for note in cleaned.notes if note.weight is not Weight.CHANGED]


def test_one_word_is_asked_about() -> None:
    assert [Weight.ASKED] == [note.weight for note in clean_name("Hòa").notes]


@pytest.mark.parametrize("typed", ["Nguyá»…n Thá»‹ HÆ°á»ng", "Lê Văn An?", "Trần Thị Bình; Lê Văn An"])
def test_signs_that_no_name_has_are_asked_about(typed: str) -> None:
    """A file in UTF-8 that a spreadsheet opened as something else, and saved."""
    assert Weight.ASKED in [note.weight for note in clean_name(typed).notes]


def test_two_columns_are_one_name() -> None:
    assert "Nguyễn Thị Hòa" == join_name("NGUYỄN THỊ", "HÒA").value
    assert "Nguyễn Thị Hòa" == join_name("Nguyễn Thị ", " Hòa").value
    assert None is join_name(None, None).value


@pytest.mark.parametrize(("cell", "sex"), [("Nam", Sex.MALE), ("NỮ", Sex.FEMALE), ("nu", Sex.FEMALE), ("", None)])
def test_sex_in_words(cell: Cell, sex: Sex | None) -> None:
    assert sex is clean_sex(cell).value


def test_sex_by_marks() -> None:
    assert Sex.MALE is sex_of_marks("x", None).value
    assert Sex.FEMALE is sex_of_marks("", "X").value
    assert Sex.FEMALE is sex_of_marks(0, 1).value
    assert None is sex_of_marks(None, None).value
    assert [Weight.WRONG] == [note.weight for note in sex_of_marks("x", "x").notes]


@given(typed=st.text(max_size=100))
def test_any_text_is_a_name_or_noted(typed: str) -> None:
    cleaned = clean_name(typed)

    assert cleaned.value is not None or cleaned.notes
