"""What waits about door posts: rows that a colleague asks to be opened, and doors that are open and silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.posts.models import Post
from bluezone.portal.posts.selectors import SILENT, silent_posts
from bluezone.portal.posts.services.releasing import ACT, releases_that_wait

_KEEP = "posts.keep"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, ACT) and not is_allowed(staff, _KEEP):
        return
    found = counted(_asked, staff, now)
    if (releases := found["releases"]).count:
        yield Waiting(
            ACT,
            _("Rows of doors that a colleague asks for"),
            releases.count,
            reverse("row_releases"),
            "posts",
            "door",
            urgency=6,
            since=releases.moment,
        )
    if (silent := found["silent"]).count:
        yield Waiting(
            "posts.silent",
            _("Door posts that are open and silent"),
            silent.count,
            silent.address(lambda key: reverse("post", args=[key]), reverse("posts") + f"?state={SILENT}"),
            "posts",
            "door",
            urgency=9,
            note=_("no row for two hours: nobody stands there, or there is no network"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    mine = rows_within(Post.objects.all(), paths_for(staff, _KEEP))
    return {
        "releases": Asked(releases_that_wait(staff, now), "asked_at"),
        "silent": Asked(silent_posts(mine, now), "made_at"),
    }
