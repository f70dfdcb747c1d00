"""Staff, what they are where, and how they come back in who lost a password or a second factor. A person is never
deleted: what they did stays theirs in the audit."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy

from bluezone.portal.identity.roles import NEEDS_SECOND_FACTOR, Role
from bluezone.portal.places.fields import PathField, SortKeyField
from bluezone.portal.places.models import Unit


class StaffDirectory(BaseUserManager["Staff"]):
    """Finds staff by the name they sign in with."""


class Staff(AbstractBaseUser):
    """A person who works here. Permissions come from grants alone; there is no superuser."""

    username = models.CharField(max_length=40, unique=True)
    full_name = models.CharField(max_length=80)
    sort_key = SortKeyField()
    search_text = models.TextField(default="")
    """The full name, by which colleagues and what they did are found."""
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_unproven = models.BooleanField(default=False)
    """It was set with a code, and not used together with the second factor since (`second_factor.py`): whoever gave the
    code out may know it, so it proves nothing beside another code."""

    objects: ClassVar[StaffDirectory] = StaffDirectory()
    USERNAME_FIELD = "username"

    class Meta:
        indexes = (models.Index(fields=["sort_key", "id"], name="staff_in_order"),)

    def __str__(self) -> str:
        return self.full_name

    @property
    def current_grants(self) -> list[Grant]:
        """Grants that have not ended, asked for once a request."""
        if not hasattr(self, "_current_grants"):
            self._current_grants = list(self.grants.filter(ended_at=None).select_related("unit"))
        return self._current_grants

    @property
    def home(self) -> str:
        """The path of the widest of one's units: what is about no one place is written down there."""
        return min((grant.path for grant in self.current_grants), key=len, default="")

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the person's roles asks for a second factor."""
        return any(grant.role in NEEDS_SECOND_FACTOR for grant in self.current_grants)


class Grant(models.Model):
    """A role at a unit, given by somebody and ended by somebody."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    """None is the whole country."""
    path = PathField()
    given_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None for the first administrator, whom the command line makes."""
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["staff", "role", "path"], condition=models.Q(ended_at=None), name="one_such_grant_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="grant_is_of_a_known_role"),
        )

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_role_display()}"


class Renewal(models.TextChoices):
    """What somebody lost and sets anew."""

    PASSWORD = "password", gettext_lazy("The password")
    SECOND_FACTOR = "second_factor", gettext_lazy("The second factor")
    BOTH = "both", gettext_lazy("Password and second factor")


class Invitation(models.Model):
    """Leave to set a password or a second factor anew: once, and soon. Its code is told once and kept nowhere.

    Whoever gives a code out could use it. So what is not lost has to be shown with it (`invitations.py`), and where
    both are lost, one administrator asks and another gives out.
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="invitations")
    renews = models.CharField(max_length=14, choices=Renewal.choices)
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    """None is the command line, here and in `given_by`."""
    asked_at = models.DateTimeField()
    """An ask is good for a day (`second_person.py`)."""
    given_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - many have none, and it is unique
    """None until the code is given out."""
    expires_at = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    """How often a password was wrong that had to be shown with the code."""
    ended_at = models.DateTimeField(null=True)
    """Used, withdrawn, replaced by another, or tried too often."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(ended_at=None), name="one_open_invitation_a_person"
            ),
            models.CheckConstraint(
                condition=~models.Q(renews=Renewal.BOTH, given_by=models.F("asked_by")), name="nobody_alone_renews_both"
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff}: {self.renews}"
