"""Papers of a directive as their page shows them: those that were drafted, who is late, what may be drafted next."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bluezone.portal.directives.models import DirectiveRecord, Participant, RolloutPaper
from bluezone.portal.directives.policy import drafts_papers
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.cores import context_of, directive_of, extensions_of, reports_of
from bluezone.portal.directives.selectors.differing import changed_since, sums_now
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.consolidation.deadlines import late

_DAYS_MORE = 2
_REPORT, _CHASING = RolloutPaper.What.REPORT, RolloutPaper.What.CHASING


def late_now(record: DirectiveRecord, now: dt.datetime) -> tuple[ExpectedReport, ...]:
    """Participants whose report is overdue, with extensions."""
    context = context_of(record)
    return late(context.expectation, reports_of(context), extensions_of(record), now)


def papers_offered(record: DirectiveRecord, now: dt.datetime) -> list[tuple[str, str]]:
    """Papers that may be drafted: a letter to the late only where somebody is."""
    missing = late_now(record, now)
    return [(value, str(label)) for value, label in RolloutPaper.What.choices if missing or value != _CHASING]


def usual_head(record: DirectiveRecord, now: dt.datetime) -> dict[str, object]:
    """The head that is proposed: the directive's own letter's words about its office, a deadline two days ahead."""
    letter = directive_of(record.source).letter
    new_due = dt.datetime.combine(now.date() + dt.timedelta(days=_DAYS_MORE), dt.time(17), VIET_NAM)
    return {
        "issuer": letter.issuer,
        "abbreviation": "UBND",
        "place": letter.place,
        "office": "\n".join(letter.authority),
        "drafting_unit": "VHTT",
        "new_due": f"{new_due:%Y-%m-%dT%H:%M}",
    }


def papers_context(staff: Staff, record: DirectiveRecord, top: Participant, now: dt.datetime) -> dict[str, Any]:
    """Everything that the page of papers shows beside its form."""
    totals = sums_now(record)
    rows = RolloutPaper.objects.filter(directive=record).select_related("paper__organisation", "acting_for")
    seen = set(Participant.objects.filter(below(top)).values_list("key", flat=True))
    return {
        "record": record,
        "late": [one for one in late_now(record, now) if one.organisation.id in seen],
        "papers": [
            (
                row,
                changed_since(row, totals) if row.what == _REPORT else [],
                is_allowed(staff, "papers.see", row.paper),
            )
            for row in rows.order_by("-pk")
        ],
        "drafts": drafts_papers(staff, top),
    }
