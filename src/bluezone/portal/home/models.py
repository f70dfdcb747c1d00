"""Who asked for a message in the morning, and where to."""

from __future__ import annotations

from django.db import models

from bluezone.portal.identity.models import Staff


class MorningMessage(models.Model):
    """One person's wish to be told each morning how much waits. Gone as soon as they want it no more."""

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=120)
    """Of e-mail; only its owner is ever shown it."""
    sent_on = models.DateField(null=True)
    """The last morning; a day has one."""

    def __str__(self) -> str:
        return str(self.staff_id)
