"""The audit: what staff did and what they read, one line after another, each holding the hash of the one before.

Append-only by triggers in the database itself (migration 0002), not by good will.
"""

from __future__ import annotations

from django.db import models

from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField


class Act(models.TextChoices):
    """Whether a line tells of a read or of a change."""

    READ = "read", "read"
    WRITE = "write", "write"


class Entry(models.Model):
    """One line of the audit. `hash` covers every other field, the subjects and `previous_hash`."""

    number = models.BigIntegerField(primary_key=True)
    """1, 2, 3, …: a gap shows."""
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None is the command line."""
    actor_name = models.CharField(max_length=80)
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=5, choices=Act.choices)
    path = PathField()
    detail = models.JSONField(default=dict)
    """Facts without names: numbers, states, how many."""
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(number__gte=1), name="entries_are_counted_from_one"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.act}"


class Subject(models.Model):
    """One person or thing that a line is about, so that "who read this person's record" is one look-up."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)

    class Meta:
        indexes = (models.Index(fields=["kind", "key", "entry"], name="entries_about_a_subject"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Head(models.Model):
    """The end of the chain, in one row that every writer locks: two lines never claim the same number."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"
