"""What stands in a consolidated report and is another sum now: the answer to whoever is asked to sign it."""

from __future__ import annotations

from bluezone.portal.directives.models import DirectiveRecord, RolloutPaper
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.totals import totals_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.objections import Difference


def figures_that_differ(paper: OutgoingPaper) -> tuple[Difference, ...]:
    """Figures of the paper that differ from today's, in the directive's order; none for a paper that holds no sums."""
    rows = RolloutPaper.objects.filter(paper=paper, what=RolloutPaper.What.REPORT).select_related("directive")
    row = rows.first()
    if row is None:
        return ()
    totals = sums_now(row.directive)
    changed = set(changed_since(row, totals))
    return tuple(
        Difference(indicator.code, indicator.words, row.figures.get(indicator.id), totals.get(indicator.id))
        for indicator in directive_of(row.directive.source).indicators
        if indicator.id in changed
    )


def changed_since(row: RolloutPaper, totals: dict[str, int]) -> list[str]:
    """Indicators whose sums are no longer those of the paper."""
    return sorted(name for name in {*row.figures, *totals} if row.figures.get(name) != totals.get(name))


def sums_now(record: DirectiveRecord) -> dict[str, int]:
    """The totals at the top, by indicator."""
    top = directive_of(record.source).reporting.to
    return totals_of(record.participants.get(key=top)).reported
