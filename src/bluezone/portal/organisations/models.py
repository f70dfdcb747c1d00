"""Organisations: committees, departments, schools, companies, unions, posts; each at a unit, in several trees at once.

A school stands under the commune's committee in one tree and under the education office in another. An organisation is
never deleted: it closes, and another may take over.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.places.fields import PathField, SortKeyField
from bluezone.portal.places.models import Unit


class Kind(models.TextChoices):
    """What an organisation is."""

    COMMITTEE = "committee", gettext_lazy("People's Committee")
    DEPARTMENT = "department", gettext_lazy("Department")
    HEALTH = "health", gettext_lazy("Health facility")
    SCHOOL = "school", gettext_lazy("School")
    COMPANY = "company", gettext_lazy("Company")
    UNION = "union", gettext_lazy("Union, association")
    POST = "post", gettext_lazy("Checkpoint")


class Tree(models.TextChoices):
    """The sense in which one organisation stands under another."""

    ADMINISTRATION = "administration", gettext_lazy("Administration")
    PROFESSION = "profession", gettext_lazy("Professional guidance")
    UNION = "union", gettext_lazy("Union, association")


class Organisation(models.Model):
    """One committee, department, school, company, union or post, for as long as it is open."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, related_name="predecessors", null=True)
    sort_key = SortKeyField()
    search_text = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["closed_on", "kind", "sort_key"], name="organisations_in_order"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(successor=None) | models.Q(closed_on__isnull=False),
                name="only_closed_ones_are_succeeded",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """One organisation's place under another, in one tree."""

    tree = models.CharField(max_length=16, choices=Tree.choices)
    child = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lines_up")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lines_down")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tree", "child"], name="one_place_a_tree"),)

    def __str__(self) -> str:
        return f"{self.child} → {self.parent}"


class Contact(models.Model):
    """A person to call at an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    full_name = models.CharField(max_length=80)
    position = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20)
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.full_name
