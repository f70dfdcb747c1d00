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


DECREE = {
    "top_mm": ("TOP_MM", 20, 25),
    "bottom_mm": ("BOTTOM_MM", 20, 25),
    "left_mm": ("LEFT_MM", 30, 35),
    "right_mm": ("RIGHT_MM", 15, 20),
    "country_pt": ("COUNTRY_PT", 12, 13),
    "motto_pt": ("MOTTO_PT", 13, 14),
    "body_name_pt": ("BODY_NAME_PT", 12, 13),
    "number_pt": ("NUMBER_PT", 13, 13),
    "place_date_pt": ("PLACE_DATE_PT", 13, 14),
    "about_pt": ("ABOUT_PT", 12, 13),
    "title_pt": ("TITLE_PT", 13, 14),
    "text_pt": ("TEXT_PT", 13, 14),
    "recipients_head_pt": ("RECIPIENTS_HEAD_PT", 12, 12),
    "recipients_pt": ("RECIPIENTS_PT", 11, 11),
    "mark_pt": ("MARK_PT", 11, 11),
    "address_pt": ("ADDRESS_PT", 11, 12),
    "page_number_pt": ("PAGE_NUMBER_PT", 13, 14),
    "leading": ("LEADING", 1, 1.5),
    "rule_share": ("RULE_SHARE", 1 / 3, 1 / 2),
}
"""Of each measure of ours the name and the ends of what the decree allows."""


@pytest.mark.parametrize("measure", DECREE)
def test_each_measure_of_ours_may_lie_at_the_ends_of_what_the_decree_allows_and_not_beyond(measure: str) -> None:
    name, least, most = DECREE[measure]

    assert Range(least, most) == getattr(measures, name)
    assert [least, most] == [getattr(House(**{measure: at}), measure) for at in (least, most)]
    for beyond in (least - 0.01, most + 0.01):
        with pytest.raises(ValueError, match="leaves what the decree allows"):
            House(**{measure: beyond})


def test_paragraphs_are_indented_by_a_centimetre_or_by_half_an_inch() -> None:
    assert [1.0, 1.27] == [House(indent_cm=indent).indent_cm for indent in (1.0, 1.27)]
    for indent in (0.0, 1.1, 1.28):
        with pytest.raises(ValueError, match="leaves what the decree allows"):
            House(indent_cm=indent)


def test_six_points_lie_between_paragraphs_at_least() -> None:
    assert 6 == measures.PARAGRAPH_GAP_PT


def test_an_appendix_and_an_office_have_the_size_of_the_decree() -> None:
    assert (Range(14, 14), Range(13, 14)) == (measures.APPENDIX_PT, measures.OFFICE_PT)


def test_a_line_of_single_spacing_is_a_little_higher_than_its_letters_reach() -> None:
    """As the face itself says: 1825, 443 and 87 of 2048 parts above, below and between."""
    assert measures.ASCENT_EM == pytest.approx(1825 / 2048, abs=0.0005)
    assert measures.DESCENT_EM == pytest.approx(443 / 2048, abs=0.0005)
    assert measures.LINE_EM == pytest.approx((1825 + 443 + 87) / 2048, abs=0.0015)


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
