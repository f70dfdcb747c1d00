"""What is asked of a directive once it is read."""

from __future__ import annotations

import pytest

from bluezone.rollout.directive.counting import Indicator
from bluezone.rollout.directive.loading import shipped_directive

SON_DUONG = shipped_directive()


def test_a_clause_of_one_paragraph_is_cited_by_its_number_alone() -> None:
    assert [["1"], ["2.1", "2.2"], ["3"]] == [[p for p, _ in clause.places()] for clause in SON_DUONG.clauses[:3]]


def test_instructions_come_in_the_letters_order_with_their_place() -> None:
    places = [place for place, _ in SON_DUONG.instructions()]

    assert ["1", "1", "2.1", "2.1", "2.1", "2.2", "3", "3", "4", "4", "5", "5", "6", "closing"] == places


def test_things_are_found_by_their_ids_and_a_foreign_id_is_none_of_ours() -> None:
    assert "CB3" == SON_DUONG.indicator("staff-installed").code
    assert "Huyện Đoàn Sơn Dương" == SON_DUONG.selector("youth").words.vi
    assert "posters" == SON_DUONG.evidence_kind("poster").counts
    for find in (SON_DUONG.indicator, SON_DUONG.selector, SON_DUONG.evidence_kind):
        with pytest.raises(KeyError):
            find("of-another-directive")


def test_an_indicator_knows_the_rates_it_is_in() -> None:
    assert ["staff-coverage", "staff-of-all"] == [rate.id for rate in SON_DUONG.rates_of("staff-installed")]
    assert ["staff-of-all"] == [rate.id for rate in SON_DUONG.rates_of("staff")]
    assert () == SON_DUONG.rates_of("broadcasts")


@pytest.mark.parametrize(("wanted", "code"), [("Staff", "CB1"), ("staff", "staff"), ("", "CB1")])
def test_an_indicator_has_an_id_and_a_code_from_birth(wanted: str, code: str) -> None:
    words = SON_DUONG.indicators[0].words

    with pytest.raises(ValueError, match="id and code"):
        Indicator(wanted, code, words, words)
