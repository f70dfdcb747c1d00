"""What waits about quarantines: releases that are due, reasons that are gone, decisions to write, to submit and to
deliver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.portal.frame.counting import Asked, Counted, counted
from bluezone.portal.frame.waiting import Waiting, Whose
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.needed import SUPPLY, needs_in
from bluezone.portal.isolation.selectors import (
    DELIVER,
    DRAW_UP,
    DUE,
    GONE,
    PROPOSE,
    PROPOSED,
    UNDELIVERED,
    WRITTEN,
    drafts_in,
    due_in,
    gone_in,
    proposed_in,
    stays_in,
    undelivered_in,
    written_in,
)

_NEEDS = "needs"
_ENTRY, _SYMBOL = "isolation_list", "shield"
_WRITE, _SUBMIT = "write", "submit"


def waiting(staff: Staff, now: dt.datetime) -> Iterator[Waiting]:
    """Offers what waits for this person here."""
    found = {name: one for name, one in counted(_asked, staff, now).items() if one.count}
    for name, (text, address, note, urgency) in _mine(found).items():
        if name in found:
            count = found[name].count
            yield Waiting(f"isolation.{name}", text, count, address, _ENTRY, _SYMBOL, urgency=urgency, note=note)
    for name, (text, note) in _of_others().items():
        if name in found:
            yield Waiting(
                f"isolation.{name}",
                text,
                found[name].count,
                f"{reverse(_ENTRY)}?state={name}",
                _ENTRY,
                _SYMBOL,
                urgency=7,
                whose=Whose.OTHERS,
                since=found[name].moment,
                note=note,
            )


def _asked(staff: Staff, now: dt.datetime) -> dict[str, Asked]:
    """Whoever writes papers is told what to write and to submit, whoever else proposes, that both hang."""
    asked: dict[str, Asked] = {}
    if is_allowed(staff, SUPPLY):
        asked[_NEEDS] = Asked(needs_in(staff, SUPPLY), "asked_at")
    if is_allowed(staff, PROPOSE):
        stays = stays_in(staff, PROPOSE)
        asked[DUE], asked[GONE] = Asked(due_in(stays, now), "last_day"), Asked(gone_in(stays), "last_day")
    if is_allowed(staff, DRAW_UP):
        stays = stays_in(staff, DRAW_UP)
        asked[_WRITE] = Asked(proposed_in(stays), "proposed_at")
        asked[_SUBMIT] = Asked(drafts_in(staff, stays), "drafted_at")
    elif is_allowed(staff, PROPOSE):
        asked[PROPOSED] = Asked(proposed_in(stays), "proposed_at")
        asked[WRITTEN] = Asked(written_in(stays), "proposed_at")
    if is_allowed(staff, DELIVER):
        asked[UNDELIVERED] = Asked(undelivered_in(stays_in(staff, DELIVER)), "paper__issued_at")
    return asked


def _mine(found: Mapping[str, Counted]) -> dict[str, tuple[str, str, str, int]]:
    bulk, every = reverse("isolation_bulk"), reverse(_ENTRY)
    draft = reverse("paper", args=[found[_SUBMIT].key]) if _SUBMIT in found else ""
    return {
        DUE: (_("Quarantines whose days are over"), bulk, _("propose the release, or say why it goes on"), 5),
        GONE: (
            _("Quarantines without a reason any more"),
            f"{every}?state={GONE}",
            _("no rule asks for them now"),
            6,
        ),
        _WRITE: (_("Decisions on quarantine to write"), bulk, _("one paper for as many as you choose"), 5),
        _SUBMIT: (
            _("Papers on quarantine to submit"),
            draft,
            _("drafts by which nobody is in quarantine yet; the one that was written first"),
            5,
        ),
        _NEEDS: (
            _("Supplies to bring to people in quarantine"),
            reverse("isolation_needs"),
            _("a list by hamlet, to be printed"),
            4,
        ),
        UNDELIVERED: (_("Decisions on quarantine to deliver"), f"{every}?state={UNDELIVERED}", "", 8),
    }


def _of_others() -> dict[str, tuple[str, str]]:
    return {
        PROPOSED: (_("Proposed quarantines without a paper"), _("a supervisor writes it")),
        WRITTEN: (_("Decisions on quarantine that are not issued yet"), _("their paper is a draft, or being signed")),
    }
