"""What waits among lists: those that were read and wait for a word, and pairs that may be one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.lists.selectors import READY, TO_CORRECT, lists_that_wait, open_candidates


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    if not is_allowed(staff, "lists.import"):
        return
    found = counted(_asked, staff, now)
    told = (
        (READY, "lists.confirm", _("Lists to confirm"), _("read, and not stored before somebody says so"), 20),
        (TO_CORRECT, "lists.correct", _("Lists to correct"), _("read, and something in it cannot be stored so"), 22),
    )
    for name, what, text, note, urgency in told:
        if (lists := found[name]).count:
            yield Waiting(
                what,
                text,
                lists.count,
                lists.address(lambda key: reverse("sent_list", args=[key]), f"{reverse('lists')}?state={name}"),
                "lists",
                "list",
                urgency=urgency,
                since=lists.moment,
                note=note,
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


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    del now  # a list has no day by which it is stored
    return {
        READY: Asked(lists_that_wait(staff, READY), "sent_at"),
        TO_CORRECT: Asked(lists_that_wait(staff, TO_CORRECT), "sent_at"),
        "pairs": Asked(open_candidates(staff), "entry__sent__stored_at"),
    }
