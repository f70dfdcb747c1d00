"""What people really type into a field for a count."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.reading.sheet import Cell
from bluezone.rollout.directive.loading import shipped_directive
from bluezone.rollout.reports.entering import read_count
from bluezone.rollout.reports.figures import LARGEST
from bluezone.rollout.reports.findings import Finding, Rule
from bluezone.vietnam.numbers import grouped

STAFF = shipped_directive().indicator("staff")


@pytest.mark.parametrize(
    ("raw", "count"),
    [("1172", 1172), ("1.172", 1172), ("1,172", 1172), ("1 172", 1172), ("1\xa0172", 1172), (" 12 ", 12), ("0", 0),
     (1172, 1172), (1172.0, 1172), ("1.128.620", 1_128_620), ("007", 7), ("１２", 12)],
)  # fmt: skip
def test_a_count_is_read_however_it_is_written(raw: Cell, count: int) -> None:
    assert count == read_count(raw, STAFF)


@pytest.mark.parametrize("raw", [None, "", "  ", "\xa0"])
def test_an_empty_field_is_no_answer_and_not_zero(raw: Cell) -> None:
    assert read_count(raw, STAFF) is None


@pytest.mark.parametrize("raw", ["71,67%", "71.67 %", "71％", "8.3", "8,54", 0.7167, 71.67])
def test_a_percentage_is_refused_and_the_sentence_says_what_to_enter_instead(raw: Cell) -> None:
    finding = read_count(raw, STAFF)

    assert isinstance(finding, Finding)
    assert Rule.TYPED_PERCENTAGE is finding.rule
    assert "người" in finding.words.vi
    assert "people" in finding.words.en


@pytest.mark.parametrize(
    "raw", ["khoảng 100", "#REF!", "=1+1", "-5", -5, True, dt.date(2020, 8, 1), "1.17.2", "1,172.000", "x" * 900,
            LARGEST + 1, "9" * 40, 1e300, float("nan"), float("inf"), "1\x00"],
)  # fmt: skip
def test_anything_else_is_refused_in_one_line(raw: Cell) -> None:
    finding = read_count(raw, STAFF)

    assert isinstance(finding, Finding)
    assert finding.words.vi.isprintable()
    assert len(finding.words.en) < 200


@given(st.integers(0, LARGEST), st.sampled_from(["vi", "en"]))
def test_what_we_write_ourselves_is_read_back(count: int, language: str) -> None:
    assert count == read_count(grouped(count, language), STAFF)  # type: ignore[arg-type]


@given(st.text() | st.floats() | st.integers() | st.none())
def test_whatever_is_typed_is_a_count_a_finding_or_nothing(raw: Cell) -> None:
    answer = read_count(raw, STAFF)

    assert answer is None or isinstance(answer, Finding) or 0 <= answer <= LARGEST
