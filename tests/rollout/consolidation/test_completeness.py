"""How many of the expected reports are there, and how many came in time."""

from __future__ import annotations

import datetime as dt

from bluezone.rollout.addressees.expecting import Expectation
from bluezone.rollout.consolidation.completeness import by_kind, by_receiver, overall
from bluezone.rollout.consolidation.deadlines import standings
from tests.support.rollout.reporting import COMMUNES, DISTRICT, DUE, expected_of, report

EXPECTED = expected_of(DISTRICT)
AFTER = DUE + dt.timedelta(days=2)


def test_completeness_and_timeliness_are_counted_by_kind_and_by_receiver() -> None:
    reports = {c: report(c, {"staff": 1}) for c in COMMUNES[:29]}
    reports[COMMUNES[29]] = report(COMMUNES[29], {"staff": 1}, at=DUE)

    stand = standings(EXPECTED, reports, (), AFTER)
    communes = by_kind(EXPECTED, stand)["commune-committee"]

    assert (30, 31) == (communes.received.numerator, communes.received.denominator)
    assert (29, 31) == (communes.timely.numerator, communes.timely.denominator)
    assert (COMMUNES[30],) == communes.late
    everybody = overall(EXPECTED, stand)
    assert everybody is not None
    assert (30, len(EXPECTED.reports)) == (everybody.received.numerator, everybody.expected)
    assert {"culture-office", "district-committee"} == set(by_receiver(EXPECTED, stand))


def test_before_the_deadline_nobody_is_late_but_everybody_is_expected() -> None:
    before = DUE - dt.timedelta(seconds=1)

    everybody = overall(EXPECTED, standings(EXPECTED, {}, (), before))

    assert everybody is not None
    assert ((), 38, 38) == (everybody.late, len(everybody.open), everybody.expected)


def test_where_nothing_is_expected_there_is_no_rate() -> None:
    assert overall(Expectation((), ()), {}) is None
