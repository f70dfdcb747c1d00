"""What a person does by the link of a message: reads what is asked of them, answers how they are, or wants no more.

Whoever holds the link learns what is asked, and of nobody by name. It opens for three days, as long as the person
agrees and the telephone is theirs alone; what stands there is what is asked at that moment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import Answer
from bluezone.portal.followup.links import has_answered, take_reminded_answer
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.services import is_followed
from bluezone.portal.isolation.course import What
from bluezone.portal.isolation.models import Stay
from bluezone.portal.isolation.selectors import undelivered_in
from bluezone.portal.premises.telephones import telephones_at
from bluezone.portal.reminders.candidates import shared_among, why_not
from bluezone.portal.reminders.models import Consent, Reminder
from bluezone.portal.reminders.services import end_consent, hash_of_code, held_place
from bluezone.portal.sampling.models import Due
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM

OPEN_FOR = dt.timedelta(days=3)
"""The day of a message and the two after it, in Viet Nam, for which its link opens (a rule of this house)."""


@dataclass(frozen=True, slots=True)
class AskedOfThem:
    """What is asked of somebody at this moment."""

    to_answer: bool
    has_answered: bool
    """For now; the next answer is asked later."""
    sample_since: dt.date | None
    """Since when a sample of them is wanted; None where none is today."""
    paper_waits: bool
    call_back: str
    """The number of the health station; empty where nobody said one."""


def reminder_behind(code: str, now: dt.datetime) -> Reminder | None:
    """Finds the reminder whose link this is, of these days and of somebody to whom one could still be sent there."""
    if not code:
        return None
    since = (now - OPEN_FOR).astimezone(VIET_NAM).date()
    rows = Reminder.objects.filter(digest=hash_of_code(code), day__gt=since)
    found = rows.select_related("consent__person", "involvement__unit__parent", "involvement__person").first()
    if found is None or why_not(found.consent.person, found.consent, now) is not None:
        return None
    return None if shared_among([found.consent]) else found


def asked_of_them(reminder: Reminder, now: dt.datetime) -> AskedOfThem:
    """Says what is asked of whoever the reminder is for, in whichever outbreaks they are."""
    places, today = _places_of(reminder), now.astimezone(VIET_NAM).date()
    asked = _asked_to_answer(reminder, now)
    wanted = Due.objects.filter(involvement__in=places, wanted_on__lte=today)
    wanted = wanted.exclude(wanted_until__lt=today).order_by("wanted_on")
    papers = undelivered_in(Stay.objects.filter(involvement__in=places)).filter(what=What.RELEASE)
    commune = reminder.involvement.unit.commune.path
    return AskedOfThem(
        to_answer=bool(asked),
        has_answered=bool(asked) and all(has_answered(one, now) for one in asked),
        sample_since=wanted.values_list("wanted_on", flat=True).first(),
        paper_waits=papers.exists(),
        call_back=telephones_at([commune]).get(commune, ""),
    )


@transaction.atomic
def answer_by_link(*, code: str, answer: Answer, now: dt.datetime) -> None:
    """Takes what somebody says of themselves, once in a slot, as by a code of follow-up, for every outbreak that asks
    it. Raises RefusedError."""
    asked = _asked_to_answer(_require(code, now), now)
    if not asked:
        raise RefusedError("nobody asks how you are any more: your days are over")
    for watch in [one for one in asked if not has_answered(one, now)] or asked[:1]:
        take_reminded_answer(watch=watch, answer=answer, now=now)


@transaction.atomic
def stop_by_link(*, code: str, now: dt.datetime) -> None:
    """Ends the consent of whoever holds the link: nothing more is sent to that number. Raises RefusedError."""
    found = _require(code, now)
    held = held_place(found.involvement)
    consent = Consent.objects.get(pk=found.consent_id)
    if consent.ended_at is None:
        end_consent(consent, held, None, now)


def _require(code: str, now: dt.datetime) -> Reminder:
    if (found := reminder_behind(code, now)) is None:
        raise RefusedError(
            "this link opens nothing: it was typed wrongly, is older than three days, or messages were stopped"
        )
    return found


def _places_of(reminder: Reminder) -> QuerySet[Involvement]:
    return Involvement.objects.filter(person=reminder.consent.person_id)


def _asked_to_answer(reminder: Reminder, now: dt.datetime) -> list[Watch]:
    """Finds who asks how somebody is, in the order of the outbreaks: whoever answers in several holds them in it."""
    watches = Watch.objects.filter(involvement__in=_places_of(reminder)).select_related("involvement__outbreak")
    return [one for one in watches.order_by("involvement__outbreak", "pk") if is_followed(one, now)]
