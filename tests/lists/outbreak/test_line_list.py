"""Everybody in a line list is one person once, with a day of onset where there is one."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.trace.lists import line_list, said


def test_everybody_is_confirmed_unless_a_column_says_who_is() -> None:
    rows = ("id,status", "a,Confirmed", "b,suspected", "c,")

    assert [True, True, True] == [person.is_confirmed for person in line_list(*rows).people]
    assert [True, False, False] == [
        person.is_confirmed for person in line_list(*rows, confirmed=("status", "confirmed")).people
    ]


def test_an_id_that_comes_again_is_told_with_both_lines() -> None:
    cases = line_list("id,onset", "a,2020-08-01", "a,2020-08-02", " a ,2020-08-03")

    assert [("a", dt.date(2020, 8, 1))] == [(person.id, person.onset) for person in cases.people]
    assert [3, 4] == [line for line, _ in said(cases.told)]
    assert "stands on line 2 already" in said(cases.told)[0][1]


def test_a_row_without_an_id_is_told() -> None:
    cases = line_list("id,onset", ",2020-08-01", "NA,2020-08-01", f"{'x' * 201},", "b,")

    assert ["b"] == [person.id for person in cases.people]
    assert [2, 3, 4] == [line for line, _ in said(cases.told)]


def test_ids_are_the_same_however_their_letters_are_composed() -> None:
    assert 1 == len(line_list("id,n", "Hoa\u0300,1", "Ho\u00e0,2").people)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2015-05-11", dt.date(2015, 5, 11)),
        ("2015-05-11 00:00:00", dt.date(2015, 5, 11)),
        ("2015-05-11T08:30:00.000Z", dt.date(2015, 5, 11)),
        ("11/5/2015", dt.date(2015, 5, 11)),
        ("11.05.2015", dt.date(2015, 5, 11)),
        ("ngày 11 tháng 5 năm 2015", dt.date(2015, 5, 11)),
        ("", None),
        ("NA", None),
    ],
)
def test_days_are_read_as_programs_and_people_write_them(written: str, day: dt.date | None) -> None:
    cases = line_list("id,onset", f"a,{written}")

    assert [day] == [person.onset for person in cases.people]
    assert () == cases.told


@pytest.mark.parametrize("written", ["2015-02-30", "32/1/2015", "soon", "11/5", "11/5/15", "2015"])
def test_what_is_no_day_is_told_and_the_person_kept(written: str) -> None:
    cases = line_list("id,onset", f"a,{written}", "b,2020-08-01")

    assert [("a", None), ("b", dt.date(2020, 8, 1))] == [(person.id, person.onset) for person in cases.people]
    assert [(2, f"“{written}” is no whole day; it was taken as not known.")] == said(cases.told)


def test_a_month_that_stands_first_is_told() -> None:
    cases = line_list("id,onset", "a,5/25/2015")

    assert [dt.date(2015, 5, 25)] == [person.onset for person in cases.people]
    assert [(2, "“5/25/2015” has the month first; it was read as 2015-05-25.")] == said(cases.told)
