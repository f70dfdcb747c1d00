"""Reads about staff: who works within my units, and who did."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, QuerySet

from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.staff.waiting import INVITED, WITHOUT_FACTOR, invited_by, without_second_factor


def colleagues_of(staff: Staff) -> QuerySet[Staff]:
    """Staff with a role within this person's units, by given name."""
    inside = rows_within(Grant.objects.filter(ended_at=None), paths_for(staff, "staff.list"))
    grants = Prefetch("grants", queryset=inside.select_related("unit").order_by("path", "role"))
    return Staff.objects.filter(pk__in=inside.values("staff")).prefetch_related(grants).order_by("sort_key", "id")


def colleagues_shown(staff: Staff, shown: str, now: dt.datetime) -> QuerySet[Staff]:
    """Colleagues under a filter of `waiting.py`; all of them for any other word."""
    rows = colleagues_of(staff)
    if shown == WITHOUT_FACTOR:
        return rows.filter(pk__in=without_second_factor(staff).values("pk"))
    return rows.filter(pk__in=invited_by(staff, now).values("pk")) if shown == INVITED else rows


def former_colleagues_of(staff: Staff) -> QuerySet[Staff]:
    """Staff whose last roles were within this person's units and who have none now, anywhere: they may come back."""
    once = rows_within(Grant.objects.filter(ended_at__isnull=False), paths_for(staff, "staff.list"))
    still = Grant.objects.filter(ended_at=None)
    current = Prefetch("grants", queryset=still)
    gone = Staff.objects.filter(pk__in=once.values("staff")).exclude(pk__in=still.values("staff"))
    return gone.prefetch_related(current).order_by("sort_key", "id")


def colleague(staff: Staff, username: str) -> Staff | None:
    """A person within this one's units, or who was there last."""
    works = colleagues_of(staff).filter(username=username).first()
    return works or former_colleagues_of(staff).filter(username=username).first()


def grant_of(person: Staff, number: int) -> Grant | None:
    """The role of this number, among those that the reader was given with the person."""
    return next((one for one in person.grants.all() if one.pk == number), None)


def widest_path(person: Staff) -> str:
    """The path of the widest of the roles within reach; empty for whoever has none any more."""
    return min((grant.path for grant in person.grants.all()), key=len, default="")


def roles_in_words(person: Staff) -> str:
    """Roles with their units, in one line."""
    grants = person.grants.all()
    return "; ".join(", ".join([grant.get_role_display(), grant.unit.name if grant.unit else "–"]) for grant in grants)
