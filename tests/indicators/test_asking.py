"""Questions to a nation, answered by DuckDB, beside the same sums done slowly: what is true lies within each answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction

import pytest
import sqlglot

from bluezone.indicators.asking import sql_of
from bluezone.indicators.catalogue import INDICATORS, RATES
from bluezone.indicators.questions import ENGINES, QUESTIONS
from bluezone.indicators.reading import collected
from bluezone.indicators.withholding import THRESHOLD, Cell, Coverage, released
from bluezone.indicators.writing import write_release
from tests.support.national import FIRST, write_nation

pytestmark = pytest.mark.in_turn(of=3)


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nation")
    truth: dict[Cell, int] = {}
    for counts in write_nation(folder, provinces=2, communes=20, days=2):
        truth |= counts
    return folder, truth


def answers(folder, name: str) -> list[tuple[object, ...]]:
    with collected(folder) as nation:
        return nation.answer(sql_of(name, "duckdb"))


def key_of(cell: Cell, by: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(getattr(cell, name) for name in by)


@pytest.mark.parametrize("name", [name for name, one in QUESTIONS.items() if not one.is_of_shares])
def test_a_sum_is_that_of_its_rows_and_what_was_counted_lies_within(nation, name):
    folder, truth = nation
    by = (*QUESTIONS[name].by, "indicator")
    counted: Counter[tuple[object, ...]] = Counter()
    for cell, count in truth.items():
        counted[key_of(cell, by)] += count

    found = {tuple(row[: len(by)]): row[len(by) : len(by) + 2] for row in answers(folder, name)}

    assert set(counted) <= set(found)
    assert [] == [key for key, (low, high) in found.items() if not low <= counted[key] <= high]
    assert any(low < high for low, high in found.values())


@pytest.mark.parametrize("name", [name for name, one in QUESTIONS.items() if one.is_of_shares])
def test_a_share_holds_the_true_one_between_its_bounds_and_each_is_there(nation, name):
    folder, truth = nation
    by = QUESTIONS[name].by
    counted: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
    for cell, count in truth.items():
        counted[key_of(cell, by)][cell.indicator] += count

    found = {tuple(row[: len(by) + 1]): row[len(by) + 1 :] for row in answers(folder, name)}

    assert {(*key, rate.name) for key in counted for rate in RATES} == set(found)
    for key, counts in counted.items():
        for rate in RATES:
            low, high = found[*key, rate.name]
            true = Fraction(sum(counts[one] for one in rate.these), sum(counts[one] for one in rate.of))
            assert low <= float(true) <= high


def test_a_province_is_known_better_than_its_communes(nation):
    folder, _ = nation
    width = {name: sum(high - low for *_, low, high in answers(folder, name)) for name in ("by-province", "by-unit")}

    assert 0 < width["by-province"] < width["by-unit"] / 2


def test_nothing_counted_is_no_share_and_a_withheld_count_is_no_zero(tmp_path):
    coverage = Coverage(("08",), FIRST, FIRST)
    counts = {Cell(FIRST, "08", "samples.positive", "02536"): 2}
    write_release(tmp_path / "a.parquet", released(counts, coverage), threshold=THRESHOLD)

    shares = {rate: (low, high) for rate, low, high in answers(tmp_path, "rates")}
    sums = {name: (low, high) for name, low, high, _ in answers(tmp_path, "whole")}

    assert (1.0, 1.0) == shares["samples.positive"]
    assert (None, None) == shares["reports.on_time"]
    assert (1, 4) == sums["samples.positive"]
    assert {one.name for one in INDICATORS} == set(sums)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["by-unit", "rates-by-day"])
def test_a_question_is_sql_of_each_engine_that_needs_none_of_them_here(name, engine):
    told = sql_of(name, engine)

    parsed = sqlglot.parse_one(told, dialect=engine)
    assert {"indicators"} <= {table.name for table in parsed.find_all(sqlglot.exp.Table)}
