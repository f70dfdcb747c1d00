"""What happens above a report: more time, corrections, approval of a level, other people's counts, reminders."""

from __future__ import annotations

from django.db import models

from bluezone.portal.directives.models.directives import ID_LENGTH, DirectiveRecord, Participant
from bluezone.portal.identity.models import Staff


class ExtensionRecord(models.Model):
    """More time that a participant was given."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="extensions")
    to = models.DateTimeField()
    note = models.CharField(max_length=500)
    acting_for = models.CharField(max_length=ID_LENGTH, db_column="post")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.participant}: {self.to}"


class CorrectionRecord(models.Model):
    """Another count that a consolidator proposes, with a note; it counts once the reporter has confirmed it."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="corrections")
    indicator = models.CharField(max_length=ID_LENGTH)
    was = models.PositiveBigIntegerField()
    becomes = models.PositiveBigIntegerField()
    note = models.CharField(max_length=500)
    acting_for = models.CharField(max_length=ID_LENGTH, db_column="post")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    """Withdrawn, declined by the reporter, or overtaken by another report or another correction that was confirmed."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["participant", "indicator"],
                condition=models.Q(withdrawn_at=None, confirmed_at=None),
                name="one_proposal_a_figure",
            ),
            models.UniqueConstraint(
                fields=["participant", "indicator"],
                condition=models.Q(withdrawn_at=None, confirmed_at__isnull=False),
                name="one_confirmed_correction_a_figure",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator}: {self.was} → {self.becomes}"


class ApprovalRecord(models.Model):
    """A level's approval of what was reported to it."""

    level = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="approvals")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    without = models.JSONField(default=list)
    """Keys of those whose report was not there."""
    note = models.CharField(max_length=500, blank=True)
    taken_back_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["level"], condition=models.Q(taken_back_at=None), name="one_approval_a_level"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level}: {self.at:%d/%m/%Y}"


class VendorCount(models.Model):
    """What the maker of the app counted: shown beside, never added to anything that was reported."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="vendor_counts")
    indicator = models.CharField(max_length=ID_LENGTH)
    value = models.PositiveBigIntegerField()
    as_of = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["participant", "indicator"], name="one_vendor_count"),)

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class PublishedRate(models.Model):
    """A rate as somebody announced it, in the letters in which it was printed."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="published_rates")
    rate = models.CharField(max_length=ID_LENGTH)
    text = models.CharField(max_length=20)
    where = models.CharField(max_length=200)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["participant", "rate"], name="one_published_rate"),)

    def __str__(self) -> str:
        return f"{self.rate}: {self.text}"


class SentReminder(models.Model):
    """A reminder of a deadline that was sent to a participant."""

    directive = models.ForeignKey(DirectiveRecord, on_delete=models.PROTECT, related_name="reminders")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField(null=True)
    """Before the last day: 3, 1 or 0; None for one that somebody sent to an office that is late."""
    due = models.DateTimeField()
    at = models.DateTimeField()
    text = models.TextField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Who sent it; None where it went out by itself."""
    told = models.PositiveSmallIntegerField(default=0)
    """To how many telephones its message was queued; 0 where it is to be said or written by hand."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["participant", "days", "due"], name="each_reminder_is_sent_once"),
        )

    def __str__(self) -> str:
        return f"{self.participant}: T-{self.days}" if self.days is not None else f"{self.participant}: {self.at}"
