"""What waits about quarantines: releases that are due, reasons that are gone, decisions to write and to deliver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.waiting import Asked, Waiting, Whose, counted
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.selectors import (
    DELIVER,
    DRAW_UP,
    DUE,
    GONE,
    PROPOSE,
    PROPOSED,
    UNDELIVERED,
    due_in,
    gone_in,
    proposed_in,
    stays_in,
    undelivered_in,
)


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    asked: dict[str, Asked] = {}
    if is_allowed(staff, PROPOSE):
        asked[DUE] = Asked(due_in(stays_in(staff, PROPOSE), now), "last_day")
        asked[GONE] = Asked(gone_in(stays_in(staff, PROPOSE)), "last_day")
    if is_allowed(staff, DRAW_UP):
        asked["write"] = Asked(proposed_in(stays_in(staff, DRAW_UP)), "proposed_at")
    elif is_allowed(staff, PROPOSE):
        asked[PROPOSED] = Asked(proposed_in(stays_in(staff, PROPOSE)), "proposed_at")
    if is_allowed(staff, DELIVER):
        asked[UNDELIVERED] = Asked(undelivered_in(stays_in(staff, DELIVER)), "paper__issued_at")
    if not asked:
        return
    found, bulk, every = counted(**asked), reverse("isolation_bulk"), reverse("isolation_list")
    lines = (
        (DUE, _("Quarantines whose days are over"), bulk, _("propose the release, or say why it goes on"), 5),
        (GONE, _("Quarantines without a reason any more"), f"{every}?state={GONE}", _("no rule asks for them now"), 6),
        ("write", _("Decisions on quarantine to write"), bulk, _("one paper for as many as you choose"), 5),
        (UNDELIVERED, _("Decisions on quarantine to deliver"), f"{every}?state={UNDELIVERED}", "", 8),
    )
    for name, text, address, note, urgency in lines:
        if name in found and (many := found[name].count):
            yield Waiting(
                f"isolation.{name}", text, many, address, "isolation_list", "shield", urgency=urgency, note=note
            )
    if PROPOSED in found and found[PROPOSED].count:
        yield Waiting(
            f"isolation.{PROPOSED}",
            _("Proposed quarantines without a paper"),
            found[PROPOSED].count,
            f"{every}?state={PROPOSED}",
            "isolation_list",
            "shield",
            urgency=7,
            whose=Whose.OTHERS,
            since=found[PROPOSED].moment,
            note=_("a supervisor writes it"),
        )
