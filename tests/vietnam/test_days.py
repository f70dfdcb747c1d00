"""Days as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.vietnam.days import clock_time, day_and_month, day_name, full_date

TUESDAY = dt.date(2020, 8, 11)


def test_a_day_in_vietnamese():
    assert "thứ Ba, 11/8" == day_name(TUESDAY, "vi")
    assert "Thứ Ba, 11/8" == day_name(TUESDAY, "vi", sentence=True)


def test_a_day_in_english():
    assert "Tuesday, 11 August" == day_name(TUESDAY, "en")


def test_sunday_has_no_number_in_vietnamese():
    assert "Chủ nhật, 16/8" == day_name(dt.date(2020, 8, 16), "vi")


def test_a_week_has_seven_names_in_each_language():
    week = [TUESDAY + dt.timedelta(days=day) for day in range(7)]

    for language in ("vi", "en"):
        assert 7 == len({day_name(day, language).split(",")[0] for day in week})


@pytest.mark.parametrize(("language", "written"), [("vi", "1/12"), ("en", "1 December")])
def test_a_day_without_its_name(language, written):
    assert written == day_and_month(dt.date(2020, 12, 1), language)


def test_a_date_in_full_has_two_digits_for_day_and_month():
    assert "05/08/2020" == full_date(dt.date(2020, 8, 5))


def test_hours_are_of_24():
    assert "14:05" == clock_time(dt.datetime(2020, 8, 11, 14, 5, tzinfo=dt.UTC))
