"""A range holds its ends, and what is measured on paper is given a little room on either side."""

from __future__ import annotations

import re

import pytest

from bluezone.documents import measures
from bluezone.documents.measures import A4_MM, House, Range
from bluezone.portal.papers.conformance_words import DEMANDS


@pytest.mark.parametrize(
    ("value", "slack", "held"),
    [(20, 0, True), (25, 0, True), (19.9, 0, False), (25.1, 0, False), (19, 1, True), (26, 1, True), (26.1, 1, False)],
)
def test_a_range_holds_its_ends_and_what_lies_within_the_slack(value: float, slack: float, held: bool) -> None:
    assert held == Range(20, 25).holds(value, slack)


def test_without_a_word_about_slack_there_is_none() -> None:
    assert [True, True, False] == [Range(20, 25).holds(value) for value in (20, 25, 25.1)]


def test_a_range_is_said_as_the_decree_says_it() -> None:
    assert ["20-25", "13", "1-1.5"] == [str(one) for one in (Range(20, 25), Range(13, 13), Range(1.0, 1.5))]


def test_a_range_that_ends_before_it_starts_is_none() -> None:
    with pytest.raises(ValueError, match="ends where it starts"):
        Range(25, 20)


def test_a_sheet_is_as_long_as_two_of_half_its_size_are_wide() -> None:
    width, height = A4_MM

    assert height / width == pytest.approx(2**0.5, abs=0.001)
    assert width * height == pytest.approx(1e6 / 16, rel=0.003)


@pytest.mark.parametrize("change", [{"gap_pt": 5.9}, {"indent_cm": 2.0}, {"text_pt": 15}])
def test_a_house_style_keeps_to_what_the_decree_allows(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="leaves what the decree allows"):
        House(**change)


def test_a_house_style_may_keep_to_the_least_gap_of_the_decree() -> None:
    assert measures.PARAGRAPH_GAP_PT == House(gap_pt=measures.PARAGRAPH_GAP_PT).gap_pt


@pytest.mark.parametrize(
    ("demand", "measure"),
    [
        ("page.margin-top", "TOP_MM"),
        ("page.margin-bottom", "BOTTOM_MM"),
        ("page.margin-left", "LEFT_MM"),
        ("page.margin-right", "RIGHT_MM"),
        ("page.number-type", "PAGE_NUMBER_PT"),
        ("head.country-type", "COUNTRY_PT"),
        ("head.motto-type", "MOTTO_PT"),
        ("head.body-type", "BODY_NAME_PT"),
        ("head.number-type", "NUMBER_PT"),
        ("head.date-type", "PLACE_DATE_PT"),
        ("title.type", "TITLE_PT"),
        ("title.about-type", "ABOUT_PT"),
        ("text.size", "TEXT_PT"),
        ("sign.office-type", "OFFICE_PT"),
        ("recipients.head-type", "RECIPIENTS_HEAD_PT"),
        ("recipients.type", "RECIPIENTS_PT"),
        ("appendix.head", "APPENDIX_PT"),
    ],
)
def test_what_a_page_of_the_portal_says_that_the_decree_allows_is_what_is_measured(demand: str, measure: str) -> None:
    unit = measure.rpartition("_")[2].lower()

    assert re.search(rf"(?<![\d-]){getattr(measures, measure)} {unit}\b", DEMANDS[demand])
