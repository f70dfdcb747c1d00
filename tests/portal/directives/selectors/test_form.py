"""What the rules say while a form is typed."""

from __future__ import annotations

from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.selectors.form import checked
from bluezone.portal.directives.services.entering import Entry
from bluezone.rollout.reports.findings import Finding, Rule, Weight
from bluezone.vietnam.words import Words
from tests.support.portal.rolling import TRUNG_YEN, Rollout


def test_cells_that_are_empty_still_are_counted_and_every_other_error_is_told(rollout: Rollout):
    told = [
        Finding(rule, Weight.ERROR, indicators, Words(said, said))
        for rule, said, indicators in (
            (Rule.MISSING, "empty", ("broadcasts",)),
            (Rule.MISSING, "no day", ()),
            (Rule.BEYOND_WHOLE, "more than all", ("broadcasts",)),
        )
    ]

    found = checked(context_of(rollout.record), TRUNG_YEN, Entry({}), told, {})

    assert (["no day", "more than all"], 1) == ([one.en for one in found.errors], found.open_fields)
