"""Each rule speaks when, and only when, it is broken, and says so in plain words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.directive.loading import shipped_directive
from bluezone.rollout.reports.findings import Finding, Rule, Weight
from bluezone.rollout.reports.listed import Listed
from bluezone.rollout.reports.validating import Entered, validate

SON_DUONG = shipped_directive()
GOOD = {"staff": 100, "staff-with-smartphone": 80, "staff-installed": 70}
POSTERS = {"posters": 6, "posters-one-stop-desk": 1, "posters-cultural-house": 2, "posters-public-place": 3}
POPULATION = {"residents": 66_219, "residents-installed": 5_658}


def found(values: dict[str, int], **held_against: Any) -> tuple[Finding, ...]:
    held_against.setdefault("asked", tuple(values))
    return validate(Entered(SON_DUONG, values=values, **held_against))


def rules(findings: tuple[Finding, ...]) -> list[Rule]:
    return [finding.rule for finding in findings]


@pytest.mark.parametrize("values", [GOOD, POSTERS, POPULATION])
def test_a_good_report_is_left_alone(values: dict[str, int]) -> None:
    assert () == found(values)


def test_more_installed_than_have_a_phone_is_a_rate_above_100_percent() -> None:
    (finding,) = found(GOOD | {"staff-installed": 81})

    assert (Rule.BEYOND_WHOLE, Weight.ERROR) == (finding.rule, finding.weight)
    assert "CB3 (81) exceeds CB2 (80)" in finding.words.en
    assert "không thể quá 100 %" in finding.words.vi


def test_a_whole_further_up_holds_where_the_one_between_is_missing() -> None:
    findings = found({"staff": 100, "staff-installed": 101})

    assert Rule.BEYOND_WHOLE in rules(findings)


def test_a_numerator_without_its_denominator_is_an_error() -> None:
    assert [Rule.NO_DENOMINATOR] == rules(found({"residents-installed": 5}))


def test_what_was_counted_from_the_beginning_cannot_fall() -> None:
    (finding,) = found(GOOD, previous={"staff-installed": 71})

    assert "falls from 71 to 70" in finding.words.en


def test_what_is_no_sum_of_the_past_may_fall() -> None:
    assert () == found(GOOD, previous={"staff": 120})


def test_parts_must_add_up_to_their_parent() -> None:
    (finding,) = found(POSTERS | {"posters": 7})

    assert Rule.SUM is finding.rule
    assert "AP2 + AP3 + AP4 = 6, but AP1 = 7" == finding.words.en.rstrip(".")


def test_the_published_rate_of_duc_hue_is_flagged() -> None:
    """8.3 % was typed under 5,658 of 66,219, which is 8.54 %."""
    (finding,) = found(POPULATION, published={"population-coverage": "8.3 %"})

    assert Rule.PUBLISHED is finding.rule
    assert "8.54 % (5,658/66,219)" in finding.words.en
    assert "8,54 % (5.658/66.219)" in finding.words.vi


@pytest.mark.parametrize("printed", ["8.5", "8,54 %", "9", "8.544"])
def test_a_published_rate_may_be_rounded_as_it_likes(printed: str) -> None:
    assert () == found(POPULATION, published={"population-coverage": printed})


def test_a_published_rate_that_is_no_number_is_flagged_too() -> None:
    assert [Rule.PUBLISHED] == rules(found(POPULATION, published={"population-coverage": "cao"}))


def test_the_makers_count_is_a_question_beside_the_report_and_is_never_added() -> None:
    findings = found(POPULATION, vendor={"residents-installed": 9_000})

    assert [(Rule.VENDOR, Weight.QUESTION)] == [(f.rule, f.weight) for f in findings]
    assert "5,658" in findings[0].words.en
    assert "9,000" in findings[0].words.en
    assert "14,658" not in findings[0].words.en


def test_evidence_that_adds_up_to_something_else_is_a_question() -> None:
    (finding,) = found(POSTERS, counted={"posters": 4})

    assert (Rule.EVIDENCE, Weight.QUESTION) == (finding.rule, finding.weight)
    assert "6 reported, 4 by the evidence" in finding.words.en
    assert () == found(POSTERS, counted={"posters": 6})


def test_a_list_that_counts_something_else_is_a_question_unless_it_is_of_before_the_letter() -> None:
    listed = {"staff-installed": Listed(60, 100, 90, SON_DUONG.letter.date, is_of_people=True)}
    before = {name: replace(one, day=one.day - dt.timedelta(days=1)) for name, one in listed.items()}

    (finding,) = found(GOOD, listed=listed)

    assert (Rule.LIST, Weight.QUESTION) == (finding.rule, finding.weight)
    assert "CB3: 70 reported. List of 10/8/2020: 60 of 90 people (90 of 100 rows say it)." in finding.words.en
    assert () == found(GOOD, listed=before)
    assert () == found(GOOD | {"staff-installed": 60}, listed=listed)
    assert [] == [one for one in found({"staff": 100}, listed=listed) if one.rule is Rule.LIST]


def test_a_makers_count_that_is_near_asks_nothing() -> None:
    assert () == found(POPULATION, vendor={"residents-installed": 6_000})


def test_a_rate_unlike_its_neighbours_is_a_question_and_not_an_error() -> None:
    around = [Decimal(n) for n in (40, 42, 44, 45, 47, 50)]

    findings = found(POPULATION, neighbours={"population-coverage": around})

    assert [(Rule.OUTLIER, Weight.QUESTION)] == [(f.rule, f.weight) for f in findings]


def test_a_rate_among_its_neighbours_asks_nothing() -> None:
    around = [Decimal(n) for n in (5, 7, 8, 9, 11, 12)]

    assert () == found(POPULATION, neighbours={"population-coverage": around})


def test_four_neighbours_are_too_few_to_be_unlike() -> None:
    assert () == found(POPULATION, neighbours={"population-coverage": [Decimal(90)] * 4})


def test_every_asked_indicator_wants_an_answer_unless_there_is_nothing_to_report() -> None:
    asked = (*GOOD, "broadcasts")

    assert [Rule.MISSING] == rules(found(GOOD, asked=asked))
    assert () == found(GOOD, asked=asked, excused=frozenset({"broadcasts"}))


def test_zero_is_an_answer() -> None:
    assert () == found({"broadcasts": 0})


def test_a_figure_that_nobody_asked_for_is_an_error() -> None:
    assert Rule.UNKNOWN in rules(found({"pupils": 3}, asked=()))


@given(st.dictionaries(st.sampled_from([i.id for i in SON_DUONG.indicators]), st.integers(0, 50)))
def test_every_sentence_is_one_line_in_both_languages_and_what_may_be_sent_has_honest_rates(
    values: dict[str, int],
) -> None:
    findings = found(values)

    assert all(f.words.vi.isprintable() and f.words.en.isprintable() for f in findings)
    if all(f.weight is not Weight.ERROR for f in findings):
        for rate in SON_DUONG.rates:
            if rate.numerator in values:
                assert values[rate.numerator] <= values[rate.denominator]
