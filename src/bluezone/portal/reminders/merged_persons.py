"""Consents and reminders go with people when two records become one, and go back when they were two
(`cases/merging.py`, the setting PERSON_FOLLOWERS; after tracing, which moves their places in outbreaks)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bluezone.portal.cases.models import Person
from bluezone.portal.reminders.models import Consent, Reminder
from bluezone.portal.reminders.services import end_unsent

Moved = dict[str, Any]


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> Moved:
    """Moves what the merged person agreed to and took back, and what they were sent to the place of whoever is kept;
    what that was. Of what the two said the newest word stands, a "no" before a "yes" of the same moment: a consent that
    is older ends, and what waits by it is not sent."""
    _end_what_was_overruled(kept, merged, now)
    theirs = Consent.objects.filter(person=merged).order_by("pk")
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
    """Moves back what went to whoever was kept, as far as it is still there. A consent that ended stays ended: what was
    said meanwhile may be either's, so they are asked anew."""
    Consent.objects.filter(pk__in=moved["consents"]).update(person=merged)
    for number, back, to in moved["reminders"]:
        Reminder.objects.filter(pk=number, involvement=to).update(involvement=back)


def _end_what_was_overruled(kept: Person, merged: Person, now: dt.datetime) -> None:
    said = [one for one in (_newest_word(kept), _newest_word(merged)) if one is not None]
    if len(said) < len((kept, merged)):
        return
    newest = max(said, key=lambda one: (one.ended_at or one.asked_at, one.ended_at is not None))
    for one in said:
        if one is not newest and one.ended_at is None:
            end_unsent(one, None, now)


def _newest_word(person: Person) -> Consent | None:
    """The consent that holds, else the one that ended last; None of whoever has said nothing."""
    theirs = Consent.objects.filter(person=person)
    return theirs.filter(ended_at=None).first() or theirs.order_by("-ended_at", "-pk").first()
