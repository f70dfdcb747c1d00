"""What waits in the inbox of phones: reports that nobody has opened, those that one works on, and the missing key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import DateTimeField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.reports.models import Report, ReportKey, Urgency

TAKEN_BY_ME, AGAIN = "mine", "again"
"""Filters of the list, beside the states of a report."""
OPEN, URGENT, ILL = "open", "look", "ill"
"""Filters of the list of declarations: those that are to do, that tell of anything, and those of `FEELS_ILL`."""
FEELS_ILL = Q(urgency=None) | Q(urgency__gte=Urgency.ILL)
"""Who told of signs of illness, or was not sorted yet: the same people on Today and in the list to which it leads."""


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    found, listed = counted(_asked, staff, now), reverse("inbox")
    if "keys" in found and not found["keys"].count:
        yield Waiting(
            "reports.key",
            _("There is no report key yet"),
            1,
            reverse("report_key"),
            "report_key",
            "key",
            urgency=1,
            note=_("Without it no phone can send a report."),
        )
    if "new" in found and found["new"].count:
        yield Waiting(
            "reports.new",
            _("New reports from phones"),
            found["new"].count,
            f"{listed}?state={Report.State.WAITING}&kind={Report.Kind.CONTACT}",
            "inbox",
            "bell",
            urgency=5,
            since=found["new"].moment,
            note=_("sent by people who were warned"),
        )
    if "ill" in found and found["ill"].count:
        yield Waiting(
            "reports.ill",
            _("New declarations of people who feel ill"),
            found["ill"].count,
            f"{reverse('declarations')}?state={Report.State.WAITING}&urgency={ILL}",
            "inbox",
            "bell",
            urgency=3,
            since=found["ill"].moment,
            note=_("whoever cannot breathe, or met a case, on top"),
        )
    if "near" in found and found["near"].count:
        yield Waiting(
            "reports.near",
            _("New declarations of people who were near a case, or have travelled"),
            found["near"].count,
            f"{reverse('declarations')}?state={Report.State.WAITING}&urgency={Urgency.NEAR}",
            "inbox",
            "bell",
            urgency=6,
            since=found["near"].moment,
            note=_("without signs of illness"),
        )
    if "again" in found and found["again"].count:
        yield Waiting(
            "reports.again",
            _("Owners of phones to be called again"),
            found["again"].count,
            f"{listed}?state={AGAIN}",
            "inbox",
            "phone",
            urgency=4,
            due=found["again"].moment,
            note=_("as the last call says"),
        )
    if "taken" in found and found["taken"].count:
        yield Waiting(
            "reports.taken",
            _("Reports from phones that you work on"),
            found["taken"].count,
            f"{listed}?state={TAKEN_BY_ME}",
            "inbox",
            "bell",
            urgency=25,
            since=found["taken"].moment,
            note=_("opened by you, and not marked as done"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    asked: dict[str, Asked] = {}
    if is_allowed(staff, "reports.list"):
        arrived = Cast("arrived_on", output_field=DateTimeField())
        new = _within(staff).filter(state=Report.State.WAITING).annotate(arrived=arrived)
        declared = new.filter(kind=Report.Kind.DECLARATION)
        ill = declared.filter(FEELS_ILL)
        asked |= {
            "new": Asked(new.exclude(kind=Report.Kind.DECLARATION), "arrived"),
            "ill": Asked(ill, "arrived"),
            "near": Asked(declared.filter(urgency=Urgency.NEAR), "arrived"),
            "taken": Asked(taken_by(staff), "taken_at"),
        }
        asked["again"] = Asked(_within(staff).filter(again_at__lte=now), "again_at")
    if is_allowed(staff, "reports.key"):
        asked["keys"] = Asked(ReportKey.objects.all(), "made_at")
    return asked


def taken_by(staff: Staff) -> QuerySet[Report]:
    """Reports that this person opened and has not marked as done."""
    return _within(staff).filter(state=Report.State.OPENED, taken_by=staff)


def declarations_within(staff: Staff) -> QuerySet[Report]:
    """Declarations of this person's units, whatever became of them."""
    return _within(staff).filter(kind=Report.Kind.DECLARATION)


def _within(staff: Staff) -> QuerySet[Report]:
    return rows_within(Report.objects.exclude(kind=Report.Kind.LINK), paths_for(staff, "reports.list"))
