"""However a directive's parts are joined, one that is accepted cannot lead a report into nonsense."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.directive.agreement import check_agreement
from bluezone.rollout.directive.letter import Clause, Directive, Paragraph
from bluezone.rollout.directive.loading import shipped_directive
from bluezone.rollout.errors import DirectiveError

SON_DUONG = shipped_directive()
IDS = [indicator.id for indicator in SON_DUONG.indicators]


def is_accepted(directive: Directive) -> bool:
    try:
        check_agreement(directive, "a.toml")
    except DirectiveError:
        return False
    return True


def wholes(directive: Directive, wanted: str) -> list[str]:
    found: list[str] = []
    within = directive.indicator(wanted).within
    while within is not None and len(found) < 50:
        found.append(within)
        within = directive.indicator(within).within
    return found


def test_the_shipped_one_agrees() -> None:
    assert is_accepted(SON_DUONG)


@given(st.dictionaries(st.sampled_from(IDS), st.none() | st.sampled_from(IDS), max_size=6))
def test_in_an_accepted_directive_no_count_lies_within_itself_and_every_rate_is_a_share(
    joined: dict[str, str | None],
) -> None:
    indicators = tuple(replace(i, within=joined.get(i.id, i.within)) for i in SON_DUONG.indicators)
    directive = replace(SON_DUONG, indicators=indicators)

    if is_accepted(directive):
        assert all(wanted not in wholes(directive, wanted) for wanted in IDS)
        assert all(rate.denominator in wholes(directive, rate.numerator) for rate in directive.rates)


@given(st.sampled_from(IDS), st.sampled_from(IDS))
def test_a_rate_of_any_two_counts_is_accepted_exactly_where_one_lies_within_the_other(above: str, below: str) -> None:
    rate = replace(SON_DUONG.rates[0], numerator=above, denominator=below)
    directive = replace(SON_DUONG, rates=(rate, *SON_DUONG.rates[1:]))

    assert is_accepted(directive) is (below in wholes(SON_DUONG, above))


@pytest.mark.parametrize("place", range(len(SON_DUONG.clauses)))
def test_no_clause_can_be_left_out_while_its_indicators_stay(place: int) -> None:
    """Nothing would ask for them any more."""
    directive = replace(SON_DUONG, clauses=SON_DUONG.clauses[:place] + SON_DUONG.clauses[place + 1 :])

    assert not is_accepted(directive)


def test_a_clause_cannot_stand_there_twice() -> None:
    assert not is_accepted(replace(SON_DUONG, clauses=(*SON_DUONG.clauses, Clause("1", (Paragraph("x", ()),)))))
