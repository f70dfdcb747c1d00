"""Administrative units with time: what a code meant from one day to another, what became of what, and hamlets.

A row of `Unit` is one unit for as long as its code, name, level, parent and extent stayed the same. When one of them
changes, the row ends and another begins; `Succession` says which came from which. Nothing here counts levels: there
were three until 30/6/2025, there are two since.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.places.fields import PathField, SortKeyField


class Level(models.TextChoices):
    """How large a unit is."""

    PROVINCE = "province", gettext_lazy("Province")
    DISTRICT = "district", gettext_lazy("District")
    COMMUNE = "commune", gettext_lazy("Commune")
    HAMLET = "hamlet", gettext_lazy("Hamlet")


class Unit(models.Model):
    """One unit, while it stayed what it was."""

    key = models.CharField(max_length=24, unique=True)
    """Code and first month, such as 02536-202507; the component of paths."""
    code = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True)
    path = PathField()
    valid_from = models.DateField(null=True)
    """None: before our first table, of 2020 and 2021."""
    valid_to = models.DateField(null=True)
    """The first day on which it was no more; None while it lasts."""
    dates_estimated = models.BooleanField(default=False)
    """The change is known only to lie between two tables."""
    sort_key = SortKeyField()
    search_text = models.TextField()
    """Its name, its parents' and its former names, folded."""

    class Meta:
        indexes = (models.Index(fields=["valid_to", "level", "sort_key"], name="units_of_today_in_order"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def commune(self) -> Unit:
        """The commune in which a hamlet lies; any other unit itself."""
        return self.parent if self.level == Level.HAMLET and self.parent is not None else self


class Change(models.Model):
    """An act by which units changed."""

    date = models.DateField()
    date_estimated = models.BooleanField(default=False)
    resolution = models.CharField(max_length=60, blank=True)
    """Empty where our tables do not name it."""
    path = PathField()
    """The province in which it was made."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["date", "path", "resolution"], name="one_change_an_act"),)

    def __str__(self) -> str:
        return f"{self.resolution} {self.date:%d/%m/%Y}".strip()


class Succession(models.Model):
    """One line of the crosswalk: this unit went, whole or in part, into that one."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="successions")
    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins")
    is_whole = models.BooleanField()
    """All of the old unit; otherwise a part of unknown size, and a figure carried over is an estimate."""
    is_default = models.BooleanField()
    """Where to look when only the old unit is known."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["old", "new"], name="one_line_a_pair_of_units"),
            models.UniqueConstraint(
                fields=["old"], condition=models.Q(is_default=True), name="one_default_successor_a_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
