"""Messages on their way, and numbers whose owners want none.

A message that carries a code is never here with its words: it goes out in the request that made it, and its line says
only that it did. Others keep words and address while they wait, and lose both as soon as they have left, or will never.
An opt-out is kept under a keyed hash of the address.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField


class State(models.TextChoices):
    """How far a message has come."""

    QUEUED = "queued", gettext_lazy("Waits to be sent")
    SENT = "sent", gettext_lazy("Handed over")
    ACCEPTED = "accepted", gettext_lazy("Accepted by the carrier")
    DELIVERED = "delivered", gettext_lazy("Delivered")
    FAILED = "failed", gettext_lazy("Failed")
    UNSURE = "unsure", gettext_lazy("Perhaps sent")
    """A reminder of which nobody knows whether it left: it is never sent a second time to find out."""
    OPTED_OUT = "opted_out", gettext_lazy("Not sent: wants no messages")


class Purpose(models.TextChoices):
    """What a message is for."""

    CODE = "code", gettext_lazy("Code for the app")
    NEWS = "news", gettext_lazy("Announcement")
    REMINDER = "reminder", gettext_lazy("Reminder")
    """To one person about themselves; leaves by day, on its day, once (`reminding.py`)."""


class Outlet(models.TextChoices):
    """The way by which a message leaves."""

    MAIL = "mail", gettext_lazy("E-mail")
    GATEWAY = "gateway", gettext_lazy("SMS gateway")
    QUEUE = "queue", gettext_lazy("Queue file for a carrier")


class Message(models.Model):
    """One message to one address."""

    path = PathField()
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    outlet = models.CharField(max_length=8, choices=Outlet.choices)
    address = models.CharField(max_length=120, blank=True)
    """Empty once it waits no more."""
    ending = models.CharField(max_length=4)
    """The last signs of the address, by which its sender knows it again."""
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    """Empty for a code from the beginning, for others once they wait no more."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    """When it is tried next; None when it is not."""
    problem = models.CharField(max_length=120, blank=True)
    """Why the last try failed; never with an address or words of the message."""
    carrier_key = models.CharField(max_length=80, blank=True, db_index=True)
    """The carrier's own name for it, by which receipts come."""
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    state_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["state", "next_at"], name="messages_that_are_due"),
            models.Index(fields=["path", "-id"], name="messages_of_a_unit"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(purpose=Purpose.CODE) | models.Q(body=""), name="no_code_is_ever_kept"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.QUEUED) | models.Q(address="", body="", next_at=None),
                name="what_waits_no_more_is_forgotten",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class OptOut(models.Model):
    """Somebody wants no messages, as a unit noted. While any unit's note stands, none is sent."""

    address_hash = models.CharField(max_length=64, db_index=True)
    path = PathField()
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None where whoever has the address said so themselves."""
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["address_hash", "path"], name="one_opt_out_a_unit"),)

    def __str__(self) -> str:
        return self.address_hash[:8]
