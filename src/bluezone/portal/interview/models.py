"""What cases told, part by part as it was sent, and the keys of what is still typed (docs/decisions/0034-interview.md).

No draft stands here: what somebody is still typing stays on their device. A part says that it came, by whom and what it
made; places and contacts themselves are tracing's.
"""

from __future__ import annotations

from django.db import models

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.interview.telling import Step


class Part(models.Model):
    """One step of an interview, as it was sent. Told again it is another part, and the newest one counts."""

    number = models.CharField(max_length=32, unique=True)
    """Drawn where it was typed: a part that is sent twice is taken once."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what was typed: the same number never stands for other words. Empty once these are forgotten."""
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    step = models.CharField(max_length=8, choices=Step.choices)
    facts = models.JSONField(default=dict)
    """What stands nowhere else (`telling.py`); empty once it is forgotten."""
    made = models.PositiveSmallIntegerField(default=0)
    """How many places, or contacts, were noted by it."""
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["case", "step", "-id"], name="parts_of_a_case_newest_first"),)

    def __str__(self) -> str:
        return f"{self.case} {self.step}"


class DraftKey(models.Model):
    """Lets one person's devices read what they keep of interviews, until the person signs out or the shift is over."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+")
    drawn = models.BinaryField(max_length=32)
    """The key itself is computed of it with the portal's own (`keys.py`): whoever reads the store has none."""
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.staff}"
