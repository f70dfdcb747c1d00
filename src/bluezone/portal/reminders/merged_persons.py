"""Consents and reminders go with people when two records become one, and go back when they were two
(`cases/merging.py`, the setting PERSON_FOLLOWERS; after tracing, which moves their places in outbreaks)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bluezone.portal.cases.models import Person
from bluezone.portal.reminders.models import Consent, Reminder

Moved = dict[str, Any]


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> Moved:  # noqa: ARG001 - as every follower
    """Moves what the merged person agreed to, unless whoever is kept said something themselves, and what they were sent
    to the place of whoever is kept; what that was."""
    theirs = Consent.objects.filter(person=merged).order_by("pk")
    if Consent.objects.filter(person=kept, ended_at=None).exists():
        theirs = theirs.exclude(ended_at=None)
    consents = list(theirs.values_list("pk", flat=True))
    Consent.objects.filter(pk__in=consents).update(person=kept)
    places = dict(kept.involvements.values_list("outbreak", "pk"))
    reminders = [
        [one.pk, one.involvement_id, places[one.involvement.outbreak_id]]
        for one in Reminder.objects.filter(involvement__person=merged).select_related("involvement").order_by("pk")
        if one.involvement.outbreak_id in places
    ]
    for number, _, to in reminders:
        Reminder.objects.filter(pk=number).update(involvement=to)
    return {"consents": consents, "reminders": reminders}


def part_persons(*, merged: Person, moved: Moved) -> None:
    """Moves back what went to whoever was kept, as far as it is still there."""
    Consent.objects.filter(pk__in=moved["consents"]).update(person=merged)
    for number, back, to in moved["reminders"]:
        Reminder.objects.filter(pk=number, involvement=to).update(involvement=back)
