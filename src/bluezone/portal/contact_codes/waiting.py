"""What waits about codes for contacts: people who agreed to warn others, whom a second person gives the code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.contact_codes.selectors import asks_to_answer
from bluezone.portal.contact_codes.services import GIVE
from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed

_ENTRY, _SYMBOL = "people", "key"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    found = counted(_asked, staff, now).get(GIVE)
    if found is not None and found.count:
        address = found.address(lambda key: reverse("contact_code", args=[key]), reverse("contact_codes"))
        yield Waiting(
            GIVE,
            _("Contacts who wait for a code"),
            found.count,
            address,
            _ENTRY,
            _SYMBOL,
            urgency=10,
            since=found.moment,
            note=_("they agreed to warn others; a second person gives the code out"),
        )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    if not is_allowed(staff, GIVE):
        return {}
    return {GIVE: Asked(asks_to_answer(staff, now), "asked_at", key="person__pseudonym")}
