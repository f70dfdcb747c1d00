"""What was noted of samples beyond the result, forgotten when its time is over; who was sampled when, and what it came
to, stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bluezone.portal.sampling.models import Order, Result, Sample
from bluezone.portal.tracing.gathering import as_kept

GONE = _("words about an old sample, erased")


@transaction.atomic
def forget_samples(before: dt.datetime) -> int:
    """Forgets barcodes, Ct values and reasons of samples that were noted long ago; of how many. A laboratory's list
    could still join a barcode with a name."""
    gone = as_kept(GONE)
    said = Result.objects.filter(sample__noted_at__lt=before)
    said.exclude(reason__in=("", gone)).update(reason=gone)
    said.filter(ct__isnull=False).update(ct=None)
    reasons = Order.objects.filter(ordered_at__lt=before).exclude(reason__in=("", gone)).update(reason=gone)
    return reasons + Sample.objects.filter(noted_at__lt=before).exclude(barcode="").update(barcode="")
