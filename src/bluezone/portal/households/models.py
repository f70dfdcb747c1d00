"""Households: an address, and who lives there. Whether they were exposed, tracing says; here stands no meeting."""

from __future__ import annotations

from django.db import models

from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.models import Involvement, Outbreak

LONGEST_ADDRESS = 120


class Household(models.Model):
    """People of one outbreak at one address."""

    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """The place of the address; whoever works there keeps the household."""
    path = PathField()
    address = models.CharField(max_length=LONGEST_ADDRESS)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    """When somebody last entered anything here: its time counts from then."""

    def __str__(self) -> str:
        return f"household {self.pk}"


class Member(models.Model):
    """Somebody who lives there. Nobody lives in two households at once."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="lives")
    joined_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.involvement} in {self.household}"
