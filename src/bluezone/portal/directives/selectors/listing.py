"""The list of expected reports: everybody at and below one participant, what is to be decided first, then the late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bluezone.portal.directives.models import Membership, Participant, ReportRecord
from bluezone.portal.directives.policy import highest_of, sent_alone_by
from bluezone.portal.directives.selectors.columns import Row, rows_of, standing
from bluezone.portal.directives.selectors.inclusion import inclusion_of
from bluezone.portal.directives.selectors.reading import reports_as_read
from bluezone.portal.frame.beside import Beside, Neighbour
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.rollout.consolidation.deadlines import Standing
from bluezone.vietnam.folding import fold
from bluezone.vietnam.words import Language, Words

_FILTERS = {
    "": _("All"),
    "waiting": _("To be decided on"),
    "missing": _("Not sent"),
    "late": _("Overdue"),
    "open": _("Not yet due"),
    "sent": _("Sent"),
    "approved": _("Approved"),
}
REPORTS = Listing(
    caption=_("Expected reports: what is to be decided on first, then what is late"),
    columns=(
        Column("tick", _("Choose"), looks="no-print", is_silent=True),
        Column("office", _("Office")),
        Column("stands", _("Stands")),
        Column("sent", _("Sent")),
        Column("due", _("Deadline of the report")),
    ),
    filters=(Filter("show", tuple(_FILTERS.items())),),
    search=_("Find an office"),
    hint=_("Marks may be left out; a part of each word is enough."),
    empty=Empty("check", _("No office here"), _("No office stands like this now.")),
    size=100,
)
_APPROVED = {ReportRecord.State.APPROVED, ReportRecord.State.LOCKED}
_WORDS = {
    Standing.OPEN: Words("chưa gửi, còn hạn", "not sent, not yet due"),
    Standing.LATE: Words("chưa gửi, quá hạn", "not sent, overdue"),
    Standing.ON_TIME: Words("gửi đúng hạn", "sent on time"),
    Standing.SENT_LATE: Words("gửi muộn", "sent late"),
}
_TONES = {
    Standing.OPEN: "",
    Standing.LATE: "danger",
    Standing.ON_TIME: "ok",
    Standing.SENT_LATE: "attention",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the list."""

    row: Row
    standing: Standing

    @property
    def state_text(self) -> str:
        """The report's state in words; empty before somebody has touched it."""
        return str(ReportRecord.State(self.row.state).label) if self.row.state else ""

    @property
    def way_text(self) -> str:
        """How the report came in, in words; empty before it was sent."""
        return str(ReportRecord.Way(self.row.way).label) if self.row.submitted_at else ""

    @property
    def urgency(self) -> tuple[int, dt.datetime]:
        """The place in the list: to be decided on, late, not sent, done with; within each the earliest first."""
        if self.row.state == ReportRecord.State.SUBMITTED:
            return 0, self.row.submitted_at or self.row.due
        if self.row.submitted_at is not None:
            return 3, self.row.due
        return (1 if self.standing is Standing.LATE else 2), self.row.due

    def is_meant(self, wanted: str) -> bool:
        """Whether this line passes the filter; an unknown filter lets every line pass."""
        if wanted in {"late", "open"}:
            return self.standing is (Standing.LATE if wanted == "late" else Standing.OPEN)
        if wanted in {"sent", "missing"}:
            return (self.row.submitted_at is not None) == (wanted == "sent")
        if wanted == "waiting":
            return self.row.state == ReportRecord.State.SUBMITTED
        return self.row.state in _APPROVED if wanted == "approved" else True

    def is_named(self, words: list[str]) -> bool:
        """Whether its office's name has all these words, however they are accented."""
        name = fold(self.row.name)
        return all(word in name for word in words)


def expected_reports(top: Participant, now: dt.datetime) -> list[Expected]:
    """Reports of everybody at and below this participant who has to report, in the directive's order."""
    return [Expected(row, standing(row.due, row.submitted_at, now)) for row in rows_of(top)]


def reports_beside(top: Participant, part: Part, key: str, now: dt.datetime, language: Language) -> Beside:
    """The page of the list from which the report of this participant was opened."""
    found = Listed.among(expected_in(top, now, part)[0], part)
    at = partial(reverse, "report_page")
    rows = [
        Neighbour(
            one.row.key,
            one.row.name,
            one.state_text or _WORDS[one.standing].said(language),
            at(args=[top.directive.key, one.row.key]) + part.carried,
        )
        for one in found.rows
    ]
    return Beside(part, rows, key, reverse("report_list", args=[top.directive.key]) + part.here)


def list_context(staff: Staff, top: Participant, now: dt.datetime, part: Part) -> dict[str, Any]:
    """The page of the list: a part of it under one filter, and how many pass each."""
    rows, every = expected_in(top, now, part)
    found, waiting = Listed.among(rows, part), decidable_in(staff, rows)
    on_page = {one.row.pk for one in waiting} & {one.row.pk for one in found.rows}
    own = sent_alone_by(staff, on_page)
    counts = {name: sum(1 for row in every if row.is_meant(name)) for name in _FILTERS}
    return {
        "record": top.directive,
        "funnel": inclusion_of(top).funnel,
        "found": found,
        "counts": counts,
        "chips": {
            name: f"{text} · {counts[name]}" if counts[name] or not name else "" for name, text in _FILTERS.items()
        },
        "tones": _TONES,
        "words": _WORDS,
        "collects": highest_of(staff, "directives.collect", top.directive) is not None,
        "is_more": len(waiting) > len(on_page),
        "waiting": len(waiting),
        "own": own,
        "read": reports_as_read(on_page - own),
    }


def expected_in(top: Participant, now: dt.datetime, part: Part) -> tuple[list[Expected], list[Expected]]:
    """All rows under the filter of this part, in the list's order; and all rows that are of its name."""
    words = fold(part.text).split()
    every = [row for row in expected_reports(top, now) if row.is_named(words)]
    return sorted((row for row in every if row.is_meant(part["show"])), key=lambda one: one.urgency), every


def decidable_in(staff: Staff, rows: list[Expected]) -> list[Expected]:
    """Rows that wait for this person to decide on them."""
    waiting = [one for one in rows if one.is_meant("waiting")]
    if not waiting or not is_allowed(staff, "directives.decide"):
        return []
    own = Membership.objects.filter(staff=staff, ended_at=None, participant__in={one.row.receiver for one in waiting})
    receiving = set(own.values_list("participant", flat=True))
    return [one for one in waiting if one.row.receiver in receiving]
