"""Writes of the triage of declarations: each is sorted by how urgent it is when it comes, and ends with what came of
it. Those that tell of nothing are ended together, by somebody who saw how many they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.paths import common_path
from bluezone.portal.reports.calls import digest_of_calls
from bluezone.portal.reports.declared import MOST_AT_ONCE, harmless_for
from bluezone.portal.reports.evidence import withdraw_report
from bluezone.portal.reports.models import Report
from bluezone.portal.reports.selectors import keys_at_hand
from bluezone.portal.reports.urgency import mark_of, urgency_of
from bluezone.protocol.report import Declaration, Sealable, open_sealed

_SORTED_AT_ONCE = 500


def sorted_as(message: Sealable, came_on: dt.date) -> dict[str, Any]:
    """Returns what is kept of a message that came on this day in Viet Nam outside of its seal: of a declaration its
    class, and its mark for doors."""
    if not isinstance(message, Declaration):
        return {}
    return {"urgency": urgency_of(message), "door_mark": mark_of(message, came_on)}


@transaction.atomic
def sort_unsorted(wrapping_key: bytes) -> int:
    """Sorts declarations that came before they were sorted, as far as their key is at hand; how many."""
    at_hand = keys_at_hand(wrapping_key)
    rows = Report.objects.filter(kind=Report.Kind.DECLARATION, urgency=None, key__in=at_hand)
    waiting = list(rows.select_for_update(of=("self",)).order_by("pk")[:_SORTED_AT_ONCE])
    for report in waiting:
        _keep_sorted(report, open_sealed(bytes(report.sealed), at_hand[report.key_id]))
    return len(waiting)


@transaction.atomic
def settle(*, actor: Staff, report: Report, outcome: Report.Outcome, read: str, now: dt.datetime) -> None:
    """Ends a declaration that was opened with what came of it; one that is not true speaks for no meeting any more.

    Raises RefusedError, and ChangedError where a colleague noted something meanwhile.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    require_as_read(read, digest_of_calls(report))
    if report.kind != Report.Kind.DECLARATION or report.state != Report.State.OPENED:
        raise RefusedError("only a declaration that was opened has an outcome")
    report.state, report.outcome, report.again_at = Report.State.CLOSED, outcome, None
    report.closed_by, report.closed_at = actor, now
    report.save(update_fields=["state", "outcome", "again_at", "closed_by", "closed_at"])
    if outcome == Report.Outcome.UNTRUE:
        withdraw_report(report, now)
    record_write(
        actor=actor,
        act="reports.settle",
        now=now,
        subjects=[("report", report.pk)],
        path=report.path,
        detail={"outcome": str(outcome)},
    )


@transaction.atomic
def settle_harmless(*, actor: Staff, read: str, now: dt.datetime) -> int:
    """Ends, unopened, the declarations of one's units that tell of nothing; how many. Raises ChangedError where others
    came meanwhile, and RefusedError where there are none."""
    held = list(harmless_for(actor).select_for_update(of=("self",))[:MOST_AT_ONCE])
    require_as_read(read, digest_of([one.pk for one in held]))
    if not held:
        raise RefusedError("no declaration waits that tells of nothing")
    Report.objects.filter(pk__in=[one.pk for one in held]).update(
        state=Report.State.CLOSED, outcome=Report.Outcome.NOTHING, closed_by=actor, closed_at=now
    )
    subjects = [("report", one.pk) for one in held]
    path = common_path(one.path for one in held)
    record_write(actor=actor, act="reports.settle_harmless", now=now, subjects=subjects, path=path)
    return len(held)


def sort_in(report: Report, message: Sealable) -> None:
    """Sorts a declaration that is opened before it was sorted."""
    if report.urgency is None and isinstance(message, Declaration):
        _keep_sorted(report, message)


def _keep_sorted(report: Report, message: Sealable) -> None:
    for name, value in sorted_as(message, report.arrived_on).items():
        setattr(report, name, value)
    report.save(update_fields=["urgency", "door_mark"])
