"""A team's day in the field: sums, digests of the entries that are in them, photos, and the links that open its page.

No row can say who refused: an entry is gone as soon as it is added, and nothing here has room for a name, a household
or the moment of one knock.
"""

from __future__ import annotations

from django.db import models

from bluezone.portal.directives.models import DirectiveRecord, EvidenceRecord, File, Participant
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.rollout.tally.counting import Tally


class TeamDay(models.Model):
    """What one team counted on one day."""

    directive = models.ForeignKey(DirectiveRecord, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="team_days")
    path = PathField()
    team = models.CharField(max_length=6)
    """A code such as D07: too short, and too regular, for anybody's name."""
    day = models.DateField()
    helped = models.PositiveIntegerField(default=0)
    installed = models.PositiveIntegerField(default=0)
    """On the spot, of those who were helped."""
    no_smartphone = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    evidence = models.ForeignKey(EvidenceRecord, on_delete=models.PROTECT, related_name="+", null=True)
    """What became of it, once somebody took it over."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["directive", "team", "day"], name="one_day_a_team"),
            models.CheckConstraint(
                condition=models.Q(installed__lte=models.F("helped")), name="only_who_was_helped_installed_there"
            ),
        )
        indexes = (models.Index(fields=["participant", "-day", "team"], name="team_days_newest_first"),)

    def __str__(self) -> str:
        return f"{self.team} {self.day}"

    @property
    def tally(self) -> Tally:
        """The day's sums as the core's tally."""
        return Tally(self.helped, self.installed, self.no_smartphone, self.refused)

    @property
    def people(self) -> int:
        """Everybody who was spoken to."""
        return self.helped + self.no_smartphone + self.refused


class Link(models.Model):
    """One link, or its printed code. Only a digest is kept: who reads the store opens no page with it."""

    team_day = models.ForeignKey(TeamDay, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token, in hex."""
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.team_day} #{self.pk}"


class TakenEntry(models.Model):
    """The digest of an entry that is in the sums, so that a page which sends it again is recognised."""

    team_day = models.ForeignKey(TeamDay, on_delete=models.PROTECT, related_name="taken")
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team_day", "digest"], name="each_entry_counts_once"),)

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class FieldPhoto(models.Model):
    """A photo of the day's work: pixels only."""

    team_day = models.ForeignKey(TeamDay, on_delete=models.PROTECT, related_name="photos")
    digest = models.BinaryField(max_length=16)
    """Of the id that the page drew for it."""
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    arrived_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team_day", "digest"], name="each_photo_is_kept_once"),)

    def __str__(self) -> str:
        return f"{self.team_day} {bytes(self.digest).hex()[:8]}"
