"""Recorded contacts become the two lists that tracing begins with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bluezone.simulation.errors import ScenarioError
from bluezone.simulation.line_lists import contact_list_of, line_list_of
from tests.support.commands import bluezone, refused
from tests.support.simulation.traces import together, trace_of, write_csv

FIRST_DAY = dt.date(2020, 8, 10)


def test_two_who_met_for_long_enough_on_a_day_exposed_each_other_that_day() -> None:
    trace = trace_of(together(1, 2, 5), together(2, 3, 1), together(1, 3, 4), together(1, 3, 4, day=2))

    rows = list(contact_list_of(trace, FIRST_DAY, least_minutes=5))

    assert [("from", "to", "date"), ("1", "2", "2020-08-10"), ("2", "1", "2020-08-10")] == rows


def test_cases_have_their_days_of_onset_and_must_be_in_the_trace() -> None:
    trace = trace_of(together(1, 2, 5))

    assert [("id", "onset"), ("1", "2020-08-12")] == list(line_list_of(trace, {1: 2}, FIRST_DAY))
    with pytest.raises(ScenarioError, match="nobody in the trace has the number 9"):
        list(line_list_of(trace, {9: 0}, FIRST_DAY))


def test_the_command_writes_what_trace_levels_reads(tmp_path: Path) -> None:
    met = write_csv(tmp_path / "met.csv", trace_of(together(1, 2, 5), together(2, 3, 5, day=1)))
    lists = [str(tmp_path / name) for name in ("cases.csv", "contacts.csv")]

    bluezone("simulate", "lists", str(met), *lists, "--cases", "1:1", "--first-day", "2020-08-10")

    assert {"1": 0, "2": 1, "3": 2} == bluezone("trace", "levels", *lists, "--json").json["levels"]


@pytest.mark.parametrize(
    ("cases", "first_day", "why"),
    [("8:0", "2020-08-10", "nobody in the trace has the number 8"), ("1:0", "9999-12-31", "there is no calendar")],
)
def test_what_cannot_be_is_said_and_nothing_is_written(tmp_path: Path, cases: str, first_day: str, why: str) -> None:
    met = write_csv(tmp_path / "met.csv", trace_of(together(1, 2, 5), together(1, 2, 5, day=3)))
    lists = [tmp_path / name for name in ("cases.csv", "contacts.csv")]

    finished = bluezone("simulate", "lists", met, *lists, "--cases", cases, "--first-day", first_day)

    assert why in refused(finished)
    assert not any(path.exists() for path in lists)


def test_a_case_without_its_day_is_wrong_use() -> None:
    finished = bluezone("simulate", "lists", "met.csv", "a", "b", "--cases", "1", "--first-day", "2020-08-10")

    assert "cases are given as ID:DAY with commas between" in finished.err
