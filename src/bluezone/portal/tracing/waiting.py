"""What waits in tracing: meetings of which evidence tells and of which nobody has made anything yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.waiting import Asked, Waiting, counted
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing.inbox import firsts_of, within_reach


def waiting(staff: Staff, _now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "tracing.attach"):
        return
    found = counted(meetings=Asked(firsts_of(within_reach(staff)), "entered_at"))["meetings"]
    if found.count:
        yield Waiting(
            "tracing.inbox",
            _("Meetings to be looked at"),
            found.count,
            found.address(lambda number: reverse("evidence_meeting", args=[number]), reverse("evidence_inbox")),
            "evidence_inbox",
            "question",
            urgency=6,
            since=found.moment,
            note=_("told by reports, declarations, interviews and lists"),
        )
