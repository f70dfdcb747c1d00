"""Who agreed to be reminded, on whose telephone, and which reminders left. Where somebody is, and so whose work they
are, is said by their place in the outbreak; what became of a message, and by which way it left, by the message."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.messages.models import Message
from bluezone.portal.tracing.models import Involvement

LONGEST_ADDRESS = 120


class Whose(models.TextChoices):
    """Readers of what arrives at a number."""

    OWN = "own", _("Their own: nobody else reads it")
    GUARDIAN = "guardian", _("Of a parent or guardian who answers for them")
    SHARED = "shared", _("Others read it too")


class How(models.TextChoices):
    """How somebody was asked."""

    HERE = "here", _("Face to face")
    CALL = "call", _("By telephone")


class Kind(models.TextChoices):
    """What a reminder is for; its words are the same for all."""

    ANSWER = "answer", _("To say how they are")
    SAMPLE = "sample", _("A sample is to be taken")
    PAPER = "paper", _("The paper of their release waits")


class Consent(models.Model):
    """Somebody agreed to be reminded at this number or address. One at a time holds for a person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminder_consents")
    address = models.CharField(max_length=LONGEST_ADDRESS)
    """As it was when they agreed: to another one they have not agreed."""
    whose = models.CharField(max_length=8, choices=Whose.choices)
    how = models.CharField(max_length=4, choices=How.choices)
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None of one that ended by the person's own link, or where two records became one and the other said so later."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_open_consent_to_reminders_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=False) | models.Q(ended_by=None),
                name="an_open_consent_was_ended_by_nobody",
            ),
        )
        indexes = (models.Index(fields=["address"], name="consents_to_reminders_at"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%d/%m/%Y}"


class Reminder(models.Model):
    """One message to one person on one day."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="reminders")
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    day = models.DateField()
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the code in its link, in hex; empty where others read it too, because it has none."""
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="reminder")
    called_at = models.DateTimeField(null=True)
    """When somebody called instead, because it failed."""
    called_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["consent", "kind", "day"], name="nobody_is_reminded_twice_a_day_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~models.Q(digest=""), name="a_reminders_link_opens_one_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(called_at=None, called_by=None)
                | models.Q(called_at__isnull=False, called_by__isnull=False),
                name="somebody_called_who_was_called",
            ),
        )
        indexes = (models.Index(fields=["day"], name="reminders_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.consent}, {self.kind}"

    @property
    def path(self) -> str:
        """The path of where the person is: whoever works there calls them."""
        return str(self.involvement.path)
