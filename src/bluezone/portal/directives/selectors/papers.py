"""Papers of a directive as their page shows them: those that were drafted, who is late, what may be drafted next."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from bluezone.portal.directives.models import DirectiveRecord, Participant, RolloutPaper
from bluezone.portal.directives.policy import drafts_papers
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.cores import context_of, directive_of, extensions_of, reports_of
from bluezone.portal.directives.selectors.differing import differences_in, today
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.papers.selectors import signers_for
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.consolidation.deadlines import late

_DAYS_MORE = 2
_CHASING = RolloutPaper.What.CHASING


def late_now(record: DirectiveRecord, now: dt.datetime) -> tuple[ExpectedReport, ...]:
    """Participants whose report is overdue, with extensions."""
    context = context_of(record)
    return late(context.expectation, reports_of(context), extensions_of(record), now)


def papers_offered(record: DirectiveRecord, now: dt.datetime) -> list[tuple[str, str]]:
    """Papers that may be drafted: a letter to the late only where somebody is."""
    missing = late_now(record, now)
    return [(value, str(label)) for value, label in RolloutPaper.What.choices if missing or value != _CHASING]


def late_offered(record: DirectiveRecord, now: dt.datetime) -> list[tuple[str, str]]:
    """Offices to which a letter to the late may go."""
    return [(one.organisation.id, one.organisation.name) for one in late_now(record, now)]


def issuers_offered(staff: Staff, record: DirectiveRecord, top: Participant) -> list[tuple[str, str]]:
    """Whose paper it may be: the office's itself, or of those through and to which all reports go, where this person
    writes papers in that unit.
    """
    reporting = directive_of(record.source).reporting
    wanted = list(dict.fromkeys((top.key, reporting.through, reporting.to)))
    rows = {one.key: one for one in record.participants.filter(key__in=wanted).select_related("organisation", "unit")}
    return [(key, rows[key].name) for key in wanted if key in rows and _writes_for(staff, rows[key])]


def _writes_for(staff: Staff, participant: Participant) -> bool:
    placed = participant.organisation or participant.unit
    return placed is not None and is_allowed(staff, "papers.draft", placed)


def usual_head(record: DirectiveRecord, top: Participant, now: dt.datetime) -> dict[str, object]:
    """The head that is proposed: the directive's own letter's words about its office, a deadline two days ahead."""
    letter = directive_of(record.source).letter
    new_due = dt.datetime.combine(now.date() + dt.timedelta(days=_DAYS_MORE), dt.time(17), VIET_NAM)
    return {
        "issuing": top.key,
        "signer": next(iter(signers_for(top.path)), ""),
        "abbreviation": "UBND" if "committee" in top.kind else "",
        "place": letter.place,
        "office": "\n".join(letter.authority),
        "drafting_unit": "VHTT",
        "new_due": f"{new_due:%Y-%m-%dT%H:%M}",
    }


def papers_context(staff: Staff, record: DirectiveRecord, top: Participant, now: dt.datetime) -> dict[str, Any]:
    """Everything that the page of papers shows beside its form."""
    now_said = functools.cache(lambda: today(record))
    rows = RolloutPaper.objects.filter(directive=record).select_related("paper__organisation", "acting_for")
    seen = set(Participant.objects.filter(below(top)).values_list("key", flat=True))
    return {
        "record": record,
        "late": [one for one in late_now(record, now) if one.organisation.id in seen],
        "papers": [
            (
                row,
                differences_in(row, now_said),
                is_allowed(staff, "papers.see", row.paper),
            )
            for row in rows.order_by("-pk")
        ],
        "drafts": drafts_papers(staff, top),
        "inclusion": inclusion_at_the_top(record),
        "signers": signers_for(top.path),
    }
