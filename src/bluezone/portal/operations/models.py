"""The table of works: what the portal does by itself, when it did, and what came of it."""

from __future__ import annotations

from django.db import models


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
