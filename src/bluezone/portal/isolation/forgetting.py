"""What was written about quarantines in words, forgotten when its time is over; that somebody stayed apart, stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bluezone.portal.isolation.models import Decision, Delivery
from bluezone.portal.tracing.gathering import as_kept

GONE = _("words of an old quarantine, erased")


@transaction.atomic
def forget_words(before: dt.datetime) -> int:
    """Forgets grounds, reasons and witnesses of decisions that were proposed long ago; of how many decisions and
    deliveries."""
    gone = as_kept(GONE)
    decided = Decision.objects.filter(proposed_at__lt=before)
    decided.exclude(reason__in=("", gone)).update(reason=gone)
    told = Delivery.objects.filter(decision__proposed_at__lt=before).exclude(words__in=("", gone)).update(words=gone)
    return told + decided.exclude(ground=gone).update(ground=gone)
