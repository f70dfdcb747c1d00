"""What tracing wrote in words, forgotten when its time is over: places, what happened there, reasons.

Words that people typed may name somebody. Who met whom, when, and on what it stood stays, by pseudonyms; so does the
fact that a withdrawal had a reason.
"""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db import transaction
from django.db.models import Max, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.tracing.gathering import as_kept
from bluezone.portal.tracing.models import Evidence, Exposure, Landmark, Transfer

M = TypeVar("M", bound=Model)
GONE = _("words of an old outbreak, erased")


@transaction.atomic
def forget_words_of_exposures(before: dt.datetime) -> int:
    """Forgets where people met and why something was withdrawn, closed or sent back, of what was entered long ago: of
    exposures, evidence and offers of people. How many of these said something."""
    gone = as_kept(GONE)
    exposures = Exposure.objects.filter(entered_at__lt=before)
    placed, reasoned = exposures.exclude(place=""), _typed(exposures.filter(withdrawn_by__isnull=False), gone)
    by_somebody = Q(withdrawn_by__isnull=False) | Q(closed_by__isnull=False)
    pieces = _typed(Evidence.objects.filter(by_somebody, entered_at__lt=before), gone)
    said = len(set(placed.values_list("pk", flat=True)) | set(reasoned.values_list("pk", flat=True)))
    placed.update(place="")
    reasoned.update(reason=gone)
    returned = _typed(Transfer.objects.filter(offered_at__lt=before), gone)
    return said + pieces.update(reason=gone) + returned.update(reason=gone)


@transaction.atomic
def forget_landmarks(before: dt.datetime) -> int:
    """Forgets the places of patients whose last case was opened long ago, what happened there, and what was said of
    them before; how many."""
    gone = as_kept(GONE)
    opened = Landmark.objects.annotate(last=Max("case__person__cases__opened_at"))
    over = list(opened.filter(last__lt=before).exclude(place=gone).values_list("pk", flat=True))
    rows = Landmark.objects.filter(pk__in=over)
    rows.exclude(withdrawn_at=None).update(reason=gone)
    return rows.update(place=gone, what="", corrections=[])


def _typed(rows: QuerySet[M], gone: str) -> QuerySet[M]:
    """Leaves out what says nothing, or was forgotten already."""
    return rows.exclude(reason__in=("", gone))
