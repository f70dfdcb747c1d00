"""What a list counts is said with its day and with how many it is said of; no count is more than the list can say."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.rollout.reports.listed import Listed
from bluezone.vietnam.words import Words

DAY = dt.date(2020, 8, 20)
PEOPLE = Words("người", "people")


def test_a_count_of_people_is_said_with_its_day_and_of_how_many() -> None:
    said = Listed(12, rows=15, told=15, day=DAY, is_of_people=True).words(PEOPLE)

    assert "Danh sách ngày 20/8/2020: 12 trong 15 người" == said.vi
    assert "List of 20/8/2020: 12 of 15 people" == said.en


def test_where_the_list_does_not_say_it_of_everybody_that_is_said() -> None:
    of_people = Listed(12, rows=1_500, told=1_400, day=DAY, is_of_people=True).words(PEOPLE)
    added_up = Listed(340, rows=82, told=80, day=DAY).words(PEOPLE)

    assert "Danh sách ngày 20/8/2020: 12 trong 1.400 người (1.400/1.500 dòng có ghi)" == of_people.vi
    assert "List of 20/8/2020: 12 of 1,400 people (1,400 of 1,500 rows say it)" == of_people.en
    assert "List of 20/8/2020: 340 people (80 of 82 rows say it)" == added_up.en


def test_rows_alone_are_a_count_and_another_offices_list_is_said_to_be_theirs() -> None:
    said = Listed(15, rows=15, told=15, day=DAY, whose="Trạm Y tế xã Tân Trào").words(PEOPLE)

    assert "Danh sách của Trạm Y tế xã Tân Trào, ngày 20/8/2020: 15 người" == said.vi
    assert "List of Trạm Y tế xã Tân Trào, 20/8/2020: 15 people" == said.en


@pytest.mark.parametrize(
    ("value", "told", "rows", "is_of_people"), [(-1, 3, 3, False), (2, 4, 3, False), (3, 2, 3, True), (0, -1, 3, False)]
)
def test_no_count_is_of_more_than_the_list_says(value: int, told: int, rows: int, is_of_people: bool) -> None:
    with pytest.raises(ValueError, match="no count of a list"):
        Listed(value, rows, told, DAY, is_of_people)
