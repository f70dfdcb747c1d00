"""What waits in follow-up: symptoms that somebody told, and people who are to be asked today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.followup.selectors import ROUND, SETTLE, due_in, earliest_due_in, open_tasks_in
from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    found, rounds = counted(_asked, staff, now), reverse("followup_round")
    if "ill" in found and (ill := found["ill"]).count:
        yield Waiting(
            "followup.ill",
            _("Contacts with symptoms"),
            ill.count,
            ill.address(lambda number: reverse("followup_person", args=[number]), rounds),
            "followup_round",
            "health",
            urgency=2,
            since=ill.moment,
            note=_("a sample is taken, or you say why none is needed"),
        )
    if "due" in found and (due := found["due"]).count and due.moment is not None:
        earliest = earliest_due_in(staff, now) or due.moment  # the first came to another process a moment ago
        yield Waiting(
            "followup.due",
            _("People to ask how they are"),
            due.count,
            rounds,
            "followup_round",
            "phone",
            urgency=7,
            due=earliest + dt.timedelta(days=1),
            note=_("contacts whose days are not over"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Says what may wait here for this person."""
    asked: dict[str, Asked] = {}
    if is_allowed(staff, SETTLE):
        asked["ill"] = Asked(open_tasks_in(staff), "raised_at", key="watch")
    if is_allowed(staff, ROUND):
        asked["due"] = Asked(due_in(staff, now), "due_at", order=None)
    return asked
