"""People, their cases, and the codes that were given out for them. Never a code in clear: only its handle."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.frame.searching import FoundByParts
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit


class Person(models.Model):
    """One person's identity; what happened to them stands elsewhere."""

    full_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    search_text = models.TextField(default="")
    """The name, folded (`vietnam/folding.py`): how it is found."""
    birth_year = models.PositiveSmallIntegerField(null=True)
    identity_hash = models.CharField(max_length=67, default="", db_index=True)
    """Of the number of an identity card; empty where none is known, as the next (`identity_numbers.py`)."""
    identity_sealed = models.BinaryField(default=b"")
    noted_at = models.DateTimeField(null=True)
    """When somebody last entered this person; None from before this was noted."""
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    """Who stands for this person as long as the two are held to be one (`merging.py`)."""
    pseudonym = models.CharField(max_length=12, unique=True)
    """What those see who may not see the name; says nothing about it."""

    class Meta:
        indexes = (
            models.Index(fields=["phone"], name="persons_by_telephone"),
            models.Index(fields=["birth_year", "search_text"], name="persons_by_year_and_name"),
            FoundByParts(fields=["search_text", "phone"], name="persons_as_they_are_searched"),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="persons_merged_into_another",
            ),
        )

    def __str__(self) -> str:
        return self.pseudonym


class Double(models.Model):
    """Two persons who may be the same: proposed, and judged by whoever may see both names. Never merged by itself."""

    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    """Known for longer."""
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    """What speaks for it and against it, each in both languages."""
    found_at = models.DateTimeField()
    apart_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever said that they are two."""
    apart_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["one", "other"], name="one_proposal_a_pair_of_persons"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="the_older_person_stands_first"),
        )

    def __str__(self) -> str:
        return f"{self.one} ~ {self.other}"


class Merge(models.Model):
    """Two persons who were said to be one: asked for by one, agreed to by another, undone if it was wrong."""

    double = models.ForeignKey(Double, on_delete=models.SET_NULL, related_name="+", null=True)
    """The pair that was judged; gone where both were forgotten."""
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    """An ask is good for a day (`identity/second_person.py`)."""
    agreed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(null=True)
    """Since when they are one."""
    ended_at = models.DateTimeField(null=True)
    """When the ask was put aside, or replaced by another."""
    undone_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)
    moved = models.JSONField(default=dict)
    """What went from the one to the other, so that it can go back: numbers of rows, and which facts; no names."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(kept=models.F("merged")), name="nobody_is_merged_into_oneself"),
            models.CheckConstraint(
                condition=~models.Q(agreed_by=models.F("asked_by")), name="nobody_agrees_to_their_own_merge"
            ),
            models.CheckConstraint(
                condition=models.Q(at=None, agreed_by=None) | models.Q(at__isnull=False, agreed_by__isnull=False),
                name="two_say_that_two_are_one",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=models.Q(at__isnull=False, undone_at=None),
                name="a_person_is_merged_into_one_other",
            ),
        )

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"


class Case(models.Model):
    """One person's illness, as far as the code desk needs to know."""

    class State(models.TextChoices):
        """Whether a second person has looked at the case, and whether the work on it goes on."""

        OPENED = "opened", gettext_lazy("Waits for a second person")
        CONFIRMED = "confirmed", gettext_lazy("Confirmed")
        CLOSED = "closed", gettext_lazy("Closed")

    class Reason(models.TextChoices):
        """Why a case was closed."""

        OVER = "over", gettext_lazy("The illness is over")
        DIED = "died", gettext_lazy("The person has died")
        NO_CASE = "no_case", gettext_lazy("Not a case: the test was wrong")
        DOUBLE = "double", gettext_lazy("Opened twice")

    number = models.CharField(max_length=16, unique=True)
    """CA-2026-00001."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """The commune, as it was on the day the case was opened."""
    path = PathField()
    province = PathField()
    """The path's first component, so that a whole province is one range of an index that stands in order."""
    onset = models.DateField()
    """First symptoms, or the day of the test for whoever has none."""
    state = models.CharField(max_length=10, choices=State.choices)
    opened_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    corrected_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever corrected it last: a correction says all of it anew, in the place of whoever opened it."""
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    """Empty while the case is open, as the two below it."""
    closed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["path", "-id"], name="cases_of_a_unit_newest_first"),
            models.Index(fields=["province", "-id"], name="cases_of_a_province"),
            models.Index(fields=["province", "state", "-id"], name="cases_of_a_province_by_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("opened_by")) | models.Q(corrected_by__isnull=False),
                name="who_confirms_did_not_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("corrected_by")), name="who_confirms_did_not_correct"
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False) & ~models.Q(reason="")
                | ~models.Q(state="closed") & models.Q(closed_at=None, reason=""),
                name="a_closed_case_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def said_by_id(self) -> int:
        """Whoever said last what stands here: nobody confirms their own words."""
        return self.corrected_by_id or self.opened_by_id


class Correction(models.Model):
    """What stood in a case before somebody corrected it. The name and number go when the patient's do."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    full_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20)
    birth_year = models.PositiveSmallIntegerField(null=True)
    identity_sealed = models.BinaryField(default=b"")
    onset = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case} {self.at:%d/%m/%Y}"


