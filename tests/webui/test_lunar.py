"""The lunar calendar against days that everybody in Viet Nam knows."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.webui import lunar_day

TET = {
    1985: (1, 21),  # a month before the Chinese new year: computed for 105° E
    1995: (1, 31),
    2005: (2, 9),
    2007: (2, 17),
    2015: (2, 19),
    2018: (2, 16),
    2020: (1, 25),
    2021: (2, 12),
    2022: (2, 1),
    2023: (1, 22),
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2030: (2, 2),
}


@pytest.mark.parametrize("year", TET)
def test_tet_is_the_first_of_the_first_month(year):
    tet = lunar_day(dt.date(year, *TET[year]))

    assert (1, 1, year, False) == (tet.day, tet.month, tet.year, tet.leap)


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (dt.date(2020, 5, 23), "1/4n"),
        (dt.date(2023, 3, 22), "1/2n"),
        (dt.date(2025, 7, 25), "1/6n"),
        (dt.date(2033, 12, 22), "1/11n"),
        (dt.date(2024, 4, 18), "10/3"),
        (dt.date(2020, 10, 1), "15/8"),
        (dt.date(2026, 11, 24), "16/10"),
    ],
)
def test_leap_months_and_feasts(date, written):
    assert written == str(lunar_day(date))


@pytest.mark.slow
def test_days_run_on_without_a_gap_for_sixty_years():
    date, before = dt.date(1980, 1, 1), lunar_day(dt.date(1979, 12, 31))
    for _ in range(60 * 365):
        today = lunar_day(date)

        assert today.day in (before.day + 1, 1)
        assert today.day <= 30
        if today.day == 1:
            assert before.day >= 29
        date, before = date + dt.timedelta(days=1), today
