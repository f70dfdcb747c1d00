"""What waits about people's own files: to be put together, to be approved by somebody else, to be handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.dossiers.selectors import HAND, to_approve, to_hand_over, to_put_together
from bluezone.portal.dossiers.services import APPROVE, DRAFT
from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.waiting import Waiting
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed

_ENTRY, _SYMBOL = "people", "paper"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    for act, one in counted(_asked, staff, now).items():
        if one.count:
            text, note = _words()[act]
            address = one.address(lambda key: reverse("dossier", args=[key]), reverse("dossiers"))
            yield Waiting(act, text, one.count, address, _ENTRY, _SYMBOL, urgency=6, note=note, since=one.moment)


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    asked: dict[str, Asked] = {}
    if is_allowed(staff, DRAFT):
        asked[DRAFT] = Asked(to_put_together(staff, now), "asked_at")
    if is_allowed(staff, APPROVE):
        asked[APPROVE] = Asked(to_approve(staff, now), "drafted_at")
    if is_allowed(staff, HAND):
        asked[HAND] = Asked(to_hand_over(staff), "approved_at")
    return asked


def _words() -> dict[str, tuple[str, str]]:
    return {
        DRAFT: (_("People's own files to put together"), _("somebody asked for all that is held about them")),
        APPROVE: (_("People's own files to approve"), _("a colleague has put them together")),
        HAND: (_("People's own files to hand over"), ""),
    }
