"""What waits about door posts: rows that a colleague asks to be opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.waiting import Asked, Waiting, counted
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.posts.services.releasing import ACT, releases_that_wait


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, ACT):
        return
    asked = counted(releases=Asked(releases_that_wait(staff, now), "asked_at"))["releases"]
    if asked.count:
        yield Waiting(
            ACT,
            _("Rows of doors that a colleague asks for"),
            asked.count,
            reverse("row_releases"),
            "posts",
            "door",
            urgency=6,
            since=asked.moment,
        )
