"""Opened reports as evidence of meetings: what is told of them outside their seal, and how it ends with them.

Days, a band of minutes, whether there are signs of illness, and no word of the owner's: name, number, address, year of
birth and note stay sealed.
The name and the number are handed on to be compared, under keyed hashes (docs/decisions/0028-exposure-inbox.md). Links,
which only the consents of two join, are no evidence. Opened means that an officer has looked: nothing leaves its seal
by itself.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from bluezone.portal.frame.evidence import Offered, end_evidence, offer_evidence
from bluezone.portal.identity.models import Staff
from bluezone.portal.reports.models import Report
from bluezone.portal.reports.urgency import day_of
from bluezone.protocol.report import ContactReport, Declaration, Sealable

TAKEN_BACK = gettext_lazy("its owner took it back")
UNTRUE = gettext_lazy("it was found not to be true")
OVER = gettext_lazy("the report was erased when its time was over")
_BEFORE_A_DECLARATION = dt.timedelta(days=14)
"""What a declaration asks about: was near a case within these days."""
_EPOCH = dt.date(1970, 1, 1)


def offer_report(*, actor: Staff, report: Report, message: Sealable, now: dt.datetime) -> None:
    """Offers an opened report, if it tells of a meeting."""
    if isinstance(message, ContactReport):
        offer_evidence((_of_contact(report, message),), actor=actor, now=now)
    if isinstance(message, Declaration) and (message.symptoms or message.met_case):
        offer_evidence((_of_declaration(report, message),), actor=actor, now=now)


def erase_reports(reports: QuerySet[Report], why: Any, now: dt.datetime) -> int:
    """Erases reports, and withdraws what was told of them; how many reports."""
    erased = 0
    while held := list(reports.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        end_evidence(origins=_ORIGINS, keys=[str(pk) for pk in held], why=why, now=now)
        erased += Report.objects.filter(pk__in=held).delete()[1].get("inbox.Report", 0)
    return erased


def withdraw_report(report: Report, now: dt.datetime) -> None:
    """Withdraws what an opened report told of a meeting, since it was found not to be true."""
    end_evidence(origins=_ORIGINS, keys=[str(report.pk)], why=UNTRUE, now=now)


_ORIGINS = ("app", "declaration")
_AT_ONCE = 1_000


def _of_contact(report: Report, message: ContactReport) -> Offered:
    days = [_EPOCH + dt.timedelta(days=row.day) for row in message.rows]
    return Offered(
        "app",
        str(report.pk),
        report.path,
        min(days),
        max(days),
        says={
            "days": len(set(days)),
            "level": min(row.level for row in message.rows),
            "band": int(max(row.minutes for row in message.rows)),
            "meetings": sum(row.encounters for row in message.rows),
        },
        phone=message.call_back,
    )


def _of_declaration(report: Report, message: Declaration) -> Offered:
    day = day_of(message)
    return Offered(
        "declaration",
        str(report.pk),
        report.path,
        day - _BEFORE_A_DECLARATION,
        day,
        says={"ill": bool(message.symptoms), "met_case": message.met_case},
        name=message.name,
        phone=message.phone,
    )
