"""Calls to the owners of reports: what came of each, and whom to call again when."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.reports.models import Call, Report
from bluezone.portal.reports.selectors import reports_for
from bluezone.portal.reports.waiting import AGAIN

LATEST_AGAIN = dt.timedelta(days=21)
"""By then what the report tells of is over."""
NEVER_AGAIN = (Call.Outcome.REFUSED, Call.Outcome.WRONG_NUMBER)


@transaction.atomic
def note_call(
    *, actor: Staff, report: Report, outcome: Call.Outcome, again_at: dt.datetime | None, read: str, now: dt.datetime
) -> Call:
    """Notes what came of a call. Raises RefusedError, and ChangedError where a colleague noted one meanwhile."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    require_as_read(read, digest_of_calls(report))
    if report.state != Report.State.OPENED:
        raise RefusedError("calls are noted on a report that is being worked on")
    if again_at is not None and outcome in NEVER_AGAIN:
        raise RefusedError("nobody is called again who does not want it, or under a wrong number")
    if again_at is not None and not now < again_at <= now + LATEST_AGAIN:
        raise RefusedError("the next call is later than now, within three weeks")
    call = Call.objects.create(report=report, outcome=outcome, again_at=again_at, by=actor, at=now)
    report.again_at = again_at
    report.save(update_fields=["again_at"])
    record_write(actor=actor, act="reports.call", now=now, subjects=[("report", report.pk)], path=report.path)
    return call


def calls_of(report: Report) -> QuerySet[Call]:
    """Calls to this report's owner, the last one first."""
    return report.calls.select_related("by").order_by("-pk")


def digest_of_calls(report: Report) -> str:
    """Names what the page of a report shows of the work on it, for the form that notes a call."""
    return digest_of(report.pk, report.state, list(report.calls.order_by("pk").values_list("pk", flat=True)))


def due_again(staff: Staff, now: dt.datetime) -> int:
    """How many owners are to be called again by now."""
    return reports_for(staff, state=AGAIN).filter(again_at__lte=now).count()
