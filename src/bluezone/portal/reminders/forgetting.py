"""What is forgotten of reminders: to whom they went, and who agreed on which number. That they were sent stays in the
audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q, QuerySet

from bluezone.portal.messages.services import stop_messages
from bluezone.portal.reminders.models import Consent, Reminder


def forget_reminders(before: dt.datetime, now: dt.datetime) -> int:
    """Forgets reminders of long ago, and consents that ended, or were given and have no reminder left, since; how
    many."""
    gone = _forget(Reminder.objects.filter(message__created_at__lt=before), now)
    over = Consent.objects.filter(Q(ended_at__lt=before) | Q(ended_at=None, asked_at__lt=before), reminders=None)
    return gone + over.delete()[0]


def forget_reminders_of(persons: Collection[int], now: dt.datetime) -> None:
    """Forgets everything of these, whose names are erased: a number is as good as one. What waits is not sent."""
    _forget(Reminder.objects.filter(Q(consent__person__in=persons) | Q(involvement__person__in=persons)), now)
    Consent.objects.filter(person__in=persons).delete()


def _forget(rows: QuerySet[Reminder], now: dt.datetime) -> int:
    """Takes number and link out of the messages of these that wait, while it is known whose they are."""
    found = dict(rows.values_list("pk", "message"))
    stop_messages(list(found.values()), now)
    return Reminder.objects.filter(pk__in=list(found)).delete()[0]
