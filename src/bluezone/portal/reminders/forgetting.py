"""What is forgotten of reminders: to whom they went, and who agreed on which number. That they were sent stays in the
audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from bluezone.portal.reminders.models import Consent, Reminder


def forget_reminders(before: dt.datetime) -> int:
    """Forgets reminders of long ago, and consents that ended, or were never used, since; how many."""
    gone = Reminder.objects.filter(message__created_at__lt=before).delete()[0]
    over = Consent.objects.filter(Q(ended_at__lt=before) | Q(ended_at=None, asked_at__lt=before), reminders=None)
    return gone + over.delete()[0]


def forget_reminders_of(persons: Collection[int]) -> None:
    """Forgets everything of these, whose names are erased: a number is as good as one."""
    Reminder.objects.filter(consent__person__in=persons).delete()
    Reminder.objects.filter(involvement__person__in=persons).delete()
    Consent.objects.filter(person__in=persons).delete()
