"""What waits about reminders: people whom one has not reached, to be called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.reminders.selectors import TO_CALL, failed_in

_CALL = "reminders.called"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    found, several = counted(_asked, staff, now).get(_CALL), f"{reverse('reminders')}?state={TO_CALL}"
    if found is not None and found.count:
        yield Waiting(
            _CALL,
            _("Reminders that have not arrived"),
            found.count,
            found.address(lambda key: reverse("reminded_person", args=[key]), several),
            "followup_round",
            "phone",
            urgency=6,
            since=found.moment,
            note=_("call them, and ask whether the number is theirs"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    if not is_allowed(staff, _CALL):
        return {}
    return {_CALL: Asked(failed_in(staff, now), "message__created_at", key="involvement__person__pseudonym")}
