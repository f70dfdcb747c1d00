"""Where cases have been, and who else was there."""

from __future__ import annotations

from django.db import models

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.models.involved import Involvement
from bluezone.portal.tracing.models.met import Evidence


class Landmark(models.Model):
    """A case at a place for a time, and what happened there: by these the work of tracing is divided (QĐ 5053)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="landmarks")
    place = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """Of where the place is: whoever works there looks for who was there."""
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    what = models.CharField(max_length=200, blank=True)
    is_public = models.BooleanField(default=False)
    """Anybody may have been there: it may be announced."""
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    corrections = models.JSONField(default=list)
    """What stood here before each correction, the oldest first, by whom it was corrected and why (`changing.py`)."""
    withdrawn_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None while it holds, as the next one: nobody says any more that the case was here."""
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="a_landmark_takes_time"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, reason="")
                | (models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(reason="")),
                name="a_withdrawn_landmark_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.begins:%d/%m/%Y}"


class Presence(models.Model):
    """Somebody else was at a landmark, by one account."""

    landmark = models.ForeignKey(Landmark, on_delete=models.PROTECT, related_name="presences")
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="presences")
    origin = models.CharField(max_length=12, choices=Evidence.Origin.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["landmark", "involvement", "origin"], name="one_presence_an_account"),
        )

    def __str__(self) -> str:
        return f"{self.involvement} {self.landmark}"
