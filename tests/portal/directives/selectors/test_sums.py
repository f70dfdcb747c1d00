"""The page of sums: beside which rates stands what they buy."""

from __future__ import annotations

from bluezone.portal.directives.selectors.sums import sums_context
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout


def test_only_a_rate_of_people_says_what_it_buys_and_none_before_anything_was_counted(rollout: Rollout):
    directive, top = rollout.directed.directive, rollout.participant("culture-office")
    of_people = {rate.id for rate in directive.rates if directive.indicator(rate.numerator).vendor_feed}

    def rates() -> list:
        return [rate for block in sums_context(directive, top, SENT)["blocks"] for rate in block.rates]

    assert set() == {one.rate.id for one in rates() if one.quotient or one.bought}
    rollout.approved(TRUNG_YEN)
    assert of_people == {one.rate.id for one in rates() if one.bought}
    assert of_people < {one.rate.id for one in rates() if one.quotient}
