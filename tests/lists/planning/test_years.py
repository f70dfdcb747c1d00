"""A day without a year is one of the year that the list itself speaks of, whenever it is read."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.dates import clean_date, whole_day
from bluezone.lists.planning.years import Years, written_on
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.kinds import CONTACTS
from tests.support.lists.tables import plan_of

SIX_YEARS_LATER = dt.date(2026, 11, 27)
HEAD: list[Cell] = ["STT", "Họ và tên", "Năm sinh", "Ngày tiếp xúc", "Ngày lấy mẫu"]


def contact_days(*rows: list[Cell], schema=CONTACTS) -> list[object]:
    plan = plan_of(*rows, schema=schema, today=SIX_YEARS_LATER)
    return [record.values.get("contact_date") for record in plan.records]


def test_the_nearest_day_of_the_column_says_the_year() -> None:
    rows: list[list[Cell]] = [
        [1, "Lê Văn An", 1980, "30/12", None],
        [2, "Hà Thị Bình", 1991, "31/12/2020", None],
        [3, "Ma Văn Chi", 1985, "2/1", None],
        [4, "Vũ Thị Dung", 1985, "5/1/2022", None],
        [5, "Đỗ Văn Em", 1985, "6/1", None],
    ]

    days = contact_days(HEAD, *rows)

    assert [dt.date(2020, 12, 30), dt.date(2020, 12, 31), dt.date(2021, 1, 2)] == days[:3]
    assert dt.date(2022, 1, 6) == days[4]


def test_another_column_says_it_where_its_own_does_not() -> None:
    assert [dt.date(2020, 8, 1)] == contact_days(HEAD, [1, "Lê Văn An", 1980, "1/8", "3/8/2020"])


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Danh sách F1 ngày 20/8/2020", dt.date(2020, 8, 1)),
        ("Danh sách F1 đến ngày 03 tháng 01 năm 2021", dt.date(2020, 8, 1)),
        ("Danh sách tiếp xúc tháng 8/2019", dt.date(2019, 8, 1)),
        ("Danh sách tiếp xúc năm 2018", dt.date(2018, 8, 1)),
    ],
)
def test_the_title_says_it_where_no_day_does(title: str, day: dt.date) -> None:
    assert [day] == contact_days([title], HEAD, [1, "Lê Văn An", 1980, "1/8", None])


def test_what_stands_under_the_table_says_it_where_no_title_does() -> None:
    signed: list[Cell] = [None, "Sơn Dương, ngày 20 tháng 8 năm 2020"]

    assert [dt.date(2020, 8, 1)] == contact_days(HEAD, [1, "Lê Văn An", 1980, "1/8", None], signed)


def test_years_of_birth_say_nothing_about_it() -> None:
    assert [dt.date(2026, 8, 1)] == contact_days(HEAD, [1, "Lê Văn An", "5/3/1980", "1/8", None])


def test_it_is_asked_about_and_says_by_what_it_was_read() -> None:
    plan = plan_of(HEAD, [1, "Lê Văn An", 1980, "1/8", "3/8/2020"], schema=CONTACTS, today=SIX_YEARS_LATER)

    (finding,) = [one for one in plan.findings if one.field == "contact_date"]
    assert (Weight.ASKED, "01/08/2020") == (finding.weight, finding.suggestion)
    assert "by other days of the list" in finding.words.en


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Số liệu đến ngày 20/8/2020", dt.date(2020, 8, 20)),
        ("tháng 02 năm 2021", dt.date(2021, 2, 15)),
        ("Năm 2020", dt.date(2020, 7, 2)),
        ("Năm học 2019 - 2020", None),
        ("Nghị định số 30/2020/NĐ-CP", None),
        ("ngày 31/2/2020", None),
        ("", None),
        ("Kế hoạch 12/KH ngày 12/8/2020; bổ sung ngày 14/8/2020", dt.date(2020, 8, 14)),
    ],
)
def test_when_a_list_was_written_is_read_off_its_title(text: str, day: dt.date | None) -> None:
    assert day == written_on([text])


@pytest.mark.parametrize("cell", [1980, 44046, None, True, "5/8", "5/8/20", "năm 2020", "không rõ", ""])
def test_only_a_day_written_whole_speaks_for_others(cell: Cell) -> None:
    assert None is whole_day(cell)


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


@given(meant=DAYS, months=st.integers(-150, 150))
def test_a_day_less_than_half_a_year_from_another_is_always_understood(meant: dt.date, months: int) -> None:
    near = meant + dt.timedelta(days=months)

    assert meant == clean_date(f"{meant.day}/{meant.month}", dt.date(2100, 12, 31), near).value or (
        (meant.day, meant.month) == (29, 2)
    )


@given(st.text(max_size=60))
def test_no_title_breaks_the_reading(text: str) -> None:
    day = written_on([text, f"ngày {text}/8/2020", f"năm {text}"])

    assert day is None or 1900 <= day.year < 2100


@given(st.lists(st.tuples(st.integers(1, 99), DAYS), max_size=6, unique_by=lambda one: one[0]), st.integers(1, 99))
def test_the_nearest_row_speaks(dated: list[tuple[int, dt.date]], row: int) -> None:
    ordered = tuple(sorted(dated))

    found = Years(((0, ordered),)).near(0, row)

    nearest = min((abs(number - row) for number, _ in ordered), default=0)
    assert found in {day for number, day in ordered if abs(number - row) == nearest} | (
        {None} if not ordered else set()
    )
