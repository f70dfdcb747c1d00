"""Who is followed up from when until when, what they answered, and what symptoms ask for
(docs/decisions/0030-follow-up.md).

The days are never typed: like levels they are computed, and a row of `Watch` keeps what was computed (`planning.py`).
Only what somebody answered and what was done about it is written down by people.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.followup.answers import LONGEST_WORDS, Channel, Outcome, Symptom
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.tracing.models import Involvement


class Watch(models.Model):
    """The follow-up of one person in one outbreak, as the regime has it; without days where it asks nothing of them."""

    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="watch")
    path = PathField()
    """Where the person is now: whoever works there asks them."""
    first_day = models.DateField(null=True)
    """None where nobody has to be asked, as the next two."""
    apart_until = models.DateField(null=True)
    last_day = models.DateField(null=True)
    is_estimated = models.BooleanField(default=False)
    """Nobody stated on which day the meeting ended after which the days begin."""
    due_at = models.DateTimeField(null=True)
    """The beginning of the first slot that nobody has closed; None where there is none."""
    asked_at = models.DateTimeField(null=True)
    """When somebody asked last, or tried to."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_day=None, apart_until=None, last_day=None, due_at=None)
                | models.Q(first_day__lte=models.F("apart_until"), apart_until__lte=models.F("last_day")),
                name="a_watch_begins_before_it_ends",
            ),
        )
        indexes = (  # the first has all that a round and its figures count by: counting a province opens no row
            models.Index(fields=["path", "due_at", "last_day", "first_day", "asked_at"], name="watches_of_a_round"),
            models.Index(fields=["asked_at"], name="watches_asked_lately"),
            models.Index(fields=["last_day", "path", "id"], name="watches_by_their_last_day"),
        )

    def __str__(self) -> str:
        return f"{self.involvement}"


class Visit(models.Model):
    """Somebody was asked how they are, and what came of it."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="visits")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    closes = models.BooleanField()
    """Whether nobody needs to ask again in this slot (`answers.py`)."""
    symptoms = models.JSONField(default=list)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None where the person answered by their own code."""
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(channel="own", by=None) | ~models.Q(channel="own") & models.Q(by__isnull=False),
                name="somebody_asks_or_the_person_answers_alone",
            ),
        )
        indexes = (
            models.Index(fields=["watch", "-at"], name="visits_newest_first"),
            models.Index(fields=["at"], name="visits_of_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.watch}, {self.at:%d/%m/%Y %H:%M}"

    @property
    def complaints(self) -> str:
        """What was told, in the reader's language."""
        return ", ".join(str(Symptom(one).label) for one in self.symptoms)


class Task(models.Model):
    """Symptoms that somebody told: a sample is taken, or it is said why not. One at a time is open of a person."""

    class Outcome(models.TextChoices):
        """What was done."""

        SAMPLE = "sample", gettext_lazy("A sample was taken")
        NONE = "none", gettext_lazy("No sample is needed")

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="tasks")
    raised_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """Why none is needed."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["watch"], condition=models.Q(done_at=None), name="one_open_task_a_person_followed"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_by=None, outcome="")
                | models.Q(done_at__isnull=False, done_by__isnull=False) & ~models.Q(outcome=""),
                name="a_task_that_is_done_says_by_whom_and_how",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="none") | ~models.Q(reason=""), name="no_sample_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.watch}, {self.raised_at:%d/%m/%Y}"


class Link(models.Model):
    """A code by which one person answers for themselves (`links.py`). One at a time opens anything."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the code, in hex: who reads the store opens no page with it."""
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When somebody ended it, or drew another."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["watch"], condition=models.Q(ended_at=None), name="one_open_link_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.watch} #{self.pk}"
