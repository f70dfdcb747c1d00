"""Dates are read in every form that lists have, day before month, and doubt is said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.dates import Birth, clean_birth, clean_date
from bluezone.lists.reading.sheet import Cell

TODAY = dt.date(2020, 8, 20)
FIFTH = dt.date(2020, 1, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "5/1/2020",
        "05/01/2020",
        "05-01-20",
        "5.1.2020",
        "05 01 2020",
        "2020-01-05",
        "2020/1/5",
        "05012020",
        5012020,
        "ngày 5 tháng 1 năm 2020",
        "Ngày 05 tháng 01 năm 2020",
        "5 tháng 1 2020",
        "5/1/2020 07:30",
        "2020-01-05T07:30:00",
        "7h30 5/1/2020",
        43835,
        43835.75,
        "43835",
        dt.date(2020, 1, 5),
        dt.datetime.fromisoformat("2020-01-05T07:30"),
        " 5 / 1 / 2020 ",
    ],
)
def test_every_form_of_one_day(cell: Cell) -> None:
    assert FIFTH == clean_date(cell, TODAY).value


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        (1985, Birth(1985)),
        ("1985", Birth(1985)),
        ("năm 1985", Birth(1985)),
        ("7/1985", Birth(1985, 7)),
        ("tháng 7 năm 1985", Birth(1985, 7)),
        ("15/7/85", Birth(1985, 7, 15)),
        ("15/7/1985", Birth(1985, 7, 15)),
        (dt.date(1985, 7, 15), Birth(1985, 7, 15)),
        ("", None),
        (None, None),
        ("không rõ", None),
    ],
)
def test_births_are_kept_as_far_as_they_are_known(cell: Cell, birth: Birth | None) -> None:
    assert birth == clean_birth(cell, TODAY).value


@pytest.mark.parametrize(("digits", "year"), [("20", 2020), ("21", 1921), ("00", 2000), ("99", 1999)])
def test_two_digits_of_a_year_are_the_latest_that_has_been_and_are_asked_about(digits: str, year: int) -> None:
    cleaned = clean_birth(f"5/1/{digits}", TODAY)

    assert Birth(year, 1, 5) == cleaned.value
    assert [Weight.ASKED] == [note.weight for note in cleaned.notes]


def test_the_month_first_is_noticed_where_it_shows() -> None:
    cleaned = clean_date("01/25/2020", TODAY)

    assert dt.date(2020, 1, 25) == cleaned.value
    assert [(Weight.ASKED, "25/01/2020")] == [(note.weight, note.suggestion) for note in cleaned.notes]


@pytest.mark.parametrize(
    "cell", ["31/2/2020", "29/2/2019", "0/1/2020", "13/13/2020", "hôm qua", "31/2", "1/2/3/4", 7, -43835]
)
def test_what_is_no_date_is_wrong(cell: Cell) -> None:
    cleaned = clean_date(cell, TODAY)

    assert None is cleaned.value
    assert [Weight.WRONG] == [note.weight for note in cleaned.notes]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("5/8", dt.date(2020, 8, 5)),
        ("ngày 5/8", dt.date(2020, 8, 5)),
        ("5 tháng 8", dt.date(2020, 8, 5)),
        ("25/12", dt.date(2019, 12, 25)),
        ("29/2", dt.date(2020, 2, 29)),
        ("từ 01/8 đến 03/8/2020", dt.date(2020, 8, 3)),
        ("1-3/8/2020", dt.date(2020, 8, 3)),
        ("1/8/2020 - 3/8/2020", dt.date(2020, 8, 3)),
        ("1/8 – 3/8", dt.date(2020, 8, 3)),
    ],
)
def test_a_day_without_a_year_and_a_stretch_of_days_are_asked_about(cell: str, day: dt.date) -> None:
    cleaned = clean_date(cell, TODAY)

    assert day == cleaned.value
    assert [(Weight.ASKED, f"{day:%d/%m/%Y}")] == [(note.weight, note.suggestion) for note in cleaned.notes]


def test_a_birth_without_a_year_is_none() -> None:
    assert [Weight.WRONG] == [note.weight for note in clean_birth("5/8", TODAY).notes]


def test_a_year_alone_is_no_day() -> None:
    assert None is clean_date("2020", TODAY).value


def test_the_future_is_asked_about_and_refused_for_a_birth() -> None:
    assert [Weight.ASKED] == [note.weight for note in clean_date("21/8/2020", TODAY).notes]
    assert [Weight.WRONG] == [note.weight for note in clean_birth("21/8/2020", TODAY).notes]
    assert [] == list(clean_date("20/8/2020", TODAY).notes)


def test_the_very_old_are_asked_about() -> None:
    assert [Weight.ASKED] == [note.weight for note in clean_birth("1901", TODAY).notes]


def test_a_birth_that_is_not_in_the_calendar_cannot_exist() -> None:
    with pytest.raises(ValueError, match="day"):
        Birth(2020, 2, 30)
    with pytest.raises(ValueError, match="without a month"):
        Birth(2020, None, 3)


@given(day=st.dates(dt.date(1905, 1, 1), TODAY), form=st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d%m%Y"]))
def test_every_day_comes_back_from_every_form(day: dt.date, form: str) -> None:
    assert day == clean_date(day.strftime(form), TODAY).value


@given(day=st.dates(dt.date(1906, 1, 1), TODAY))
def test_every_day_comes_back_from_excels_count(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days

    assert serial in range(1880, 2101) or day == clean_date(serial, TODAY).value


@given(cell=st.one_of(st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_cell_is_read_or_noted(cell: Cell) -> None:
    cleaned = clean_birth(cell, TODAY)

    assert cleaned.value is None or cleaned.value.year <= TODAY.year
