"""Who met whom, and what says so: the edges, and the evidence on which each stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.tracing.columns import DayNumber, KeptNumbers, Packed
from bluezone.portal.tracing.models.involved import Involvement, Outbreak
from bluezone.trace.outbreak import EVER, OPEN


class Certainty(models.IntegerChoices):
    """How sure somebody is, of a meeting or of a piece of evidence."""

    POSSIBLE = 1, gettext_lazy("Possible")
    PROBABLE = 2, gettext_lazy("Quite likely")
    CERTAIN = 3, gettext_lazy("Certain")


NUMBERS_OF_AN_EXPOSURE = Packed(
    "id", "source_id", "target_id", DayNumber("first_day", EVER), DayNumber("last_day", OPEN)
)
"""What levels are computed from."""


class Exposure(models.Model):
    """One meeting, or several of one kind: the source may have infected the target."""

    class Kind(models.TextChoices):
        """The occasion on which two people met."""

        HOUSEHOLD = "household", gettext_lazy("Same household")
        WORK = "work", gettext_lazy("At work")
        SCHOOL = "school", gettext_lazy("At school")
        TRANSPORT = "transport", gettext_lazy("On the way, in a vehicle")
        CARE = "care", gettext_lazy("Care for the ill")
        PARTY = "party", gettext_lazy("Wedding, funeral, party")
        WORSHIP = "worship", gettext_lazy("Worship")
        MARKET = "market", gettext_lazy("Market, shop")
        OTHER = "other", gettext_lazy("Something else")

    number = models.CharField(max_length=16, unique=True)
    """EX-2026-00001."""
    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="exposures")
    source = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="leaving")
    target = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="arriving")
    first_day = models.DateField(null=True)
    """None where nobody knows, as the last one: what nobody stated cuts nothing off."""
    last_day = models.DateField(null=True)
    first_is_estimated = models.BooleanField(default=False)
    last_is_estimated = models.BooleanField(default=False)
    landmark = models.ForeignKey("Landmark", on_delete=models.SET_NULL, related_name="exposures", null=True)
    place = models.CharField(max_length=120, blank=True)
    """In words, where it is no landmark."""
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    closest_cm = models.PositiveIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    masks = models.BooleanField(null=True)
    """Both wore one; None where nobody has asked."""
    certainty = models.PositiveSmallIntegerField(choices=Certainty.choices, default=Certainty.PROBABLE)
    source_path = PathField()
    """Where the source is now: whoever works there sees the exposure, and whoever works at the target's."""
    target_path = PathField()
    is_alive = models.BooleanField(default=True)
    """Not withdrawn, and one piece of evidence at least holds: kept by the services, so that levels read one column."""
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None until somebody withdraws it, as the two below it."""
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="nobody_is_exposed_to_themselves"
            ),
            models.CheckConstraint(
                condition=models.Q(first_day=None)
                | models.Q(last_day=None)
                | models.Q(last_day__gte=models.F("first_day")),
                name="an_exposure_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(certainty__gte=1, certainty__lte=3), name="certainty_of_an_exposure_is_1_to_3"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, reason="")
                | (models.Q(withdrawn_at__isnull=False, is_alive=False) & ~models.Q(reason="")),
                name="a_withdrawn_exposure_says_why",
            ),
        )
        indexes = (
            models.Index(fields=["outbreak", "is_alive"], name="exposures_that_count"),
            KeptNumbers(
                "outbreak",
                "id",
                NUMBERS_OF_AN_EXPOSURE,
                condition=models.Q(is_alive=True),
                name="exposures_as_numbers",
            ),
        )

    def __str__(self) -> str:
        return self.number


class ExposureCounter(models.Model):
    """The last number of an exposure in a year, in one row that everybody locks who enters one."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Evidence(models.Model):
    """One thing that speaks for a meeting. Several on one exposure stand beside each other: none is lost by joining."""

    class Origin(models.TextChoices):
        """The source of a piece."""

        INTERVIEW = "interview", gettext_lazy("Interview")
        APP = "app", gettext_lazy("Report from a phone")
        DOOR = "door", gettext_lazy("Log of a door")
        CHECK_IN = "check_in", gettext_lazy("Check-in with a code")
        DECLARATION = "declaration", gettext_lazy("Health declaration")
        REGISTER = "register", gettext_lazy("Household register")
        LIST = "list", gettext_lazy("List of another authority")
        CALL = "call", gettext_lazy("Answer to a call over loudspeakers")

    class Outcome(models.TextChoices):
        """The reason for which a piece was closed without an exposure."""

        NO_MEETING = "no_meeting", gettext_lazy("They did not meet")
        TOO_SHORT = "too_short", gettext_lazy("Too short or too far to matter")
        UNKNOWN = "unknown", gettext_lazy("Nobody can say who it was")
        DOUBLE = "double", gettext_lazy("Known already")
        ELSEWHERE = "elsewhere", gettext_lazy("Passed on to another authority")

    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="evidence", null=True)
    """None while it hangs on nothing yet: the inbox."""
    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="evidence")
    path = PathField()
    """Whose work it is while it hangs on nothing."""
    origin = models.CharField(max_length=12, choices=Origin.choices)
    origin_key = models.CharField(max_length=80, blank=True)
    """What it is called where it comes from: the same thing is never taken twice. Empty for what somebody typed."""
    says = models.JSONField(default=dict)
    """What it says itself, as facts by name (`says.py`)."""
    confidence = models.PositiveSmallIntegerField(choices=Certainty.choices, default=Certainty.PROBABLE)
    day_from = models.DateField(null=True)
    day_to = models.DateField(null=True)
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None for what came by itself."""
    entered_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None where it holds, and where its owner took it back."""
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    """Why it was withdrawn, or closed."""
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    """Empty unless somebody closed it without an exposure, as the two below it."""
    closed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    name_mark = models.CharField(max_length=32, blank=True)
    """Of whoever was exposed, a keyed hash (`marking.py`): pieces about one person are found by it, nobody is named.
    Empty where it is not told, and once what was told is forgotten; so is the next."""
    phone_mark = models.CharField(max_length=32, blank=True)
    meeting = models.BigIntegerField(default=0)
    """While it hangs on nothing, the first of the pieces that probably tell of the same meeting (`likeness.py`)."""
    rank = models.PositiveSmallIntegerField(default=0)
    """How soon somebody should look at that meeting (`urgency.py`)."""

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(
                fields=["origin", "origin_key"],
                condition=~models.Q(origin_key=""),
                name="the_same_evidence_is_taken_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__gte=1, confidence__lte=3), name="confidence_of_evidence_is_1_to_3"
            ),
            models.CheckConstraint(
                condition=models.Q(day_from=None) | models.Q(day_to=None) | models.Q(day_to__gte=models.F("day_from")),
                name="evidence_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(reason=""), name="withdrawn_evidence_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", closed_at=None)
                | (models.Q(closed_at__isnull=False, exposure=None) & ~models.Q(outcome="")),
                name="closed_evidence_hangs_on_nothing",
            ),
        )
        indexes = (
            models.Index(
                fields=["path", "-id"],
                condition=models.Q(exposure=None, closed_at=None, withdrawn_at=None),
                name="evidence_that_waits",
            ),
            models.Index(
                fields=["meeting"],
                condition=models.Q(exposure=None, closed_at=None, withdrawn_at=None),
                name="evidence_of_one_meeting",
            ),
            models.Index(fields=["exposure"], condition=models.Q(withdrawn_at=None), name="evidence_that_holds"),
            models.Index(fields=["name_mark"], condition=~models.Q(name_mark=""), name="evidence_by_name"),
            models.Index(fields=["phone_mark"], condition=~models.Q(phone_mark=""), name="evidence_by_phone"),
        )

    def __str__(self) -> str:
        return f"{self.origin} {self.pk}"
