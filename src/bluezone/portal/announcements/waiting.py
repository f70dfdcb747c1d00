"""What waits among announcements: words that a second person approves, and what the loudspeakers read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import DateTimeField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.announcements.models import Announcement, Broadcast
from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting, Whose
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.paths import rows_within

TO_APPROVE, WRITTEN_BY_ME = "to_approve", "written_by_me"
WANTED = frozenset({TO_APPROVE, WRITTEN_BY_ME})
"""Filters of the list of announcements."""


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "announcements.list"):
        return
    found = counted(_asked, staff, now)
    listed = reverse("announcements")
    if (approve := found["approve"]).count:
        yield Waiting(
            "announcements.approve",
            _("Announcements to approve"),
            approve.count,
            approve.address(_page_of, f"{listed}?show={TO_APPROVE}"),
            "announcements",
            "megaphone",
            urgency=12,
            since=approve.moment,
            note=_("written by somebody else; a second person approves"),
        )
    if (read := found["read"]).count:
        yield Waiting(
            "announcements.read",
            _("Broadcasts to read and note"),
            read.count,
            f"{reverse('broadcasts')}?month={read.key:%Y-%m}",
            "announcements",
            "clock",
            urgency=22,
            since=read.moment,
            note=_("planned until now, and neither noted as read nor left out"),
        )
    if (later := found["later"]).count:
        yield Waiting(
            "announcements.later",
            _("Broadcasts of today still to come"),
            later.count,
            f"{reverse('broadcasts')}?month={now:%Y-%m}",
            "announcements",
            "clock",
            urgency=22,
            whose=Whose.LATER,
            note=_("the next at %(time)s") % {"time": f"{later.key:%H:%M}"},
        )
    if (coming := found["planned"]).count:
        yield Waiting(
            "announcements.planned",
            _("Broadcasts of the next days"),
            coming.count,
            f"{reverse('broadcasts')}?month={coming.key:%Y-%m}",
            "announcements",
            "clock",
            urgency=22,
            whose=Whose.COMING,
            due=coming.moment,
        )
    if (written := found["written"]).count:
        yield Waiting(
            "announcements.written",
            _("Your announcements wait for a second person"),
            written.count,
            written.address(_page_of, f"{listed}?show={WRITTEN_BY_ME}"),
            "announcements",
            "megaphone",
            urgency=22,
            whose=Whose.OTHERS,
            since=written.moment,
            note=_("a colleague approves them"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    day = Cast("day", output_field=DateTimeField())
    planned = rows_within(_planned(), paths_for(staff, "announcements.broadcast")).annotate(moment=day)
    return {
        "approve": Asked(announcements_that_wait(staff, TO_APPROVE), "drafted_at"),
        "written": Asked(announcements_that_wait(staff, WRITTEN_BY_ME), "drafted_at"),
        "read": Asked(planned.filter(_has_come(now)), "moment", "day", "day"),
        "later": Asked(planned.filter(day=now.date()).exclude(_has_come(now)), "moment", "slot", "slot"),
        "planned": Asked(planned.filter(day__gt=now.date()), "moment", "day", "day"),
    }


def announcements_that_wait(staff: Staff, filtered: str) -> QuerySet[Announcement]:
    """The announcements under one of the filters above."""
    drafts = Announcement.objects.filter(state=Announcement.State.DRAFT)
    if filtered == WRITTEN_BY_ME:
        return drafts.filter(drafted_by=staff)
    return rows_within(drafts, paths_for(staff, "announcements.approve")).exclude(drafted_by=staff)


def _planned() -> QuerySet[Broadcast]:
    return Broadcast.objects.filter(read_at=None, left_out_at=None)


def _has_come(now: dt.datetime) -> Q:
    """Slots whose hour has come: before it nobody can note that they were read (`log_broadcast`)."""
    return Q(day__lt=now.date()) | Q(day=now.date(), slot__lte=now.time())


def _page_of(key: int) -> str:
    return reverse("announcement", args=[key])
