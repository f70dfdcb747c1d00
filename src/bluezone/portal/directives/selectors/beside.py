"""What one participant's counts are held against: an earlier directive, the maker's, evidence, lists, neighbours."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bluezone.portal.directives.models import CorrectionRecord, FigureRecord, Participant, VendorCount
from bluezone.portal.directives.selectors.cores import DirectiveContext, evidence_of
from bluezone.portal.directives.selectors.listed import listed_for
from bluezone.rollout.consolidation.consolidating import COUNTED
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.reports.evidence import counted
from bluezone.rollout.reports.quotients import quotient_of
from bluezone.rollout.reports.taking import Beside

COUNTED_STATES = tuple(state.value for state in COUNTED)


def beside(context: DirectiveContext, participant: Participant, now: dt.datetime) -> Beside:
    """Gathers everything that the rules look at beside the counts themselves."""
    return Beside(
        previous=previous_counts(context, participant),
        vendor=dict(VendorCount.objects.filter(participant=participant).values_list("indicator", "value")),
        counted=counts_of_evidence(context, participant, now),
        listed=listed_for(context, participant, now),
        neighbours=_neighbours(context.directive, participant),
    )


def previous_counts(context: DirectiveContext, participant: Participant) -> dict[str, int]:
    """What the same participant reported before, corrected where it agreed, each count as of the last directive that
    counts the same."""
    before = Participant.objects.filter(
        key=participant.key, unit_code=participant.unit_code, directive__date__lt=context.record.date
    )
    agreed = CorrectionRecord.objects.filter(participant__in=before, withdrawn_at=None, confirmed_at__isnull=False)
    corrected = {(pk, name): count for pk, name, count in agreed.values_list("participant", "indicator", "becomes")}
    sent = FigureRecord.objects.filter(report__participant__in=before, report__state__in=COUNTED_STATES).order_by(
        "report__participant__directive__date", "report_id"
    )
    counts = sent.values_list("report__participant", "indicator", "value")
    return {name: corrected.get((pk, name), count) for pk, name, count in counts}


def counts_of_evidence(context: DirectiveContext, participant: Participant, now: dt.datetime) -> dict[str, int]:
    """Counts that the participant's own evidence adds up to."""
    return {name: figure.value for name, figure in counted(context.directive, evidence_of(participant), now).items()}


def _neighbours(directive: Directive, participant: Participant) -> dict[str, tuple[Decimal, ...]]:
    """The rates of those of its kind that report to the same office, as far as they are approved."""
    wanted = {name for rate in directive.rates for name in (rate.numerator, rate.denominator)}
    rows = FigureRecord.objects.filter(
        report__participant__reports_to=participant.reports_to_id,
        report__participant__directive=participant.directive_id,
        report__participant__kind=participant.kind,
        report__state__in=COUNTED_STATES,
        indicator__in=wanted,
    ).exclude(report__participant=participant)
    counts: dict[int, dict[str, int]] = {}
    for report, indicator, value in rows.values_list("report", "indicator", "value"):
        counts.setdefault(report, {})[indicator] = value
    found: dict[str, list[Decimal]] = {}
    for values in counts.values():
        for rate in directive.rates:
            quotient = quotient_of(values.get(rate.numerator), values.get(rate.denominator))
            if quotient is not None:
                found.setdefault(rate.id, []).append(quotient.percent())
    return {rate: tuple(percents) for rate, percents in found.items()}
