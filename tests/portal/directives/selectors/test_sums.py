"""The page of sums: beside which rates stands what they buy, and beside which figure its correction."""

from __future__ import annotations

from bluezone.portal.directives.selectors.sums import parts_of, sums_context
from bluezone.portal.directives.services.levels import answer_correction
from tests.support.portal.rolling import CLOSED, SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout


def test_only_a_rate_of_people_says_what_it_buys_and_none_before_anything_was_counted(rollout: Rollout):
    directive, top = rollout.directed.directive, rollout.participant("culture-office")
    of_people = {rate.id for rate in directive.rates if directive.indicator(rate.numerator).vendor_feed}

    def rates() -> list:
        return [rate for block in sums_context(directive, top, SENT)["blocks"] for rate in block.rates]

    assert set() == {one.rate.id for one in rates() if one.quotient or one.bought}
    rollout.approved(TRUNG_YEN)
    assert of_people == {one.rate.id for one in rates() if one.bought}
    assert of_people < {one.rate.id for one in rates() if one.quotient}


def test_a_correction_of_one_figure_changes_no_other_of_the_same_office(rollout: Rollout):
    directive, top = rollout.directed.directive, rollout.participant("culture-office")
    rollout.approved(TRUNG_YEN, broadcasts=40, posters=7)
    agreed = rollout.corrected(TRUNG_YEN, becomes=41)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=agreed, agrees=True, now=CLOSED)

    (broadcasts,), (posters,) = (parts_of(directive, top, name) for name in ("broadcasts", "posters"))

    assert (41, agreed) == (broadcasts.value, broadcasts.correction)
    assert (7, None) == (posters.value, posters.correction)


def test_a_figure_is_opened_into_what_was_approved_and_not_into_what_waits(rollout: Rollout):
    """Else its parts would add up to more than the figure above them."""
    directive, top = rollout.directed.directive, rollout.participant("culture-office")
    rollout.approved(TRUNG_YEN, broadcasts=40)
    rollout.send(TAN_TRAO_COMMITTEE, broadcasts=7)

    parts = parts_of(directive, top, "broadcasts")

    assert [(TRUNG_YEN, 40)] == [(one.participant.key, one.value) for one in parts]
