"""Totals from the database: approved figures below one participant, corrected where the reporter agreed, no more.

Says the same as the core's Consolidation (a test holds them together); it only counts ten thousand offices sooner.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Sum

from bluezone.portal.directives.models import (
    CorrectionRecord,
    FigureRecord,
    NothingRecord,
    Participant,
    ReportRecord,
    VendorCount,
)
from bluezone.portal.directives.selectors.beside import COUNTED_STATES
from bluezone.portal.directives.selectors.columns import below
from bluezone.rollout.directive.counting import Rate
from bluezone.rollout.reports.quotients import Quotient, quotient_of


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of one participant and all below it."""

    reported: dict[str, int]
    vendor: dict[str, int]
    """The maker's, on their own."""
    counted: int
    """How many reports are in the sums."""

    def rate(self, rate: Rate) -> Quotient | None:
        """The quotient of a rate; None where one of its counts was not reported."""
        return quotient_of(self.reported.get(rate.numerator), self.reported.get(rate.denominator))


def totals_of(top: Participant) -> Totals:
    """Sums of what this participant and everybody below it reported; without an indicator that nobody reported."""
    here = below(top, "report__participant__", itself=True)
    figures = FigureRecord.objects.filter(here, report__state__in=COUNTED_STATES)
    reported = dict(figures.values_list("indicator").annotate(Sum("value")).order_by())
    corrections = CorrectionRecord.objects.filter(
        below(top, "participant__", itself=True),
        withdrawn_at=None,
        confirmed_at__isnull=False,
        participant__report__state__in=COUNTED_STATES,
    )
    changes = corrections.values_list("indicator").annotate(change=Sum(F("becomes") - F("was"))).order_by()
    for indicator, change in changes:
        reported[indicator] += change
    vendor = VendorCount.objects.filter(below(top, "participant__", itself=True))
    counted = ReportRecord.objects.filter(below(top, "participant__", itself=True), state__in=COUNTED_STATES)
    return Totals(reported, dict(vendor.values_list("indicator").annotate(Sum("value")).order_by()), counted.count())


def nothing_below(top: Participant) -> dict[str, list[tuple[str, str]]]:
    """Answers of "nothing to report", by instruction: who gave them, and why."""
    rows = NothingRecord.objects.filter(
        below(top, "report__participant__", itself=True), report__state__in=COUNTED_STATES
    ).order_by("report__participant__place")
    found: dict[str, list[tuple[str, str]]] = {}
    for instruction, name, reason in rows.values_list("instruction", "report__participant__name", "reason"):
        found.setdefault(instruction, []).append((name, reason))
    return found
