"""A form is judged by the rules that hold for the web form too, and its figures carry the file's hash."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.lists.reading.sheet import Cell
from bluezone.rollout.reports.findings import Rule, Weight
from bluezone.rollout.reports.report import Report, State, filled, submit
from bluezone.rollout.reports.taking import Beside, Taken
from bluezone.rollout.workbooks.reading import read_form
from bluezone.rollout.workbooks.taking import take_form
from tests.support.rollout.forms import COMMUNE, GOOD, PERIOD, SECRET, expected, returned
from tests.support.rollout.reporting import SON_DUONG, ZONE

RECEIVED = dt.datetime(2020, 8, 25, 10, 30, tzinfo=ZONE)


def taken(values: dict[str, Cell], previous: dict[str, int] | None = None, **changes: object) -> Taken:
    data = returned(values, **changes)  # type: ignore[arg-type]
    form = read_form(data, "form.xlsx", SON_DUONG, SECRET, period=PERIOD)
    return take_form(form, SON_DUONG, expected(), received=RECEIVED, beside=Beside(previous=previous or {}))


def without(*indicators: str) -> dict[str, Cell]:
    return {name: value for name, value in GOOD.items() if name not in indicators}


def test_a_good_form_becomes_a_report_that_can_be_sent() -> None:
    result = taken(dict(GOOD))

    assert () == result.findings
    report = submit(filled(Report(SON_DUONG.id, COMMUNE), result.figures), result.findings, by=COMMUNE, at=RECEIVED)
    assert State.SUBMITTED is report.state
    assert GOOD == report.values


def test_every_figure_carries_the_hash_of_the_file_and_the_end_of_its_day() -> None:
    figure = taken(dict(GOOD)).figures[0]

    assert 64 == len(figure.evidence[0])
    assert dt.datetime(2020, 8, 25, tzinfo=ZONE) == figure.as_of


def test_figures_as_of_today_are_as_of_the_moment_they_came_in() -> None:
    assert RECEIVED == taken(dict(GOOD), as_of="25/8/2020").figures[0].as_of


@pytest.mark.parametrize("as_of", [None, "26/8/2020", "1/8/2020", "hôm qua"])
def test_a_form_without_a_possible_day_cannot_be_sent(as_of: Cell) -> None:
    (finding,) = taken(dict(GOOD), as_of=as_of).findings

    assert Rule.MISSING is finding.rule
    assert "needs a day" in finding.words.en


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"staff-installed": "95%"}, Rule.TYPED_PERCENTAGE),
        ({"staff-installed": 0.95}, Rule.TYPED_PERCENTAGE),
        ({"staff-installed": "#REF!"}, Rule.NOT_A_COUNT),
        ({"staff-installed": 21}, Rule.BEYOND_WHOLE),
        ({"posters": 7}, Rule.SUM),
        ({"broadcasts": None}, Rule.MISSING),
    ],
)
def test_the_rules_are_those_of_every_way_in(change: dict[str, Cell], rule: Rule) -> None:
    findings = taken(GOOD | change).findings

    assert [(rule, Weight.ERROR)] == [(finding.rule, finding.weight) for finding in findings]


def test_numbers_that_became_text_are_counts() -> None:
    assert () == taken(GOOD | {"residents": "3.456", "staff": " 24 "}).findings


def test_a_falling_count_is_held_against_the_last_report() -> None:
    assert [Rule.FALLING] == [f.rule for f in taken(dict(GOOD), previous={"broadcasts": 15}).findings]


def test_nothing_to_report_with_its_reason_is_an_answer() -> None:
    result = taken(without("broadcasts"), reasons={"broadcast": "loa hỏng"})

    assert () == result.findings
    assert ["broadcast"] == [answer.instruction for answer in result.nothing]


def test_a_remark_beside_figures_is_only_a_remark() -> None:
    assert () == taken(dict(GOOD), reasons={"broadcast": "mỗi ngày hai lượt"}).nothing
