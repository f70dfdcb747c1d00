"""Offices whose report is overdue: by how many days, whom one calls there, and what was sent to them when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bluezone.portal.as_read import digest_of
from bluezone.portal.directives.models import Membership, Participant, RolloutPaper, SentReminder
from bluezone.portal.directives.policy import drafts_papers, own_organisation, works_for
from bluezone.portal.directives.selectors.columns import Row
from bluezone.portal.directives.selectors.listing import expected_reports
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Contact
from bluezone.portal.papers.models import State
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.consolidation.deadlines import Standing, days_left

PAGE = 100
TO_REMIND, REMINDED = "remind", "reminded"
"""Filters of the page: whom nobody has reminded on this day, and whom somebody has."""


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to call at an office."""

    name: str
    position: str
    phone: str
    """Empty where none is known."""


@dataclass(frozen=True, slots=True)
class LateOffice:
    """One office whose report is overdue."""

    row: Row
    days: int
    """Whole days since its last day; 0 on the last day itself, once the hour has passed."""
    callees: tuple[Callee, ...]
    reminders: tuple[SentReminder, ...]
    """The newest first."""
    letters: tuple[RolloutPaper, ...]
    """Letters to the late that name it, the newest first."""

    def is_meant(self, shown: str, now: dt.datetime) -> bool:
        """Whether it passes the filter; an unknown filter lets every office pass."""
        if shown not in {TO_REMIND, REMINDED}:
            return True
        is_reminded = any(one.by_id is not None and one.at >= day_of(now) for one in self.reminders)
        return is_reminded == (shown == REMINDED)

    @property
    def digest(self) -> str:
        """Names what its line shows, for the form that reminds it."""
        last = self.reminders[0].pk if self.reminders else 0
        return digest_of(self.row.key, self.row.state, str(self.row.due), last)


def late_offices(top: Participant, now: dt.datetime, keys: frozenset[str] | None = None) -> list[LateOffice]:
    """Offices below this participant whose report is overdue, the longest overdue first; of these keys, where given."""
    rows = [
        one.row
        for one in expected_reports(top, now)
        if one.standing is Standing.LATE and (keys is None or one.row.key in keys)
    ]
    callees = _callees([row.pk for row in rows], now)
    reminders, letters = _reminders([row.pk for row in rows]), _letters(top)
    found = [
        LateOffice(
            row,
            max(0, -days_left(row.due.astimezone(VIET_NAM), now)),
            callees.get(row.pk, ()),
            reminders.get(row.pk, ()),
            letters.get(row.key, ()),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: -one.days)


def day_of(now: dt.datetime) -> dt.datetime:
    """When this day began in Viet Nam."""
    return dt.datetime.combine(now.astimezone(VIET_NAM).date(), dt.time(), VIET_NAM)


def late_context(
    staff: Staff, top: Participant, now: dt.datetime, *, start: int, ticks_all: bool, shown: str = ""
) -> dict[str, Any]:
    """The page of those who are late: a part of them, and what this reader may do about them."""
    whole = late_offices(top, now)
    every = [one for one in whole if one.is_meant(shown, now)]
    chips = {name: sum(one.is_meant(name, now) for one in whole) for name in ("", TO_REMIND, REMINDED)}
    return {
        "record": top.directive,
        "offices": every[start : start + PAGE],
        "count": len(every),
        "shown": shown if shown in chips else "",
        "chips": chips,
        "next": start + PAGE if len(every) > start + PAGE else None,
        "ticks_all": ticks_all,
        "reminds": works_for(staff, "directives.collect", top),
        "drafts": drafts_papers(staff, top),
    }


def callees_of(participant: Participant, now: dt.datetime) -> tuple[Callee, ...]:
    """The people to call at this participant: who works there, then the contacts of its organisation."""
    return _callees([participant.pk], now).get(participant.pk, ())


def _callees(participants: list[int], now: dt.datetime) -> dict[int, tuple[Callee, ...]]:
    found: dict[int, list[Callee]] = {}
    seated = Membership.objects.filter(participant__in=participants, ended_at=None, staff__is_active=True)
    for one in seated.select_related("staff").order_by("pk"):
        found.setdefault(one.participant_id, []).append(Callee(one.staff.full_name, "", one.staff.phone))
    organisations = _own_organisations(participants, now)
    contacts = Contact.objects.filter(ended_on=None, organisation__in=set(organisations.values()))
    by_organisation: dict[int, list[Callee]] = {}
    for contact in contacts.order_by("pk"):
        callee = Callee(contact.full_name, contact.position, contact.phone)
        by_organisation.setdefault(contact.organisation_id, []).append(callee)
    for pk, organisation in organisations.items():
        found.setdefault(pk, []).extend(by_organisation.get(organisation, ()))
    return {pk: tuple(dict.fromkeys(sorted(callees, key=lambda one: not one.phone))) for pk, callees in found.items()}


def _own_organisations(participants: list[int], now: dt.datetime) -> dict[int, int]:
    """The organisation behind each participant, but none that lies on other ground."""
    rows = Participant.objects.filter(pk__in=participants, organisation__isnull=False).select_related("organisation")
    today = now.astimezone(VIET_NAM).date()
    found = ((row.pk, own_organisation(row, today)) for row in rows.order_by("pk"))
    return {pk: organisation.pk for pk, organisation in found if organisation is not None}


def _reminders(participants: list[int]) -> dict[int, tuple[SentReminder, ...]]:
    rows = SentReminder.objects.filter(participant__in=participants).select_related("by").order_by("-at", "-pk")
    found: dict[int, list[SentReminder]] = {}
    for row in rows:
        found.setdefault(row.participant_id, []).append(row)
    return {pk: tuple(sent) for pk, sent in found.items()}


def _letters(top: Participant) -> dict[str, tuple[RolloutPaper, ...]]:
    """Letters to the late, by the key of each office that one names; none whose draft was thrown away."""
    rows = RolloutPaper.objects.filter(directive=top.directive_id, what=RolloutPaper.What.CHASING)
    rows = rows.exclude(paper__state=State.DISCARDED)
    found: dict[str, list[RolloutPaper]] = {}
    for row in rows.select_related("paper").defer("paper__content").order_by("-pk"):
        for key in row.beside.get("named", ()):
            found.setdefault(key, []).append(row)
    return {key: tuple(letters) for key, letters in found.items()}
