"""What a quick report was written from. Its way from draft to recall is kept by the room of papers."""

from __future__ import annotations

from django.db import models

from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.tracing.models import Outbreak


class QuickReport(models.Model):
    """The figures of one quick report as they were counted when it was written: sums, and nobody's name."""

    paper = models.OneToOneField(OutgoingPaper, on_delete=models.PROTECT, related_name="quick_report")
    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="+")
    paths = models.JSONField()
    """The units of whoever wrote it: it tells of these."""
    as_of = models.DateTimeField()
    communes = models.JSONField()
    """The counts of each commune by the key of its unit, in the order of `Counts`."""

    def __str__(self) -> str:
        return f"{self.outbreak}: {self.as_of:%d/%m/%Y}"
