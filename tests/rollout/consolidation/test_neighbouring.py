"""A commune is held against the other communes of its district, not against departments."""

from __future__ import annotations

from decimal import Decimal

from bluezone.rollout.consolidation.consolidating import consolidate
from bluezone.rollout.consolidation.neighbouring import neighbouring_rates
from bluezone.rollout.reports.findings import Rule
from bluezone.rollout.reports.validating import Entered, validate
from tests.support.rollout.reporting import COMMUNES, DISTRICT, SON_DUONG, report

REPORTS = [
    *(report(c, {"residents": 1_000, "residents-installed": 80 + i}) for i, c in enumerate(COMMUNES[:10])),
    report("media-centre", {"residents": 10, "residents-installed": 10}),
]
DONE = consolidate(DISTRICT, REPORTS)


def test_neighbours_are_those_of_the_same_kind_and_office_but_not_oneself() -> None:
    found = neighbouring_rates(SON_DUONG, DISTRICT, DONE, COMMUNES[0])

    assert {"population-coverage": tuple(Decimal(81 + i) / 10 for i in range(9))} == found


def test_the_top_has_no_neighbours() -> None:
    assert {} == neighbouring_rates(SON_DUONG, DISTRICT, DONE, "district-committee")


def test_a_commune_that_reports_ten_times_its_neighbours_rate_is_asked() -> None:
    values = {"residents": 1_000, "residents-installed": 850}
    neighbours = neighbouring_rates(SON_DUONG, DISTRICT, DONE, COMMUNES[20])

    findings = validate(Entered(SON_DUONG, tuple(values), values, neighbours=neighbours))

    assert [Rule.OUTLIER] == [finding.rule for finding in findings]
