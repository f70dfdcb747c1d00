"""Reads about staff: who works within my units."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from bluezone.portal.accounts.models import Grant, Staff
from bluezone.portal.accounts.policy import paths_for
from bluezone.portal.places.paths import rows_within


def colleagues_of(staff: Staff) -> QuerySet[Staff]:
    """Everybody with a role within this person's units, by given name."""
    inside = rows_within(Grant.objects.filter(ended_at=None), paths_for(staff, "accounts.list"))
    grants = Prefetch("grants", queryset=inside.select_related("unit").order_by("path", "role"))
    return Staff.objects.filter(pk__in=inside.values("staff")).prefetch_related(grants).order_by("sort_key", "id")


def colleague(staff: Staff, username: str) -> Staff | None:
    """A person within this one's units."""
    return colleagues_of(staff).filter(username=username).first()
