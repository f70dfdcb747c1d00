"""Reads about staff: who works within my units, and who did."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import common_path, rows_within
from bluezone.portal.staff.waiting import INVITED, WITHOUT_FACTOR, invited_by, without_second_factor

PAGE = 100
STAFF = Listing(
    caption=_("Staff, by given name"),
    columns=(
        Column("name", _("Name"), ("sort_key",)),
        Column("username", _("Sign-in name"), ("username",)),
        Column("roles", _("Roles")),
    ),
    filters=(
        Filter(
            "show",
            (("", _("All")), (WITHOUT_FACTOR, _("Without a second factor")), (INVITED, _("With a code not used yet"))),
        ),
    ),
    search=_("Name or sign-in name"),
    hint=_("Marks may be left out; the beginning of each word is enough."),
    empty=Empty("people", _("Nobody here")),
    size=PAGE,
)


def page_of_colleagues(staff: Staff, part: Part, now: dt.datetime) -> Listed[Staff]:
    """A page of the colleagues, by given name; of those under a filter of `waiting.py`, or of that name."""
    return listed(_named(colleagues_shown(staff, part["show"], now), part.text), part)


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


def _named(rows: QuerySet[Staff], text: str) -> QuerySet[Staff]:
    """Colleagues in whose name or sign-in name all these words begin one, however they are accented."""
    return rows.filter(saying(text, "search_text", also=_signing_in_so))


def _signing_in_so(word: str) -> Q:
    """Colleagues in whose sign-in name the word begins one: letters and digits, between dots."""
    return Q(username__startswith=word) | Q(username__contains=f".{word}")


def former_colleagues_of(staff: Staff) -> QuerySet[Staff]:
    """Staff whose last roles were within this person's units and who have none now, anywhere: they may come back."""
    once = rows_within(Grant.objects.filter(ended_at__isnull=False), paths_for(staff, "staff.list"))
    still = Grant.objects.filter(ended_at=None)
    current = Prefetch("grants", queryset=still)
    gone = Staff.objects.filter(pk__in=once.values("staff")).exclude(pk__in=still.values("staff"))
    return gone.prefetch_related(current).order_by("sort_key", "id")


def former_shown(staff: Staff, part: Part) -> Listed[Staff]:
    """The first of these, by given name; of a list that is searched those of that name."""
    return listed(_named(former_colleagues_of(staff), part.text), STAFF.part_of({}))


def colleague(staff: Staff, username: str) -> Staff | None:
    """A person within this one's units, or who was there last."""
    works = colleagues_of(staff).filter(username=username).first()
    return works or former_colleagues_of(staff).filter(username=username).first()


def unit_of_everybody() -> Unit | None:
    """The smallest unit of today in which everybody works who works in a unit at all; None where there is none."""
    grants = Grant.objects.filter(ended_at=None, unit__valid_to=None).exclude(unit=None)
    path = common_path(grants.values_list("path", flat=True))
    return Unit.objects.filter(path=path).first() if path else None


def grant_of(person: Staff, number: int) -> Grant | None:
    """The role of this number, among those that the reader was given with the person."""
    return next((one for one in person.grants.all() if one.pk == number), None)


def is_without_second_factor(staff: Staff, person: Staff) -> bool:
    """Whether a role of this colleague asks for a second factor, and they have set up none."""
    return without_second_factor(staff).filter(pk=person.pk).exists()


def widest_path(person: Staff) -> str:
    """The path of the widest of the roles within reach; empty for whoever has none any more."""
    return min((grant.path for grant in person.grants.all()), key=len, default="")


def roles_in_words(person: Staff) -> str:
    """Roles with their units, in one line."""
    grants = person.grants.all()
    return "; ".join(", ".join([grant.get_role_display(), grant.unit.name if grant.unit else "–"]) for grant in grants)
