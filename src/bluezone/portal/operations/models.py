"""The table of works: what the portal does by itself, when it did, and what came of it; and what was carried over when
units ended."""

from __future__ import annotations

from django.db import models

from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit


class WorkRecord(models.Model):
    """One work. Whoever runs it holds the row for a while; of several workers one gets it."""

    name = models.CharField(max_length=60, primary_key=True)
    """As its app calls it (`portal/app.py`)."""
    next_at = models.DateTimeField()
    holder = models.CharField(max_length=32, blank=True)
    """Drawn by the worker that runs it now; empty while nobody does."""
    held_until = models.DateTimeField(null=True)
    """After this moment the holder is believed to be dead."""
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """Of the last run that came to its end, whatever the end was."""
    done = models.PositiveIntegerField(null=True)
    """How many things the last run did that did not fail."""
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    """Of the last run that failed: the kind of error and where in the program; never its message, which may quote."""
    failures = models.PositiveIntegerField(default=0)
    """In a row; none once a run went well."""

    def __str__(self) -> str:
        return self.name


class CarryOver(models.Model):
    """One time that what stood at ended units was carried to what became of them (`carrying_over.py`)."""

    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"


class CarriedRow(models.Model):
    """A row and where it stood before it was carried over: so it goes back, and old figures are counted where they
    arose."""

    class What(models.TextChoices):
        """Says what became of the row."""

        MOVED = "moved", "moved"
        MADE = "made", "made"
        ENDED = "ended", "ended"

    run = models.ForeignKey(CarryOver, on_delete=models.PROTECT, related_name="rows")
    table = models.CharField(max_length=60)
    """The model, as Django calls it: cases.Case."""
    row = models.BigIntegerField()
    field = models.CharField(max_length=40)
    """The column with the path."""
    what = models.CharField(max_length=5, choices=What.choices)
    old_path = PathField()
    new_path = PathField(db_index=False)
    old_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    new_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_estimate = models.BooleanField()
    """The old unit was split: the row was carried where most of it went, and somebody has to look."""

    class Meta:
        indexes = (models.Index(fields=["table", "row"], name="where_a_row_stood"),)

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.old_path} → {self.new_path}"
