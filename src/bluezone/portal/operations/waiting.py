"""What waits for an administrator in the operation: works that fail, and a backup that is missing or old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting, Whose
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.operations.models import WorkRecord
from bluezone.portal.operations.selectors import backup_of


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "operations.works"):
        return
    found = counted(_asked, staff, now)["failing"]
    address = reverse("works")
    if found.count:
        yield Waiting(
            "operations.failing",
            _("Works that fail"),
            found.count,
            address,
            "works",
            "alert",
            urgency=3,
            since=found.moment,
            note=_("the portal does them by itself; tell the operator"),
        )
    backup = backup_of(now)
    if backup.is_old:
        yield Waiting(
            "operations.backup",
            _("The operator makes a backup"),
            1,
            address,
            "works",
            "download",
            urgency=1,
            whose=Whose.OTHERS,
            since=backup.at,
            note=_("the last one is more than two days old") if backup.at else _("this portal knows of none"),
        )


def _asked(_staff: Staff, _now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    return {"failing": Asked(WorkRecord.objects.filter(failures__gt=0), "failed_at")}
