"""Posts at doors: their devices, whoever keeps them, sealed rows, and counts by the hour.

No row says who somebody was: what was typed is sealed to the health unit's key before a device keeps it. Nor does it
say a minute: the hour, so that a release finds the rows of a time, and no network's log finds a row.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.places.fields import PathField
from bluezone.portal.posts.sheets import SHEET_SIGNS
from bluezone.portal.posts.wire import LONGEST_LABEL, NUMBER_BYTES
from bluezone.portal.premises.models import Premises
from bluezone.portal.tracing.models import Landmark
from bluezone.protocol.door_codes import NOTE_BYTES


class Post(models.Model):
    """One door of a place at which somebody stands."""

    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="posts")
    path = PathField()
    name = models.CharField(max_length=LONGEST_LABEL)
    opens = models.TimeField(null=True)
    """Of doors from before there were hours by weekday, as it was; `OpenDay` says when a door is open."""
    closes = models.TimeField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    """How many may be inside at once, where that is bounded."""
    asks_phone = models.BooleanField(default=False)
    """Whether the page asks visitors for a telephone number."""
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["premises", "name"], condition=models.Q(closed_at=None), name="one_open_post_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(opens=None, closes=None) | models.Q(opens__isnull=False, closes__isnull=False),
                name="a_door_that_opens_closes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.premises}: {self.name}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.premises.state != Premises.State.CLOSED


class OpenDay(models.Model):
    """When a door is open on one day of the week. One that stands open always has none; one that is shut on a day has
    none of that day."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="open_days")
    weekday = models.PositiveSmallIntegerField()
    """0 is Monday."""
    opens = models.TimeField()
    """In Viet Nam."""
    closes = models.TimeField()
    """Of the next day, where it is before the other."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post", "weekday"], name="one_span_a_post_and_weekday"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(condition=~models.Q(opens=models.F("closes")), name="a_day_that_opens_closes"),
        )

    def __str__(self) -> str:
        return f"{self.post}: {self.weekday}"


class DeviceCode(models.Model):
    """A code by which one device is enrolled, once. Only a digest is kept."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.post} #{self.pk}"


class Keeper(models.Model):
    """A shift, or whoever stands there, with a number of four digits. It says who is on duty, and protects nothing."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="keepers")
    label = models.CharField(max_length=LONGEST_LABEL)
    salt = models.BinaryField(max_length=16)
    pin = models.BinaryField(max_length=32)
    """PBKDF2 of the number: the device compares it without a network. Ten thousand are soon tried."""
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["post", "label"], condition=models.Q(ended_at=None), name="one_keeper_a_label_at_a_post"
            ),
        )

    def __str__(self) -> str:
        return self.label


class Device(models.Model):
    """What stands at a post and sends: a telephone, a computer. Only a digest of its token is kept."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="devices")
    code = models.OneToOneField(DeviceCode, on_delete=models.PROTECT, related_name="device")
    label = models.CharField(max_length=LONGEST_LABEL)
    digest = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)
    last_sync_at = models.DateTimeField(null=True)
    skew_s = models.BigIntegerField(default=0)
    """By how much its clock was behind ours when it last sent."""
    keeper = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever was on duty when it last sent."""
    shift_began_at = models.DateTimeField(null=True)
    taken_on = models.DateField(null=True)
    taken = models.PositiveIntegerField(default=0)
    """Rows that came on that day, so that nobody fills the store with a stolen device."""

    def __str__(self) -> str:
        return self.label


class DoorRow(models.Model):
    """Somebody who went in or out, still sealed."""

    class Way(models.TextChoices):
        """The direction in which somebody goes."""

        IN = "in", _("In")
        OUT = "out", _("Out")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="rows")
    number = models.BinaryField(max_length=NUMBER_BYTES)
    hour = models.DateTimeField()
    is_corrected = models.BooleanField(default=False)
    """Whether the device's clock was wrong, so that the hour is by ours."""
    way = models.CharField(max_length=3, choices=Way.choices)
    party = models.PositiveSmallIntegerField()
    keeper = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="+", null=True)
    of = models.BinaryField(max_length=NUMBER_BYTES, null=True)
    """The row by which whoever goes out came in."""
    page = models.CharField(max_length=20, blank=True)
    line = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()
    """Empty where nothing was typed."""
    alert = models.BinaryField(max_length=NOTE_BYTES, null=True)
    """Of a visitor who showed a code instead of a name: what an alert about people at this door is made of. Of whom it
    is, only the phone that showed the code can tell, and whoever saw it there."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post", "number"], name="each_row_of_a_door_is_kept_once"),
            models.UniqueConstraint(
                fields=["post", "page", "line", "way"],
                condition=~models.Q(page=""),
                name="each_line_of_a_page_is_kept_once",
            ),
        )
        indexes = (models.Index(fields=["post", "hour"], name="rows_of_a_door_by_the_hour"),)

    def __str__(self) -> str:
        return f"{self.post} {self.hour:%Y-%m-%d %H}"


class Sheet(models.Model):
    """One page of a post's paper register. Its number is printed once, so that a page counts once, whoever keys it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="sheets")
    number = models.CharField(max_length=SHEET_SIGNS, unique=True)
    printed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    day = models.DateField(null=True)
    """The day that it says; known once somebody has keyed a line of it, and the same from then on."""
    keyed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """Whoever keyed its newest line."""
    keyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(day=None, keyed_by=None, keyed_at=None)
                | models.Q(day__isnull=False, keyed_by__isnull=False, keyed_at__isnull=False),
                name="a_sheet_that_is_keyed_has_a_day",
            ),
        )
        indexes = (models.Index(fields=["post", "-printed_at"], name="sheets_newest_first"),)

    def __str__(self) -> str:
        return self.number


