"""A person asks for everything that is held about them: who saw that it is they, who put it together, who approved it,
and who handed it over. The words of the file are erased thirty days after the ask; that it was handed over stays."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField

LONGEST_WORDS = 200


class Proof(models.TextChoices):
    """What showed that it is the person, or somebody who may ask for them. No number of a card is noted."""

    CARD = "card", _("Identity card")
    PASSPORT = "passport", _("Passport")
    KNOWN = "known", _("Known to the officer in person")
    REPRESENTED = "represented", _("Somebody who may ask for them")


class Dossier(models.Model):
    """One ask, from the desk at which it was made to the day on which the paper was handed over."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="dossiers")
    path = PathField()
    """Of where the person was when they asked: whoever works there answers."""
    proof = models.CharField(max_length=12, choices=Proof.choices)
    proof_words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """Who asks for the person, and by which paper."""
    asked_at = models.DateTimeField()
    noted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    content = models.TextField(blank=True)
    """A `documents.paper.Paper` in JSON, as it was put together; empty before that, and once it is erased."""
    drafted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    drafted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    handed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever put it aside."""
    ended_at = models.DateTimeField(null=True)
    """When it was handed over, or put aside."""
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """Why it was put aside."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_open_dossier_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("drafted_by")),
                name="another_person_approves_a_dossier",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_at=None) | models.Q(approved_at__isnull=False),
                name="what_is_handed_over_was_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(proof="represented") | ~models.Q(proof_words="") | models.Q(ended_at__isnull=False),
                name="who_asks_for_another_is_named",
            ),
        )
        indexes = (models.Index(fields=["path", "-id"], name="dossiers_of_a_unit"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%d/%m/%Y}"
