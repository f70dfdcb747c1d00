"""A range holds its ends, and what is measured on paper is given a little room on either side."""

from __future__ import annotations

import pytest

from bluezone.documents.measures import A4_MM, House, Range


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