class Classification(models.Model):
    """What is held of a case from a moment on, and on what that rests. No line is changed: the newest one stands."""

    class Value(models.TextChoices):
        """How sure it is that the person has the disease."""

        SUSPECTED = "suspected", gettext_lazy("Suspected")
        PROBABLE = "probable", gettext_lazy("Probable")
        CONFIRMED = "confirmed", gettext_lazy("Confirmed")
        NOT_A_CASE = "not_a_case", gettext_lazy("Not a case")

    class Basis(models.TextChoices):
        """Says on what a classification rests."""

        OPENED = "opened", gettext_lazy("the case was opened")
        COMPARED = "compared", gettext_lazy("compared with the test result by a second person")
        CORRECTED = "corrected", gettext_lazy("the case was corrected")
        RENAMED = "renamed", gettext_lazy("the case was corrected to another name")
        WRONG_TEST = "wrong_test", gettext_lazy("the test was wrong")
        REOPENED = "reopened", gettext_lazy("the case was opened again")
        LISTED = "listed", gettext_lazy("a list says so")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="classifications")
    value = models.CharField(max_length=10, choices=Value.choices)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """The second person, where there was one."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(agreed_by=models.F("by")), name="nobody_agrees_to_their_own_classification"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: {self.value}"


class Handover(models.Model):
    """A case that was offered to another unit, and what that unit said. Until it says yes, whoever had it has it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    origin = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """Of the unit to which it was offered: whoever works there answers."""
    offered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    """None until somebody answers, as the two below it."""
    answered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=models.Q(accepted=None), name="one_open_offer_a_case"),
            models.CheckConstraint(
                condition=models.Q(accepted=None, answered_at=None)
                | models.Q(accepted__isnull=False, answered_at__isnull=False),
                name="an_answer_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case} → {self.unit}"


class Counter(models.Model):
    """The last case number of a year, in one row that every opener locks."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class DeskRule(models.Model):
    """Whether codes below a unit need a second person, from one day on. Without a rule they do.

    One person may have two look; that one is enough takes two to say.
    """

    AGREED_FOR_ITS_UNIT: ClassVar[models.Q] = models.Q(needs_second_person=False)
    """What goes on in no wider unit once this one ends (`operations/carrying_over.py`)."""

    path = PathField()
    valid_from = models.DateField()
    needs_second_person = models.BooleanField()
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever set it; None for rules from before this was noted, when one person alone set them."""
    agreed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """The second person, where one person is enough from then on."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["path", "valid_from"], name="one_rule_a_unit_and_day"),
            models.CheckConstraint(
                condition=models.Q(needs_second_person=True)
                | models.Q(asked_by=None)
                | models.Q(agreed_by__isnull=False),
                name="two_say_that_one_person_is_enough",
            ),
            models.CheckConstraint(
                condition=~models.Q(agreed_by=models.F("asked_by")), name="nobody_alone_says_that_one_is_enough"
            ),
        )

    def __str__(self) -> str:
        return f"{self.path or '*'} {self.valid_from}"


class AskedRule(models.Model):
    """An ask that one person be enough, from a day on. It is no rule until a second one agrees."""

    AGREED_FOR_ITS_UNIT: ClassVar[models.Q] = models.Q(ended_at=None)
    """As for the rule: nobody agrees to what was asked for fewer people."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    valid_from = models.DateField()
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    """An ask is good for a day (`identity/second_person.py`)."""
    ended_at = models.DateTimeField(null=True)
    """Agreed to, put aside, or replaced by another."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["path"], condition=models.Q(ended_at=None), name="one_open_ask_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.path} {self.valid_from}"


class VenueAlert(models.Model):
    """One alert: somebody who has the disease was at this place then, phones were told; who it was, nobody is told."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="venue_alerts")
    place = models.CharField(max_length=60)
    """Empty once the patient's places are forgotten."""
    kind = models.CharField(max_length=12)
    """As the poster names them."""
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    sent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="a_presence_takes_time"),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.begins:%d/%m/%Y}"


class GivenCode(models.Model):
    """One code that was given out for a case, never in clear, and what became of it."""

    class State(models.TextChoices):
        """What became of a code, as the exchange tells it."""

        ISSUED = "issued", gettext_lazy("Not used yet")
        REDEEMED = "redeemed", gettext_lazy("Used")
        EXPIRED = "expired", gettext_lazy("Expired")
        UNKNOWN = "unknown", gettext_lazy("Not known any more")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="codes")
    handle = models.CharField(max_length=32, unique=True)
    is_long = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    state_date = models.DateField()
    issued_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case}: {self.state}"
