"""The levels above the reports: who has approved, and what a reader may do there."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.portal.directives.models import ApprovalRecord, DirectiveRecord, Participant
from bluezone.portal.directives.policy import works_for
from bluezone.portal.directives.selectors.reading import level_as_read
from bluezone.portal.identity.models import Staff


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """One level as the page of sums shows it."""

    participant: Participant
    approval: ApprovalRecord | None
    may_approve: bool
    may_take_back: bool
    read: str
    """Names what its sums are now, for the form that decides on them."""


def levels_shown(staff: Staff, record: DirectiveRecord) -> list[ShownLevel]:
    """The levels of approval, the lowest first."""
    rows = Participant.objects.filter(directive=record, reporters__isnull=False).distinct().select_related("reports_to")
    return [_shown(staff, row) for row in sorted(rows, key=lambda one: -one.place)]


def _shown(staff: Staff, level: Participant) -> ShownLevel:
    approval = level.approvals.filter(taken_back_at=None).select_related("by").first()
    above = level.reports_to or level
    decider = level if approval is None else above
    decides = works_for(staff, "directives.approve", decider)
    return ShownLevel(
        level,
        approval,
        may_approve=approval is None and decides,
        may_take_back=approval is not None and decides,
        read=level_as_read(level) if decides else "",
    )
