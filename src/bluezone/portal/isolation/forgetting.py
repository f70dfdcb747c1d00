"""What was written about quarantines in words, forgotten when its time is over; that somebody stayed apart, stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bluezone.portal.isolation.models import Decision, Delivery, Need
from bluezone.portal.tracing.gathering import as_kept

GONE = _("words of an old quarantine, erased")


@transaction.atomic
def forget_words(before: dt.datetime) -> int:
    """Forgets grounds, reasons and witnesses of decisions that were proposed long ago, and what exactly somebody needed
    then and who carried it; of how many decisions, deliveries and needs."""
    gone = as_kept(GONE)
    decided = Decision.objects.filter(proposed_at__lt=before)
    decided.exclude(reason__in=("", gone)).update(reason=gone)
    told = Delivery.objects.filter(decision__proposed_at__lt=before).exclude(words__in=("", gone)).update(words=gone)
    asked = Need.objects.filter(asked_at__lt=before)
    asked.exclude(carried_by__in=("", gone)).update(carried_by=gone)
    told += asked.exclude(words__in=("", gone)).update(words=gone)
    return told + decided.exclude(ground=gone).update(ground=gone)