class SheetPhoto(models.Model):
    """The photograph from which a page was keyed, sealed in the browser like its rows. It is gone with the first of
    these rows that goes."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="photo")
    sealed = models.BinaryField()
    kept_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sheet} {self.kept_at:%Y-%m-%d}"


class HourCount(models.Model):
    """How many went in and out of one post in one hour, and what was seen of their apps. It stays when rows go."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hours")
    hour = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    visitors = models.PositiveIntegerField(default=0)
    """Who came in and does not work there."""
    staff = models.PositiveIntegerField(default=0)
    """Who came in and works there."""
    left = models.PositiveIntegerField(default=0)
    advised = models.PositiveIntegerField(default=0)
    """Visitors who were told what to do."""
    live = models.PositiveIntegerField(default=0)
    """Visitors whose app was seen to run: its mark was scanned and was of that moment."""
    shown = models.PositiveIntegerField(default=0)
    none = models.PositiveIntegerField(default=0)
    not_running = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post", "hour"], name="one_count_a_post_and_hour"),
            models.CheckConstraint(
                condition=models.Q(
                    visitors__gte=models.F("live") + models.F("shown") + models.F("none") + models.F("not_running")
                ),
                name="apps_are_of_visitors",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post} {self.hour:%Y-%m-%d %H}"


class QuarterCount(models.Model):
    """How many phones ran the app at one post in one quarter hour, as its radio heard them: a span, and no phone."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="quarters")
    begins = models.DateTimeField()
    heard = models.PositiveIntegerField()
    """Different identifiers: so many phones at most."""
    at_once = models.PositiveIntegerField()
    """Of these, on air at one moment."""
    brought_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post", "begins"], name="one_count_a_post_and_quarter"),
            models.CheckConstraint(condition=models.Q(heard__gte=models.F("at_once")), name="at_once_are_of_the_heard"),
        )

    def __str__(self) -> str:
        return f"{self.post} {self.begins:%Y-%m-%d %H:%M}"


class RowRelease(models.Model):
    """Rows of one place's doors and some hours, for one place where a case has been: asked for by one, agreed to by
    another within a day. It stays, as the receipt that the place's page shows."""

    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="row_releases")
    landmark = models.ForeignKey(Landmark, on_delete=models.SET_NULL, related_name="+", null=True)
    """None once the case's places are forgotten."""
    path = PathField()
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    """Whole hours, the last one not among them."""
    people = models.PositiveIntegerField()
    """How many had come in then when it was asked for."""
    purpose = models.CharField(max_length=200)
    why_many = models.CharField(max_length=200, blank=True)
    """Why it is not fewer, where it lists as many as a market."""
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When the ask was put aside."""
    opened = models.PositiveIntegerField(default=0)
    """Rows whose words somebody may read by it."""
    reached = models.ManyToManyField(Premises, related_name="reached_by")
    """The place with its parts as they were when it was agreed to: the page of each shows the receipt."""
    phones = models.PositiveIntegerField(default=0)
    """Codes shown at these doors in these hours that phones were told of."""
    phones_told_at = models.DateTimeField(null=True)
    told_of = models.CharField(max_length=64, blank=True)
    """The digest of what was handed to the exchange last; empty of what was told before that was kept."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")),
                name="rows_are_released_by_two",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class ReleasedRow(models.Model):
    """A row that two agreed to open. Gone with the row."""

    release = models.ForeignKey(RowRelease, on_delete=models.PROTECT, related_name="released")
    row = models.ForeignKey(DoorRow, on_delete=models.CASCADE, related_name="released")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "row"], name="a_row_is_released_once_a_release"),)

    def __str__(self) -> str:
        return f"{self.release}: {self.row}"


class Erasure(models.Model):
    """A certificate: which rows of a post were erased because their days were over."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="erasures")
    erased_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    first_hour = models.DateTimeField()
    last_hour = models.DateTimeField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the rows' numbers in order: who has them can say whether a row was among these."""
    marks = models.BinaryField(default=b"")
    """Some bytes of each number's digest, by which one that comes again is known (`numbers_gone.py`); empty once no
    device of then is in force, and of what was erased before these were kept."""

    class Meta:
        indexes = (models.Index(fields=["post", "-erased_at"], name="erasures_newest_first"),)

    def __str__(self) -> str:
        return f"{self.post} {self.erased_at:%Y-%m-%d}"
