"""When a report is due, when somebody is reminded of it, and what is late: functions of now, and of nothing else.

A deadline is the first moment that is too late. An extension is an act with a reason that stays in the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bluezone.rollout.addressees.expecting import Expectation, ExpectedReport
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.report import Report, State
from bluezone.vietnam.words import Words

REMINDING_HOUR = 8


@dataclass(frozen=True, slots=True)
class Extension:
    """More time that one organisation was given: by whom, until when and why."""

    organisation: str
    to: dt.datetime
    note: str
    by: str
    at: dt.datetime

    def __post_init__(self) -> None:
        if not self.note.strip():
            raise ReportError(Words("Gia hạn phải có lý do.", "An extension needs a reason."))
        if self.to <= self.at:
            raise ReportError(Words("Hạn mới đã qua.", "The new deadline is past already."))


class Reminding(Enum):
    """Which reminder; the value is how many days before the last day."""

    THREE_DAYS = 3
    ONE_DAY = 1
    LAST_DAY = 0


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that one organisation is to be sent."""

    organisation: str
    kind: Reminding
    moment: dt.datetime
    due: dt.datetime


class Standing(Enum):
    """How an expected report stands at a moment."""

    OPEN = "open"
    LATE = "late"
    """Not there, and the deadline has passed."""
    ON_TIME = "sent on time"
    SENT_LATE = "sent late"


def due_of(expected: ExpectedReport, extensions: Iterable[Extension] = ()) -> dt.datetime:
    """The deadline with the latest extension. An extension never shortens."""
    mine = (extension.to for extension in extensions if extension.organisation == expected.organisation.id)
    return max((expected.due, *mine))


def reminders_due(
    expectation: Expectation,
    reports: Mapping[str, Report],
    extensions: Sequence[Extension] = (),
    *,
    since: dt.datetime,
    now: dt.datetime,
) -> tuple[Reminder, ...]:
    """Reminders whose moment lies after `since` and not after `now`, for those who have not sent anything.

    Whoever calls with the last call's `now` as `since` sends each reminder exactly once, however seldom the call is.
    """
    found = [
        Reminder(expected.organisation.id, kind, moment, due)
        for expected, due in _with_deadlines(expectation, extensions)
        if not _is_sent(reports.get(expected.organisation.id))
        for kind in Reminding
        if since < (moment := reminding_moment(due, kind)) <= now
    ]
    return tuple(sorted(found, key=lambda reminder: (reminder.moment, reminder.organisation)))


def reminding_moment(due: dt.datetime, kind: Reminding) -> dt.datetime:
    """The moment of a reminder: eight on the last day, or so many days before it, in the deadline's own zone."""
    last_day = (due - dt.timedelta(microseconds=1)).date()
    return dt.datetime.combine(last_day - dt.timedelta(days=kind.value), dt.time(REMINDING_HOUR), due.tzinfo)


def days_left(due: dt.datetime, now: dt.datetime) -> int:
    """How many days are left until the last day, which is 0; in the deadline's own zone."""
    last_day = (due - dt.timedelta(microseconds=1)).date()
    return (last_day - now.astimezone(due.tzinfo).date()).days


def standing_of(due: dt.datetime, report: Report | None, now: dt.datetime) -> Standing:
    """How a report stands at a moment; one that was returned is not there until it is sent again."""
    if report is not None and _is_sent(report) and report.submitted_at is not None:
        return Standing.ON_TIME if report.submitted_at < due else Standing.SENT_LATE
    return Standing.LATE if now >= due else Standing.OPEN


def standings(
    expectation: Expectation, reports: Mapping[str, Report], extensions: Sequence[Extension], now: dt.datetime
) -> dict[str, Standing]:
    """How each expected report stands, by organisation."""
    return {
        expected.organisation.id: standing_of(due, reports.get(expected.organisation.id), now)
        for expected, due in _with_deadlines(expectation, extensions)
    }


def late(
    expectation: Expectation, reports: Mapping[str, Report], extensions: Sequence[Extension], now: dt.datetime
) -> tuple[ExpectedReport, ...]:
    """Finds who is to be named in the letter of đôn đốc, in the list's order."""
    stand = standings(expectation, reports, extensions, now)
    return tuple(e for e in expectation.reports if stand[e.organisation.id] is Standing.LATE)


def _with_deadlines(
    expectation: Expectation, extensions: Sequence[Extension]
) -> Iterable[tuple[ExpectedReport, dt.datetime]]:
    longest: dict[str, dt.datetime] = {}
    for extension in extensions:
        longest[extension.organisation] = max(extension.to, longest.get(extension.organisation, extension.to))
    for expected in expectation.reports:
        yield expected, max(expected.due, longest.get(expected.organisation.id, expected.due))


def _is_sent(report: Report | None) -> bool:
    return report is not None and report.state is not State.DRAFT
