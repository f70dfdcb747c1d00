"""Who met whom, what says so, and how far everybody is from a confirmed case (docs/decisions/0027-tracing.md).

A person's involvement is a node, an exposure an edge, and evidence what an edge stands on: an exposure counts while
nobody withdrew it and one piece of evidence at least holds. Levels are never typed: what stands here of them is a
cache (`levels.py`). Every row carries the paths of where its people are now, an edge those of both ends.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.cases.models import Case, Person
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import ASK_LASTS
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit


class Certainty(models.IntegerChoices):
    """How sure somebody is, of a meeting or of a piece of evidence."""

    POSSIBLE = 1, gettext_lazy("Possible")
    PROBABLE = 2, gettext_lazy("Quite likely")
    CERTAIN = 3, gettext_lazy("Certain")


class Outbreak(models.Model):
    """One illness, somewhere, for a time. A district has usually one that is open; a second is another row."""

    name = models.CharField(max_length=80)
    pathogen = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    """The area; None for the whole country."""
    path = PathField(blank=True)
    place = models.CharField(max_length=2)
    """Whose regimes hold: the code of a province, or VN."""
    begins = models.DateField()
    ended = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "path"], name="one_outbreak_a_name_and_area"),
            models.CheckConstraint(
                condition=models.Q(ended=None) | models.Q(ended__gte=models.F("begins")),
                name="an_outbreak_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Involvement(models.Model):
    """What a person has to do with an outbreak: the node to which exposures lead, and its level as last computed."""

    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="involvements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Where the person is now: at home, or where they stay apart."""
    path = PathField()
    province = PathField()
    """The path's first component, so that a whole province is one range of an index that stands in order."""
    set_apart_on = models.DateField(null=True)
    """The day after which the person meets nobody; None where they were not set apart."""
    vaccinated = models.BooleanField(null=True)
    """Fully; None where nobody has asked."""
    level = models.PositiveSmallIntegerField(null=True)
    """0 for a confirmed case; None for whoever nothing leads to, as the two below it."""
    through = models.ForeignKey("Exposure", on_delete=models.SET_NULL, related_name="+", null=True)
    """The last meeting on the way from a case; None for a case."""
    possible_from = models.DateField(null=True)
    """The first day on which the person can have been infected, of a case on which it infects; None where no day is
    known."""
    regime = models.CharField(max_length=40, blank=True)
    """Under whose window the level was computed; empty where there is none."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["outbreak", "person"], name="one_involvement_a_person_and_outbreak"),
            models.CheckConstraint(
                condition=models.Q(level=None) | models.Q(level__lte=4), name="there_is_no_level_beyond_f4"
            ),
        )
        indexes = (
            models.Index(fields=["path", "level", "-id"], name="involved_of_a_unit_by_level"),
            models.Index(fields=["province", "level", "-id"], name="involved_of_a_province"),
            models.Index(fields=["outbreak", "level"], name="involved_by_level"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.outbreak}"


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
        indexes = (models.Index(fields=["outbreak", "is_alive"], name="exposures_that_count"),)

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
            models.Index(fields=["name_mark"], condition=~models.Q(name_mark=""), name="evidence_by_name"),
            models.Index(fields=["phone_mark"], condition=~models.Q(phone_mark=""), name="evidence_by_phone"),
        )

    def __str__(self) -> str:
        return f"{self.origin} {self.pk}"


class Landmark(models.Model):
    """A case at a place for a time, and what happened there: by these the work of tracing is divided (QĐ 5053)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="landmarks")
    place = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """Of where the place is: whoever works there looks for who was there."""
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    what = models.CharField(max_length=200, blank=True)
    is_public = models.BooleanField(default=False)
    """Anybody may have been there: it may be announced."""
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="a_landmark_takes_time"),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.begins:%d/%m/%Y}"


class Presence(models.Model):
    """Somebody else was at a landmark, by one account."""

    landmark = models.ForeignKey(Landmark, on_delete=models.PROTECT, related_name="presences")
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="presences")
    origin = models.CharField(max_length=12, choices=Evidence.Origin.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["landmark", "involvement", "origin"], name="one_presence_an_account"),
        )

    def __str__(self) -> str:
        return f"{self.involvement} {self.landmark}"


class Transfer(models.Model):
    """Somebody who was named here and lives there: offered to the unit whose work they are from now on. Until that unit
    takes them, they stay the work of whoever named them."""

    class State(models.TextChoices):
        """What became of an offer."""

        OFFERED = "offered", gettext_lazy("Offered")
        TAKEN = "taken", gettext_lazy("Taken over")
        RETURNED = "returned", gettext_lazy("Sent back")
        KEPT = "kept", gettext_lazy("Kept where they were")

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="transfers")
    origin = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """Of the unit to which it was offered: whoever works there answers."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    offered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever said the last word; None while nobody has said any."""
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    """Why it was sent back."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["involvement"], condition=models.Q(state="offered"), name="one_open_transfer_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="offered", answered_at=None)
                | (~models.Q(state="offered") & models.Q(answered_at__isnull=False)),
                name="an_answered_transfer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(reason=""), name="a_returned_transfer_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.involvement} → {self.unit}"


class ListedPerson(models.Model):
    """Somebody whom a list of another authority named by an id, so that its next version knows them again."""

    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    """The id, hashed to one length: an id may be made of a name."""
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE, related_name="listed_as")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["outbreak", "key"], name="an_id_names_one_person_an_outbreak"),)

    def __str__(self) -> str:
        return self.key[:8]


class Release(models.Model):
    """More names than one person takes out alone: asked for by one, agreed to by another, within a day."""

    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)
    """What leaves (`exporting/files.py`)."""
    path = PathField()
    """Of the widest of the asker's units."""
    names = models.PositiveIntegerField()
    """How many left by name when it was asked for."""
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    """An ask is good for a day (`identity/second_person.py`)."""
    agreed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When the ask was put aside, or replaced by another."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(agreed_by=models.F("asked_by")), name="nobody_agrees_to_their_own_release"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None, agreed_at=None)
                | models.Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="two_let_many_names_out",
            ),
            models.UniqueConstraint(
                fields=["outbreak", "what", "asked_by"],
                condition=models.Q(ended_at=None),
                name="one_open_ask_a_list_and_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.asked_at:%d/%m/%Y}"

    @property
    def until(self) -> dt.datetime:
        """When the ask is over."""
        return self.asked_at + ASK_LASTS
