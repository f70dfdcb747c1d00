"""Samples of people, what became of each, and who is to be sampled when (docs/decisions/0040-sampling.md).

Days on which the rules want a sample are computed, like levels and days of follow-up; a row of `Due` keeps what was
computed (`planning.py`). What somebody ordered, took, sent, and read off a machine is written down by people.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit
from bluezone.portal.sampling.barcodes import DIGITS
from bluezone.portal.sampling.rules import Kind, Value
from bluezone.portal.tracing.models import Involvement

LONGEST_WORDS = 200
LONGEST_LABORATORY = 80


class LastLabel(models.Model):
    """The number of the last label that was printed, in one row that every printer locks."""

    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class Labels(models.Model):
    """Sheets of labels that were printed for a unit: what is on a tube comes from one of them."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    first = models.PositiveIntegerField(unique=True)
    count = models.PositiveIntegerField()
    printed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(first__gte=1, count__gte=1), name="labels_are_some"),)

    def __str__(self) -> str:
        return f"{self.first}+{self.count}"


class Sample(models.Model):
    """One tube, or one rapid test, with the day of each step."""

    barcode = models.CharField(max_length=DIGITS, blank=True)
    """Empty once it is forgotten: a laboratory's list could still join it with a name."""
    kind = models.CharField(max_length=5, choices=Kind.choices)
    path = PathField()
    """Where it was taken: of one person their place, of several their commune."""
    ordered_on = models.DateField()
    """Since when it was wanted, by the rules or by somebody's order; the day on which it was taken where nobody did."""
    taken_on = models.DateField()
    taken_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    laboratory = models.CharField(max_length=LONGEST_LABORATORY, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    value = models.CharField(max_length=8, choices=Value.choices, blank=True)
    """Of the newest result; empty before there is one."""
    found_at = models.DateTimeField(null=True)
    """When the first result was entered."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["barcode"], condition=~models.Q(barcode=""), name="a_label_is_on_one_tube"),
            models.CheckConstraint(
                condition=models.Q(ordered_on__lte=models.F("taken_on")), name="a_sample_is_wanted_before_it_is_taken"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None, sent_by=None) | models.Q(sent_at__isnull=False, sent_by__isnull=False),
                name="somebody_sent_what_was_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(received_at=None) | models.Q(sent_at__isnull=False),
                name="only_what_was_sent_arrives",
            ),
            models.CheckConstraint(
                condition=models.Q(value="", found_at=None) | ~models.Q(value="") & models.Q(found_at__isnull=False),
                name="a_result_has_its_moment",
            ),
        )
        indexes = (
            models.Index(fields=["path", "-id"], name="samples_of_a_unit"),
            models.Index(fields=["value", "path", "taken_on"], name="samples_without_a_result"),
        )

    def __str__(self) -> str:
        return f"{self.barcode or self.pk}"


class Member(models.Model):
    """Whose sample it is: of one person, or each of those in a pool."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="members")
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="samples")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="samples", null=True)
    """The case that stands on its positive result."""
    told_at = models.DateTimeField(null=True)
    """When the person was told that they are positive."""
    told_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sample", "involvement"], name="a_person_is_once_in_a_sample"),
            models.CheckConstraint(
                condition=models.Q(told_at=None, told_by=None) | models.Q(told_at__isnull=False, told_by__isnull=False),
                name="somebody_told_who_was_told",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sample}: {self.involvement}"

    @property
    def path(self) -> str:
        """The path of where the person is: whoever works there tells them."""
        return str(self.involvement.path)


class Result(models.Model):
    """What a laboratory said of a sample. No line is changed: the newest one stands."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="results")
    value = models.CharField(max_length=8, choices=Value.choices)
    tested_on = models.DateField()
    ct = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    """Why it is another one than before."""

    def __str__(self) -> str:
        return f"{self.sample}: {self.value}"


class Order(models.Model):
    """A sample that is wanted whatever the days of the rules are: somebody said so, or an earlier one settled
    nothing."""

    class Why(models.TextChoices):
        """The origin of an order."""

        HAND = "hand", _("ordered")
        POOL = "pool", _("in a positive pool: to be tested singly")
        INVALID = "invalid", _("the last sample gave no result")

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="test_orders")
    why = models.CharField(max_length=7, choices=Why.choices)
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)
    upon = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True)
    """The earlier sample that settled nothing; None of one that somebody ordered."""
    ordered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    done_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True)
    """The sample that was taken upon it."""
    ended_at = models.DateTimeField(null=True)
    """When it was taken, or put aside."""
    put_aside_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["involvement"], condition=models.Q(ended_at=None), name="one_open_order_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=False) | models.Q(done_by=None, put_aside_by=None),
                name="an_open_order_is_not_done",
            ),
        )

    def __str__(self) -> str:
        return f"{self.involvement}, {self.ordered_at:%d/%m/%Y}"


class Due(models.Model):
    """When the next sample of one person in one outbreak is wanted, as it was computed; None for never."""

    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="sample_due")
    path = PathField()
    """Where the person is now: whoever works there takes it."""
    wanted_on = models.DateField(null=True)
    wanted_until = models.DateField(null=True)
    """The last day on which it is asked for; None where somebody ordered it."""
    is_ordered = models.BooleanField(default=False)
    is_single = models.BooleanField(default=False)
    """Whether only a test of this person alone will do."""

    class Meta:
        indexes = (models.Index(fields=["path", "wanted_on", "wanted_until"], name="people_to_be_sampled"),)

    def __str__(self) -> str:
        return f"{self.involvement}"
