"""Announcements: one set of facts that a second person approved, what is read aloud where, and audio made of it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.directives.models import DirectiveRecord
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit
from bluezone.portal.world import VIET_NAM


class Announcement(models.Model):
    """What is said, in both languages. Once approved its words never change; other words are another announcement."""

    class State(models.TextChoices):
        """How far an announcement has come."""

        DRAFT = "draft", gettext_lazy("Waits for a second person")
        APPROVED = "approved", gettext_lazy("Approved")
        WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    facts = models.JSONField()
    """The core's `Facts`, as `wording.py` writes them."""
    search_text = models.TextField(default="")
    """Its headline in both languages, and its code, by which it is found."""
    fingerprint = models.CharField(max_length=8, db_index=True)
    """Of the facts as they stand; what is approved is called by it."""
    digest = models.CharField(max_length=64)
    """The SHA-256 of the facts as they stand, whole: what an approval binds."""
    directive = models.ForeignKey(DirectiveRecord, on_delete=models.PROTECT, related_name="+", null=True)
    """Which directive it carries out: what is read of it stands as evidence there. None serves none."""
    drafted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    """Whoever wrote the words as they stand."""
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "-approved_at", "-id"], name="announcements_newest_first"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("drafted_by")),
                name="a_second_person_approves",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", approved_at=None)
                | models.Q(state="approved", approved_at__isnull=False)
                | models.Q(state="withdrawn"),
                name="what_is_approved_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return self.fingerprint


class Broadcast(models.Model):
    """One slot on a commune's loudspeakers: planned, and then read by somebody, or left out."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="broadcasts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    day = models.DateField()
    slot = models.TimeField()
    planned_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    """As it took; empty until it was read."""
    read_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Who read it, or had it read and answers for that."""
    read_at = models.DateTimeField(null=True)
    left_out_at = models.DateTimeField(null=True)
    left_out_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = (models.Index(fields=["path", "-day", "-slot", "-id"], name="broadcasts_newest_first"),)
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "day", "slot"], condition=models.Q(left_out_at=None), name="one_broadcast_a_slot"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes=None, read_by=None) | models.Q(minutes__gte=1, read_by__isnull=False),
                name="what_was_read_took_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.day} {self.slot:%H:%M}"

    @property
    def begins(self) -> dt.datetime:
        """The moment of the slot: before it nobody can say that it was read."""
        return dt.datetime.combine(self.day, self.slot, VIET_NAM)


class Audio(models.Model):
    """A script read by the machine. Made when somebody asks, and dropped when there are too many."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="audio")
    language = models.CharField(max_length=2)
    content = models.BinaryField()
    seconds = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["announcement", "language"], name="one_audio_a_language"),)

    def __str__(self) -> str:
        return f"{self.announcement} {self.language}"
