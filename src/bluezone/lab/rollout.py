"""Adding up the reports of many organisations, and what a dashboard asks of the sums (`bluezone bench rollout`).

The same from the database through whole pages is measured in `portal/rollout_pages.py`.

Organisations report through offices of a hundred each; every organisation answers the same number of indicators.
Making the synthetic reports is not measured.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.rollout.addressees.expecting import Expectation
    from bluezone.rollout.addressees.organisations import Organisations
    from bluezone.rollout.directive.letter import Directive
    from bluezone.rollout.reports.report import Report

_OFFICE = 100
_DAY = dt.datetime(2020, 8, 24, 9, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def measure(units: int, indicators: int) -> dict[str, object]:
    """Times adding up, opening a sum, expecting reports, and one look at the dashboard, in seconds."""
    from bluezone.rollout.addressees.expecting import expect
    from bluezone.rollout.consolidation.consolidating import consolidate
    from bluezone.rollout.directive.loading import shipped_directive

    directive = shipped_directive()
    organisations = _organisations(units)
    reports = _reports(directive, organisations, indicators)
    began = time.perf_counter()
    consolidation = consolidate(organisations, reports.values())
    consolidated = time.perf_counter()
    total = consolidation.total("top", "staff")
    leaves = consolidation.leaves("top", "staff")
    opened = time.perf_counter()
    if total != sum(leaf.value for leaf in leaves):
        raise AssertionError("a sum is not that of its parts")
    expectation = expect(directive, organisations)
    expected = time.perf_counter()
    lines = _dashboard(directive, organisations, reports, expectation)
    finished = time.perf_counter()
    return {
        "consolidate_s": round(consolidated - began, 3),
        "open_s": round(opened - consolidated, 3),
        "expect_s": round(expected - opened, 3),
        "dashboard_s": round(finished - expected, 3),
        "units": units,
        "indicators": indicators,
        "ranked": lines,
    }


def _organisations(units: int) -> Organisations:
    from bluezone.rollout.addressees.organisations import Organisation, Organisations

    offices = [Organisation(f"office-{i}", f"Office {i}", "office", "", "top") for i in range(-(-units // _OFFICE))]
    communes = [
        Organisation(f"commune-{i}", f"Commune {i}", "commune-committee", "", f"office-{i // _OFFICE}")
        for i in range(units)
    ]
    return Organisations([Organisation("top", "Top", "committee", ""), *offices, *communes])


def _reports(directive: Directive, organisations: Organisations, indicators: int) -> dict[str, Report]:
    from bluezone.rollout.reports.figures import Figure, Source
    from bluezone.rollout.reports.report import Report, State, Step, Transition

    asked = directive.indicators[:indicators]
    reports = {}
    for number, organisation in enumerate(organisations):
        if organisation.kind != "commune-committee":
            continue
        figures = tuple(
            Figure(indicator.id, 1_000 + number % 97 - place, indicator.unit, _DAY, Source.SELF_REPORTED)
            for place, indicator in enumerate(asked)
        )
        history = (Transition(Step.SUBMIT, organisation.id, _DAY), Transition(Step.APPROVE, "office", _DAY))
        reports[organisation.id] = Report(directive.id, organisation.id, figures, state=State.APPROVED, history=history)
    return reports


def _dashboard(
    directive: Directive, organisations: Organisations, reports: dict[str, Report], expectation: Expectation
) -> int:
    """Computes one look at the dashboard: sums made anew, as after any new report, standings, and one ranking.

    The list of expected reports changes only with the directive or the organisations, so it is measured apart.
    """
    from bluezone.rollout.consolidation.completeness import by_kind, by_receiver
    from bluezone.rollout.consolidation.consolidating import consolidate
    from bluezone.rollout.consolidation.coverage import ranking
    from bluezone.rollout.consolidation.deadlines import standings

    consolidation = consolidate(organisations, reports.values())
    stand = standings(expectation, reports, (), _DAY)
    by_kind(expectation, stand)
    by_receiver(expectation, stand)
    communes = tuple(organisation.id for organisation in organisations if organisation.kind == "commune-committee")
    return len(ranking(consolidation, communes, directive.rates[0]))
