"""The list of expected reports: everybody below one participant, and how each stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bluezone.portal.directives.models import Participant, ReportRecord
from bluezone.portal.directives.policy import highest_of, participants_of
from bluezone.portal.directives.selectors.columns import Row, rows_below, standing
from bluezone.portal.directives.selectors.reading import reports_as_read
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.rollout.consolidation.deadlines import Standing
from bluezone.vietnam.words import Words

PAGE = 100
_FILTERS = ("late", "waiting", "approved", "open")
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

    def is_meant(self, wanted: str) -> bool:
        """Whether this line passes the filter; an unknown filter lets every line pass."""
        if wanted in {"late", "open"}:
            return self.standing is (Standing.LATE if wanted == "late" else Standing.OPEN)
        if wanted == "waiting":
            return self.row.state == ReportRecord.State.SUBMITTED
        return self.row.state in _APPROVED if wanted == "approved" else True


def expected_reports(top: Participant, now: dt.datetime) -> list[Expected]:
    """Reports of everybody below this participant who has to report, in the list's order."""
    return [Expected(row, standing(row.due, row.submitted_at, now)) for row in rows_below(top)]


def list_context(staff: Staff, top: Participant, now: dt.datetime, *, wanted: str, start: int) -> dict[str, Any]:
    """The page of the list: a part of it under one filter, and how many pass each."""
    every = expected_reports(top, now)
    rows, record = [row for row in every if row.is_meant(wanted)], top.directive
    shown, receiving = rows[start : start + PAGE], _receiving(staff, top)
    return {
        "record": record,
        "rows": shown,
        "next": start + PAGE if len(rows) > start + PAGE else None,
        "wanted": wanted,
        "counts": {name: sum(1 for row in every if row.is_meant(name)) for name in ("", *_FILTERS)},
        "tones": _TONES,
        "words": _WORDS,
        "collects": highest_of(staff, "directives.collect", record) is not None,
        "decides": receiving,
        "read": reports_as_read(row.row.pk for row in shown if row.row.receiver in receiving),
    }


def _receiving(staff: Staff, top: Participant) -> set[int]:
    """Participants for which this person decides on what comes in."""
    if not is_allowed(staff, "directives.decide"):
        return set()
    return {one.pk for one in participants_of(staff, top.directive)}
