"""Reads of supplies: what is to be carried, place by place, and what one person has asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.persons import merged_into
from bluezone.portal.frame.listing import Column, Empty, Listed, Listing, Part, listed
from bluezone.portal.frame.paging import number_typed
from bluezone.portal.households.selectors import addresses_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.isolation.course import OPEN
from bluezone.portal.isolation.models import Need, Stay
from bluezone.portal.isolation.needs import digest_of_need
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import PersonView, seen_by

NEEDS, SUPPLY = "isolation.needs", "isolation.supply"
MOST_OF_ONE = 60
SUPPLIES = Listing(
    caption=_("Supplies"),
    columns=(Column("person", _("Full name")),),
    empty=Empty("check", _("Nothing is to be brought"), _("What somebody in quarantine needs is noted on their page.")),
    kept=("need",),
    size=200,
)
"""By the place, and drawn so, for whoever carries it; `need` narrows it to the one who asked for that."""


@dataclass(frozen=True, slots=True)
class NeedView:
    """Something that somebody in quarantine needs, as one reader sees it."""

    number: int
    what: str
    words: str
    person: PersonView
    where: str
    """The place in which they stay; at home the address of their household, empty where none is entered."""
    asked_at: dt.datetime
    asked_by: str
    outcome: str
    """Empty while it is to be brought, as the two below it."""
    carried_by: str
    settled_at: dt.datetime | None
    is_listed: bool
    """Whether it stands on the list of what is to be brought."""
    as_read: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What is to be carried to one hamlet or commune, person by person."""

    place: str
    needs: tuple[NeedView, ...]


def needs_in(staff: Staff, act: str = NEEDS) -> QuerySet[Need]:
    """What is to be brought to people in quarantine who are in this person's units. A quarantine that is proposed anew
    takes along what was noted for the proposal before it."""
    apart = Stay.objects.filter(state__in=OPEN)
    rows = Need.objects.filter(settled_at=None, stay__involvement__in=apart.values("involvement"))
    return rows_within(rows, paths_for(staff, act), by="stay__involvement__path")


def count_of_needs(staff: Staff, part: Part) -> int:
    """How many things are to be brought in this person's units, or to the one of whom they are asked."""
    return _narrowed(needs_in(staff), part).count()


def page_of_needs(staff: Staff, part: Part) -> Listed[Need]:
    """One page of what is to be brought in this person's units, by place and then by person."""
    rows = _narrowed(needs_in(staff), part).order_by("stay__involvement__path", "stay__involvement", "pk")
    return listed(_complete(rows), part)


def to_carry(staff: Staff, needs: Collection[Need]) -> list[Carried]:
    """What is to be carried of these, which stand by place, as this person sees it."""
    seen = {one.number: one for one in _seen(staff, needs)}
    places = groupby(needs, key=lambda one: one.stay.involvement.unit)
    return [Carried(_called(unit), tuple(seen[one.pk] for one in there)) for unit, there in places]


def needs_of(staff: Staff, involvement: Involvement) -> list[NeedView]:
    """What one person needed in quarantine, as far as the reader works where they are; what is to be brought first."""
    persons = merged_into(involvement.person_id).values("pk")
    rows = Need.objects.filter(stay__involvement__person__in=persons)
    rows = rows_within(rows, paths_for(staff, NEEDS), by="stay__involvement__path")
    return _seen(staff, _complete(rows).order_by(F("settled_at").desc(nulls_first=True), "pk")[:MOST_OF_ONE])


def need_with_number(number: int) -> Need | None:
    """What was asked for under this number."""
    return _complete(Need.objects.filter(pk=number)).first()


def _narrowed(rows: QuerySet[Need], part: Part) -> QuerySet[Need]:
    number = number_typed(part["need"])
    if number is None:
        return rows
    return rows.filter(stay__involvement__in=Need.objects.filter(pk=number).values("stay__involvement"))


def _called(unit: Unit) -> str:
    """A hamlet with its commune: two communes have hamlets of one name."""
    return unit.name if unit.level != Level.HAMLET or unit.parent is None else f"{unit.name}, {unit.parent.name}"


def _complete(rows: QuerySet[Need]) -> QuerySet[Need]:
    return rows.select_related(
        "stay__involvement__person", "stay__involvement__unit__parent", "stay__centre", "asked_by"
    )


def _seen(staff: Staff, rows: Collection[Need]) -> list[NeedView]:
    needs = list(rows)
    homes = addresses_of(staff, {one.stay.involvement_id for one in needs})
    waiting = set(needs_in(staff).filter(pk__in=[one.pk for one in needs]).values_list("pk", flat=True))
    return [
        NeedView(
            number=one.pk,
            what=one.get_what_display(),
            words=one.words,
            person=seen_by(staff, one.stay.involvement),
            where=one.stay.centre.name if one.stay.centre is not None else homes.get(one.stay.involvement_id, ""),
            asked_at=one.asked_at,
            asked_by=one.asked_by.full_name,
            outcome=one.get_outcome_display() if one.outcome else "",
            carried_by=one.carried_by,
            settled_at=one.settled_at,
            is_listed=one.pk in waiting,
            as_read=digest_of_need(one),
        )
        for one in needs
    ]
