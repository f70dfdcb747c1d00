"""The rates of an organisation's neighbours: those of its kind that report to the same office."""

from __future__ import annotations

from decimal import Decimal

from bluezone.rollout.addressees.organisations import Organisations
from bluezone.rollout.consolidation.consolidating import Consolidation
from bluezone.rollout.directive.letter import Directive


def neighbouring_rates(
    directive: Directive, organisations: Organisations, consolidation: Consolidation, organisation: str
) -> dict[str, tuple[Decimal, ...]]:
    """The neighbours' percentages by the rate's id, for comparison; those without a rate are left out."""
    asked = organisations[organisation]
    if asked.reports_to is None:
        return {}
    beside = [
        other.id
        for other in organisations.below(asked.reports_to)
        if other.id != organisation and other.kind == asked.kind
    ]
    found = {
        rate.id: tuple(q.percent() for other in beside if (q := consolidation.rate(other, rate)) is not None)
        for rate in directive.rates
    }
    return {rate: percents for rate, percents in found.items() if percents}
