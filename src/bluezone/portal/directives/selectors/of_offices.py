"""What one organisation reports to whom, over all directives, as far as somebody works for it or above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bluezone.portal.directives.models import CorrectionRecord, Participant, ReportRecord
from bluezone.portal.directives.policy import works_for, works_for_or_above
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.finding import report_of_participant
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.rollout.directive.counting import Indicator

_LATEST = 12


@dataclass(frozen=True, slots=True)
class OfficeReport:
    """What one directive asks of an organisation, and what it last reported."""

    participant: Participant
    report: ReportRecord
    """Untouched where nobody has begun it."""
    figures: tuple[tuple[Indicator, int], ...]
    page: str
    """Name of the address at which this person reads or writes it."""


def reports_of_organisation(staff: Staff, organisation: Organisation) -> list[OfficeReport]:
    """Reports of an organisation on its latest directives that this person may see, the newest first."""
    rows = Participant.objects.filter(organisation=organisation, is_expected=True)
    rows = rows.select_related("directive", "reports_to").order_by("-directive__date", "-pk")[:_LATEST]
    return [_report(one, page) for one in rows for page in _pages(staff, one)]


def _pages(staff: Staff, participant: Participant) -> Iterator[str]:
    if works_for(staff, "directives.report", participant):
        yield "my_report"
    elif works_for_or_above(staff, "directives.watch", participant):
        yield "report_page"


def _report(participant: Participant, page: str) -> OfficeReport:
    row = report_of_participant(participant)
    if row is None:
        return OfficeReport(participant, ReportRecord(participant=participant), (), page)
    return OfficeReport(participant, row, tuple(_figures(participant, row)), page)


def _figures(participant: Participant, row: ReportRecord) -> Iterator[tuple[Indicator, int]]:
    """Counts that were sent, in the letter's order, the corrected one where the reporter has confirmed it."""
    values = dict(row.figures.values_list("indicator", "value"))
    confirmed = CorrectionRecord.objects.filter(participant=participant, withdrawn_at=None, confirmed_at__isnull=False)
    values |= {name: becomes for name, becomes in confirmed.values_list("indicator", "becomes") if name in values}
    for indicator in directive_of(participant.directive.source).indicators:
        if indicator.id in values:
            yield indicator, values[indicator.id]
