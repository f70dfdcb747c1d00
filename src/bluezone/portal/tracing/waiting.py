"""What waits in tracing: meetings of which evidence tells, people between two communes, and many names that leave by a
second person's word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing.exporting.releases import releases_that_wait
from bluezone.portal.tracing.inbox import firsts_of, within_reach
from bluezone.portal.tracing.transfers_seen import offers_that_wait, returned_to


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "tracing.attach") and not is_allowed(staff, "tracing.release"):
        return
    found = counted(_asked, staff, now)
    if (releases := found["releases"]).count:
        yield Waiting(
            "tracing.release",
            _("Many names that a colleague wants to take out"),
            releases.count,
            reverse("outbreak_export"),
            "people",
            "download",
            urgency=15,
            since=releases.moment,
            note=_("more than 1,000 names leave by two people's word"),
        )
    if (meetings := found["meetings"]).count:
        yield Waiting(
            "tracing.inbox",
            _("Meetings to be looked at"),
            meetings.count,
            meetings.address(lambda number: reverse("evidence_meeting", args=[number]), reverse("evidence_inbox")),
            "evidence_inbox",
            "question",
            urgency=6,
            since=meetings.moment,
            note=_("told by reports, declarations, interviews and lists"),
        )
    if (offers := found["offers"]).count:
        yield Waiting(
            "tracing.receive",
            _("Contacts offered to your units"),
            offers.count,
            reverse("transfers"),
            "people",
            "share",
            urgency=11,
            since=offers.moment,
            note=_("named elsewhere, living in your units: whose work they are waits for you"),
        )
    if (returned := found["returned"]).count:
        yield Waiting(
            "tracing.returned",
            _("Contacts that came back"),
            returned.count,
            reverse("transfers"),
            "people",
            "share",
            urgency=12,
            since=returned.moment,
            note=_("another commune did not take them, and says why"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    return {
        "meetings": Asked(firsts_of(within_reach(staff)), "entered_at"),
        "offers": Asked(offers_that_wait(staff, now), "offered_at"),
        "returned": Asked(returned_to(staff), "answered_at"),
        "releases": Asked(releases_that_wait(staff, now), "asked_at"),
    }
