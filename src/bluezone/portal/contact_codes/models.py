"""Codes by which a contact warns those they met: who noted that the person agrees, who else gave the code out, and what
became of it. Never a code in clear: only its handle."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import GivenCode, Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField

LONGEST_WORDS = 200


class Consent(models.TextChoices):
    """How the person said that they agree."""

    HERE = "here", _("Face to face")
    CALL = "call", _("By telephone")
    GUARDIAN = "guardian", _("By a parent or guardian")


class ContactCode(models.Model):
    """One consent of one contact, and the code that was given out for it, if one was."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_codes")
    path = PathField()
    """Of where the person was when they agreed: whoever works there gives the code out."""
    consent = models.CharField(max_length=10, choices=Consent.choices)
    first_day = models.DateField()
    """The first day on which the person can have been infected; nothing before it is published."""
    last_day = models.DateField()
    """The last day on which they met a case."""
    agreed_to = models.CharField(max_length=64)
    """The SHA-256 of what made them a contact then (`exposed.digest_of_meetings`): the code is given out for no other
    days and no other meetings."""
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    """An ask is good for a day (`identity/second_person.py`)."""
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    """When it was put aside, replaced by a newer one, or the code was given out."""
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """Why it was put aside."""
    given_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """The second person; None until a code is given out, as all below."""
    given_at = models.DateTimeField(null=True)
    handle = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=10, choices=GivenCode.State.choices, blank=True)
    state_date = models.DateField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_open_consent_a_contact"
            ),
            models.CheckConstraint(
                condition=models.Q(given_by=None) | ~models.Q(given_by=models.F("asked_by")),
                name="another_person_gives_a_contacts_code",
            ),
            models.CheckConstraint(
                condition=models.Q(handle="", given_by=None, given_at=None, expires_at=None)
                | models.Q(given_by__isnull=False, given_at__isnull=False, expires_at__isnull=False)
                & ~models.Q(handle=""),
                name="a_contacts_code_was_given_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["handle"], condition=~models.Q(handle=""), name="one_contacts_code_a_handle"
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="a_contact_is_exposed_before_the_end"
            ),
        )
        indexes = (models.Index(fields=["path", "-id"], name="contact_codes_of_a_unit"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%d/%m/%Y}"
