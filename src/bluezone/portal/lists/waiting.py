"""What waits among lists: those that were read and wait for a word, and pairs that may be one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.waiting import Asked, Waiting, counted
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.lists.models import SentList
from bluezone.portal.lists.selectors import kinds_for, open_candidates
from bluezone.portal.places.paths import rows_within


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    del now  # a list has no day by which it is stored
    if not is_allowed(staff, "lists.import"):
        return
    shown = SentList.objects.filter(state=SentList.State.SHOWN, kind__in=kinds_for(staff))
    found = counted(
        shown=Asked(rows_within(shown, paths_for(staff, "lists.import")), "sent_at"),
        pairs=Asked(open_candidates(staff), "entry__sent__stored_at"),
    )
    if (lists := found["shown"]).count:
        yield Waiting(
            "lists.confirm",
            _("Lists to confirm"),
            lists.count,
            lists.address(lambda key: reverse("sent_list", args=[key]), reverse("lists")),
            "lists",
            "list",
            urgency=20,
            since=lists.moment,
            note=_("read, and not stored before somebody says so"),
        )
    if (pairs := found["pairs"]).count:
        yield Waiting(
            "lists.pairs",
            _("Pairs that may be the same"),
            pairs.count,
            reverse("duplicates"),
            "lists",
            "people",
            urgency=40,
            since=pairs.moment,
            note=_("somebody says of each whether it is one or two"),
        )
