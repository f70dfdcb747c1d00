"""Reports joined with cases, where both owners have consented (docs/protocol/9-warning.md, "Linking").

A consent names no case, and a report no person: both carry hashes of seeds that one disclosed and the other matched.
Where they meet, an officer says once which case the consent belongs to; from then on every report that meets it is
shown with the case. After the tracing window, or when either owner takes it back, nothing is joined any more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.audit.services import record_read, record_write
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, sees_name
from bluezone.portal.reports.models import JoinedConsent, LinkedReport, Report
from bluezone.portal.reports.selectors import private_key
from bluezone.protocol.errors import ProtocolError
from bluezone.protocol.report import ContactReport, LinkConsent, open_sealed

WINDOW = dt.timedelta(days=21)
_AROUND_A_CODE = dt.timedelta(days=3)
_MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Meeting:
    """A consent that a report meets."""

    consent: Report
    joined: JoinedConsent | None
    offered: list[Case]
    """Cases for which a code was given out about when the consent came; empty once it is joined."""


@transaction.atomic
def meetings_of(
    *, staff: Staff, report: Report, message: ContactReport, wrapping_key: bytes, now: dt.datetime
) -> list[Meeting]:
    """Consents that this report meets; those that are joined with a case are joined with the report as well.

    Cases are offered by name, so the offer is a look at each of them.
    """
    met = [one for one in _consents(now.date()) if _meets(one, message, wrapping_key)]
    joined = {one.consent_id: one for one in JoinedConsent.objects.filter(consent__in=met).select_related("case")}
    for one in joined.values():
        LinkedReport.objects.get_or_create(report=report, by=one)
    meetings = [
        Meeting(one, joined.get(one.pk), [] if one.pk in joined else _cases_around(staff, one.arrived_on))
        for one in met
    ]
    if offered := [("case", case.number) for meeting in meetings for case in meeting.offered]:
        record_read(actor=staff, act="reports.offer", now=now, subjects=offered, path=report.path)
    return meetings


@transaction.atomic
def join_consent(
    *,
    actor: Staff,
    report: Report,
    message: ContactReport,
    consent: Report,
    case: Case,
    wrapping_key: bytes,
    now: dt.datetime,
) -> JoinedConsent:
    """Joins the consent with this case. Raises RefusedError where the report does not meet it."""
    if consent not in _consents(now.date()) or not _meets(consent, message, wrapping_key):
        raise RefusedError("this report does not meet that consent")
    if not sees_name(actor, "cases.see", case):
        raise RefusedError("this unit is not one of yours")
    Report.objects.select_for_update(of=("self",)).get(pk=consent.pk)  # of two officers the second finds it joined
    if JoinedConsent.objects.filter(consent=consent).exists():
        raise RefusedError("this consent is joined with a case already")
    joined = JoinedConsent.objects.create(consent=consent, case=case, joined_by=actor, joined_at=now)
    LinkedReport.objects.create(report=report, by=joined)
    subjects = [("report", report.pk), ("report", consent.pk), *subjects_of(case)]
    record_write(actor=actor, act="reports.join", now=now, subjects=subjects, path=case.path)
    return joined


def reports_of_case(staff: Staff, case: Case, today: dt.date) -> list[Report]:
    """Reports of people who were near this person, by the consent of both, as far as this officer opens reports."""
    since = today - WINDOW
    rows = Report.objects.filter(
        linked__by__case=case, linked__by__consent__arrived_on__gte=since, arrived_on__gte=since
    )
    return [report for report in rows.distinct().order_by("-pk") if is_allowed(staff, "reports.open", report)]


def _consents(today: dt.date) -> QuerySet[Report]:
    recent = Report.objects.filter(kind=Report.Kind.LINK, arrived_on__gte=today - WINDOW)
    return recent.select_related("key").order_by("pk")


def _meets(consent: Report, message: ContactReport, wrapping_key: bytes) -> bool:
    private = private_key(consent.key, wrapping_key) if message.links else None
    if private is None:
        return False
    try:
        opened = open_sealed(bytes(consent.sealed), private)
    except ProtocolError:
        return False
    return isinstance(opened, LinkConsent) and not set(opened.links).isdisjoint(message.links)


def _cases_around(staff: Staff, day: dt.date) -> list[Case]:
    """Cases whose code may have been the one: given out in the days before the consent came."""
    first, last = day - _AROUND_A_CODE, day + dt.timedelta(days=1)
    cases = Case.objects.filter(codes__issued_at__date__gte=first, codes__issued_at__date__lte=last)
    found = cases.select_related("person", "unit").distinct().order_by("-pk")[: 10 * _MOST_OFFERED]
    return [case for case in found if sees_name(staff, "cases.see", case)][:_MOST_OFFERED]
