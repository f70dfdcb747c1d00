"""The register of directives, who takes part in each, and who works for which participant."""

from __future__ import annotations

from django.db import models

from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.fields import PathField, SortKeyField
from bluezone.portal.places.models import Unit

ID_LENGTH = 64
"""Of the core's ids (`rollout/directive/identifiers.py`)."""


class File(models.Model):
    """A file that was received or made, under its hash: never changed, and kept once however often it comes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    """As it arrived; only ever shown."""
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class DirectiveRecord(models.Model):
    """One directive: the file that it was loaded from, and what a list asks for without reading it."""

    key = models.CharField(max_length=ID_LENGTH, unique=True)
    """The id in its file."""
    number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=60)
    date = models.DateField()
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=400)
    basis = models.CharField(max_length=200)
    due = models.DateTimeField()
    """The first moment that is too late."""
    period = models.CharField(max_length=ID_LENGTH)
    """Which round of forms; part of the key on each."""
    source = models.TextField()
    """The whole file. Everything else is read from it."""
    path = PathField()
    """The issuer's unit."""
    signed_pdf = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", null=True)
    letter_check = models.JSONField(default=dict)
    """What was found out about the signatures on that file (`selectors/letters.py`); empty before it was looked at."""
    loaded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None is the command line."""
    loaded_at = models.DateTimeField()
    reminded_until = models.DateTimeField()
    """The `now` of the last call that sent reminders."""

    class Meta:
        indexes = (models.Index(fields=["-date", "-id"], name="directives_newest_first"),)

    def __str__(self) -> str:
        return self.key


class Participant(models.Model):
    """An organisation as the directive knows it: its kind in the letter's words, and to whom it reports."""

    directive = models.ForeignKey(DirectiveRecord, on_delete=models.PROTECT, related_name="participants")
    key = models.CharField(max_length=ID_LENGTH)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=ID_LENGTH)
    unit_code = models.CharField(max_length=12)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    """As it was on the day of the letter; None where our tables do not know the code."""
    path = PathField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    """The same in the portal's list, where it stands there."""
    reports_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="reporters", null=True)
    line = PathField(max_length=160, default="")
    """Places of everybody it reports to and its own, as a path: what lies below one is one range of an index."""
    place = models.PositiveIntegerField()
    """In the office's list, which is the order of every table."""
    is_expected = models.BooleanField()
    """Whether it has to report."""
    due = models.DateTimeField(null=True)
    """Of its report, without extensions; None where none is expected."""
    sort_key = SortKeyField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["directive", "key"], name="one_participant_a_key"),)
        indexes = (models.Index(fields=["directive", "place"], name="participants_in_order"),)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's work for a participant. What they may do there, their role says."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="memberships")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="memberships")
    given_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rollout_desk_seat"
        constraints = (
            models.UniqueConstraint(
                fields=["participant", "staff"], condition=models.Q(ended_at=None), name="one_seat_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff}: {self.participant}"


class Assigned(models.Model):
    """One instruction put to one participant, and who leads it there."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="assignments")
    instruction = models.CharField(max_length=ID_LENGTH)
    clause = models.CharField(max_length=16)
    """As its paragraph is cited."""
    due = models.DateTimeField()
    lead = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["participant", "instruction"], name="assigned_once"),)

    def __str__(self) -> str:
        return f"{self.participant}: {self.instruction}"
