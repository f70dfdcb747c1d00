"""Premises: a place with a door, approved by somebody of its commune, and the codes that hang there.

A hall, a row of stalls or a stall of a market is a place within another one, with a code and doors of its own;
and of two entries of one place the one is kept as the other's. What is said of a place covers both (`whole.py`).
The organisation that keeps it may be named; a market, a pagoda or a bus stop has none. The telephone is that of the
place, as it stands on its sign. Somebody is named alone in what an owner told (`owners.py`): who answers for the place.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.fields import PathField, SortKeyField
from bluezone.portal.places.models import Unit
from bluezone.vietnam.folding import fold

DEEPEST = 4
"""Places one within another: a market, a hall of it, a row there, a stall."""
WHOLES = "__".join(["within"] * (DEEPEST - 1))
"""What a query fetches along, so that `full_name` asks nothing more."""


class Kind(models.TextChoices):
    """What sort of place it is; phones end a visit after its usual time. Those of before read a factory as an office,
    and an event as a public place (docs/protocol/10-venues.md)."""

    SHOP = "shop", _("Shop")
    MARKET = "market", _("Market")
    FOOD = "food", _("Restaurant, café")
    OFFICE = "office", _("Office, workplace")
    SCHOOL = "school", _("School")
    HEALTH = "health", _("Clinic, hospital")
    HOTEL = "hotel", _("Hotel, lodging")
    WORSHIP = "worship", _("Place of worship")
    TRANSPORT = "transport", _("Bus, station")
    FACTORY = "factory", _("Factory, workshop")
    EVENT = "event", _("Event: wedding, festival, fair")
    PUBLIC = "public", _("Other public place")


class Premises(models.Model):
    """One place with a door."""

    class State(models.TextChoices):
        """How far it has come."""

        REGISTERED = "registered", _("waits for approval")
        APPROVED = "approved", _("approved")
        CLOSED = "closed", _("closed")

    name = models.CharField(max_length=60)
    within = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True)
    """Of a part of another place: which one."""
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, related_name="doubles", null=True)
    """Of an entry that was registered twice: the one that is kept."""
    joined_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    joined_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="premises", null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    hamlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    """Of its commune; none where nobody said which."""
    address = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.REGISTERED)
    registered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    approved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    new_facts = models.JSONField(null=True)
    """What somebody says that it is called, is, and where, until another person agrees: name, kind, hamlet, address,
    phone."""
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField(null=True)
    change_agreed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None while it waits, or was put aside."""
    sort_key = SortKeyField()
    search_text = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["state", "sort_key"], name="premises_in_order"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="registered") | models.Q(state="closed") | models.Q(approved_at__isnull=False),
                name="approved_premises_say_when",
            ),
            models.CheckConstraint(
                condition=models.Q(same_as=None, joined_by=None, joined_at=None)
                | models.Q(same_as__isnull=False, joined_by__isnull=False, joined_at__isnull=False),
                name="joined_premises_say_when",
            ),
            models.CheckConstraint(
                condition=(models.Q(same_as=None) | ~models.Q(same_as=models.F("id")))
                & (models.Q(within=None) | ~models.Q(within=models.F("id"))),
                name="no_premises_are_their_own",
            ),
            models.CheckConstraint(
                condition=models.Q(change_agreed_by=None)
                | (models.Q(new_facts__isnull=True) & ~models.Q(change_agreed_by=models.F("changed_by"))),
                name="changed_premises_are_seen_by_another",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """What phones and posters call it: a part by its place, too."""
        return full_name(self.name, self.within)

    @property
    def above(self) -> list[Premises]:
        """The places within which it lies, the nearest first."""
        return as_lying(self.within)

    @property
    def whereabouts(self) -> str:
        """Address, hamlet and commune, as its poster names them."""
        return ", ".join(part for part in (self.address, self.hamlet_said, self.unit.name) if part)

    @property
    def hamlet_said(self) -> str:
        """The hamlet's name, where the address does not end with it already."""
        name = self.hamlet.name if self.hamlet is not None else ""
        return "" if fold(self.address).endswith(fold(name)) else name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.APPROVED


def full_name(name: str, within: Premises | None) -> str:
    """What a place would be called."""
    return ", ".join([name, *(one.name for one in as_lying(within))])


def as_lying(within: Premises | None) -> list[Premises]:
    """The places within which something lies that is a part of this one, the nearest first."""
    return [] if within is None else [within, *within.above]


class PlaceCode(models.Model):
    """One code of premises, as it was signed. A later one takes its place; phones read each to the end of its time."""

    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="codes")
    text = models.TextField()
    """What the poster's code says. It holds the salt, by which alerts about this place are recognised."""
    typed = models.CharField(max_length=10, blank=True)
    """What can be typed instead; empty for codes of before there were any."""
    lock = models.BinaryField(null=True)
    """What the typed code opens in the commune's places, once it was derived."""
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    issued_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    alerted_at = models.DateTimeField(null=True)
    """When phones were last alerted about somebody there: who has its text recognises the next alert, too."""
    is_outdated = models.BooleanField(default=False)
    """Whether the place is called, or lies, otherwise by now than its poster says."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["premises"], condition=models.Q(replaced_at=None), name="one_code_in_force_at_a_door"
            ),
        )

    def __str__(self) -> str:
        return f"{self.premises} {self.valid_from:%Y-%m-%d}"

    def is_read_at(self, moment: dt.datetime) -> bool:
        """Whether phones take it then: also once another hangs in its place."""
        return self.valid_from <= moment < self.valid_until


class HandedPlaces(models.Model):
    """Which codes of a commune the exchange has for whoever types one."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    """Of the codes in the file that was handed over last."""
    epoch = models.PositiveIntegerField()
    handed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.unit} {self.epoch}"


class CommunePhone(models.Model):
    """The telephone of a commune that stands on the posters of its places: whom to ask about the disease there."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    phone = models.CharField(max_length=20)
    said_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.unit} {self.phone}"


class OwnerLink(models.Model):
    """A link by which owners of a commune tell of their places, for sixty days. Only a digest is kept."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.unit} #{self.pk}"


class ToldPlace(models.Model):
    """A place as its owner told of it. It becomes premises once somebody of the commune registers it."""

    link = models.ForeignKey(OwnerLink, on_delete=models.PROTECT, related_name="told")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    hamlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    address = models.CharField(max_length=80)
    phone = models.CharField(max_length=20)
    responsible = models.CharField(max_length=60)
    receipt = models.CharField(max_length=8, unique=True)
    """What the owner was told, and names when they call."""
    told_at = models.DateTimeField()
    settled_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True)
    premises = models.OneToOneField(Premises, on_delete=models.PROTECT, related_name="told", null=True)
    """None where it was put aside."""

    class Meta:
        indexes = (models.Index(fields=["settled_at", "told_at"], name="told_places_that_wait"),)

    def __str__(self) -> str:
        return self.name

    @property
    def premises_kind(self) -> Kind:
        return Kind(self.kind)
