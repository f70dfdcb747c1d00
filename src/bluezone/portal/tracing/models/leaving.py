"""What leaves a unit: people who are the work of another one, and files with many names."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import ASK_LASTS
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.models.involved import Involvement, Outbreak


class Transfer(models.Model):
    """Somebody who was named here and lives there: offered to the unit whose work they are from now on. Until that unit
    takes them, they stay the work of whoever named them."""

    class State(models.TextChoices):
        """What became of an offer."""

        OFFERED = "offered", gettext_lazy("Offered")
        TAKEN = "taken", gettext_lazy("Taken over")
        RETURNED = "returned", gettext_lazy("Sent back")
        KEPT = "kept", gettext_lazy("Kept where they were")

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="transfers")
    origin = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """Of the unit to which it was offered: whoever works there answers."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    offered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever said the last word; None while nobody has said any."""
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    """Why it was sent back."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["involvement"], condition=models.Q(state="offered"), name="one_open_transfer_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="offered", answered_at=None)
                | (~models.Q(state="offered") & models.Q(answered_at__isnull=False)),
                name="an_answered_transfer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(reason=""), name="a_returned_transfer_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.involvement} → {self.unit}"


class Release(models.Model):
    """More names than one person takes out alone: asked for by one, agreed to by another, within a day."""

    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)
    """What leaves (`exporting/files.py`)."""
    path = PathField()
    """Of the widest of the asker's units."""
    names = models.PositiveIntegerField()
    """How many left by name when it was asked for."""
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    """An ask is good for a day (`identity/second_person.py`)."""
    agreed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When the ask was put aside, or replaced by another."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(agreed_by=models.F("asked_by")), name="nobody_agrees_to_their_own_release"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None, agreed_at=None)
                | models.Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="two_let_many_names_out",
            ),
            models.UniqueConstraint(
                fields=["outbreak", "what", "asked_by"],
                condition=models.Q(ended_at=None),
                name="one_open_ask_a_list_and_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.asked_at:%d/%m/%Y}"

    @property
    def until(self) -> dt.datetime:
        """When the ask is over."""
        return self.asked_at + ASK_LASTS
