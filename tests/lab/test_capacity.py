"""How large an exchange must be: the arithmetic, and that its figures stand where they were measured."""

from __future__ import annotations

import json
import shlex

import pytest

from bluezone.cli.__main__ import _parser, main
from bluezone.lab.capacity import EMPTY_BATCH_BYTES, MEASURED, Wanted, index_bytes, plan
from bluezone.protocol.index import MAX_INDEX_BYTES
from tests.support.sources import PROJECT

PERFORMANCE = (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")
CAPACITY = (PROJECT / "docs" / "operating" / "capacity.md").read_text(encoding="utf-8")
PLACES = {"A district": 175_000, "A province": 1_200_000, "A nation": 100_000_000}


def test_the_national_peak_is_the_one_that_the_exchange_is_measured_against():
    assert "national peak is 1,390 calls a second" in PERFORMANCE

    assert 1_390 == plan(Wanted(100e6, 0.5, 0.2)).calls_per_s_peak


WHERE = (
    "PostgreSQL 15, the same, two runs | FIGURE and",
    "| FIGURE | 6,731,393 bytes |",
    "on PostgreSQL 15 a stored seed takes FIGURE,",
    "nobody disclosed has FIGURE bytes",
)
"""A number alone stands in many lines of a page of numbers."""


@pytest.mark.parametrize(("factor", "said"), list(zip(MEASURED, WHERE, strict=True)), ids=lambda one: str(one)[:24])
def test_every_measured_figure_stands_in_the_page_of_figures_where_it_was_measured(factor, said):
    written = f"{factor.value:,.2f}".rstrip("0").rstrip(".")

    assert said.replace("FIGURE", written) in PERFORMANCE


@pytest.mark.parametrize("factor", MEASURED, ids=lambda one: one.figure[:24])
def test_every_measured_figure_names_a_machine_and_a_command_that_can_be_typed(factor):
    program, *words = shlex.split(factor.command)

    assert "bluezone" == program
    assert _parser(words[0]).parse_args(words).run
    assert "cores" in factor.machine


def test_the_bytes_of_an_hour_of_nobody_are_what_its_command_says(capsys):
    assert 0 == main(shlex.split(EMPTY_BATCH_BYTES.command)[1:])

    assert EMPTY_BATCH_BYTES.value == json.loads(capsys.readouterr().out)["file_bytes"]


def test_more_processes_than_were_measured_are_called_extrapolated_and_no_fewer(capsys):
    processes = {people: plan(Wanted(people, 0.5, 0.2)) for people in (49e6, 90e6, 1e10)}

    assert [1, 2, 202] == [one.processes for one in processes.values()]
    assert [(), (), ("processes",)] == [one.extrapolated for one in processes.values()]
    main(["plan", "--people", "1e10"])
    assert "no more than 2 processes were measured" in capsys.readouterr().out
    assert "**Two were measured**" in CAPACITY


def test_twice_the_phones_take_twice_of_everything_but_what_each_phone_fetches_for_itself():
    one, two = (plan(Wanted(people, 0.5, 0.2, cases_per_million_a_day=0)) for people in (1e6, 2e6))

    assert two.calls_per_s_peak == pytest.approx(2 * one.calls_per_s_peak, rel=0.01)
    assert two.cdn_tb_per_day == pytest.approx(2 * one.cdn_tb_per_day, rel=0.01)
    assert one.phones_mb_per_day == two.phones_mb_per_day


def test_an_exchange_that_nobody_calls_is_one_process_all_the_same():
    assert 1 == plan(Wanted(100e6, 0, 0.2)).processes


def test_more_cases_cost_bytes_and_no_calls():
    calm, wave = (plan(Wanted(100e6, 0.5, 0.2, cases_per_million_a_day=cases)) for cases in (0, 300))

    assert calm.calls_per_s_peak == wave.calls_per_s_peak
    assert 0 == calm.database_gb < wave.database_gb
    assert calm.phones_mb_per_day < wave.phones_mb_per_day


def test_an_index_of_a_fortnight_is_one_that_phones_take():
    assert 0 < index_bytes() <= MAX_INDEX_BYTES


@pytest.mark.parametrize("place", PLACES)
def test_the_page_of_capacity_says_what_the_command_says(place, capsys):
    row = next(line for line in CAPACITY.splitlines() if line.startswith(f"| {place}"))

    assert 0 == main(["plan", "--people", str(PLACES[place]), "--json"])
    found = json.loads(capsys.readouterr().out)

    assert found.pop("extrapolated") == (["processes"] if place == "A nation" else [])
    del found["from"]
    assert [f"{value:,g}" if value < 1e6 else f"{value:,.0f}" for value in found.values()] == [
        cell.strip() for cell in row.strip("|").split("|")[2:]
    ]


def test_a_plan_that_no_exchange_of_today_can_follow_says_so(capsys):
    main(["plan", "--people", "100e6"])

    assert "serve on one PostgreSQL" in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["0", "-1", "nan", "inf", "many"])
def test_what_is_no_number_of_people_is_refused_in_one_line(typed, capsys):
    with pytest.raises(SystemExit):
        main(["plan", "--people", typed])

    assert "a number of people lies in" in capsys.readouterr().err
