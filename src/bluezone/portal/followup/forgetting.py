"""What somebody told of their health, forgotten when its time is over; that they were asked, and when, stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bluezone.portal.followup.models import Link, Task, Visit
from bluezone.portal.tracing.gathering import as_kept

GONE = _("words of an old follow-up, erased")


@transaction.atomic
def forget_answers(before: dt.datetime) -> int:
    """Forgets symptoms, temperatures and words of answers that were given long ago, and reasons; of how many. Codes of
    then open nothing any more, and are deleted."""
    told = Visit.objects.filter(at__lt=before)
    told = told.exclude(symptoms=[], temperature=None, words="")
    gone = as_kept(GONE)
    reasons = Task.objects.filter(raised_at__lt=before).exclude(reason__in=("", gone)).update(reason=gone)
    Link.objects.filter(made_at__lt=before).delete()
    return told.update(symptoms=[], temperature=None, words="") + reasons
