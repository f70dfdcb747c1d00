"""Outbreaks, and who is involved in one: the nodes, with their level as a cache."""

from __future__ import annotations

from django.db import models

from bluezone.portal.cases.models import Person
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.columns import DayNumber, KeptNumbers, Otherwise, Packed
from bluezone.trace.levels import NO_LEVEL
from bluezone.trace.outbreak import EVER, OPEN


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


NUMBERS_OF_AN_INVOLVEMENT = Packed(
    "id",
    "person_id",
    DayNumber("set_apart_on", OPEN),
    Otherwise("level", NO_LEVEL),
    Otherwise("through_id", 0),
    DayNumber("possible_from", EVER),
)
"""What levels are computed from, and what they came to."""


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
            KeptNumbers("outbreak", "id", "regime", NUMBERS_OF_AN_INVOLVEMENT, name="involved_as_numbers"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.outbreak}"


class ListedPerson(models.Model):
    """Somebody whom a list of another authority named by an id, so that its next version knows them again."""

    outbreak = models.ForeignKey(Outbreak, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    """The id, hashed to one length under a key (`listed_ids.py`): an id may be made of a name."""
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE, related_name="listed_as")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["outbreak", "key"], name="an_id_names_one_person_an_outbreak"),)

    def __str__(self) -> str:
        return self.key[:8]
