"""Evidence: what was done, where and when, and the photo, scan, script or link that shows it. Never who."""

from __future__ import annotations

from django.db import models

from bluezone.portal.directives.models.directives import ID_LENGTH, File, Participant
from bluezone.portal.identity.models import Staff


class EvidenceRecord(models.Model):
    """One piece, or one entry of the activity log. Withdrawn ones stay, and count no more."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=ID_LENGTH)
    """One of the directive's evidence kinds."""
    day = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    link = models.CharField(max_length=500, blank=True)
    count = models.PositiveIntegerField(default=1)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", null=True)
    team = models.CharField(max_length=6, blank=True)
    """The code of a field team whose count this is; too regular for a name."""
    logged_as = models.CharField(max_length=40, blank=True, default="")
    """The line of another room's log that it is, such as broadcast-12; empty for what somebody added by hand."""
    said = models.CharField(max_length=120, blank=True, default="")
    """What that line says, in signs that need no translation."""
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None for a field team."""
    added_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["participant", "withdrawn_at", "-day", "-id"], name="evidence_newest_first"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(count__gte=1), name="evidence_shows_something"),
            models.UniqueConstraint(
                fields=["participant", "logged_as"],
                condition=~models.Q(logged_as=""),
                name="one_piece_a_line_of_a_log",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
