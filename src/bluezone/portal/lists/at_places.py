"""Businesses of a register and their places with a door: a row leads to its place once somebody has said which.

Nothing is joined by itself, however alike: a place is registered from the row, or one that is there is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.lists.models import Entry, Kind
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.services import Facts, register_premises

_MOST_SHOWN = 12


def business_with(staff: Staff, number: int) -> Entry | None:
    """The business of this number, if the table opens its row to this person."""
    found = Entry.objects.filter(pk=number, kind=Kind.BUSINESS).select_related("organisation", "premises").first()
    return found if found is not None and is_allowed(staff, "lists.see", found) else None


def businesses_at(staff: Staff, premises: Premises) -> QuerySet[Entry]:
    """Rows of registers that lead to this place and are open to this person, the newest list first."""
    if not is_allowed(staff, "lists.see"):
        return Entry.objects.none()
    rows = rows_within(Entry.objects.filter(premises=premises), paths_for(staff, "lists.see"))
    return rows.select_related("organisation", "sent").order_by("-sent__stored_at", "-pk")[:_MOST_SHOWN]


def places_of(entries: Iterable[Entry]) -> dict[int, Premises]:
    """The place to which each of these rows leads, by the row's number: its own, or that of a row for which it stands.
    A place that is closed is none any more."""
    keys = [one.pk for one in entries]
    rows = Entry.objects.filter(Q(pk__in=keys) | Q(same_as__in=keys), premises__isnull=False)
    rows = rows.exclude(premises__state=Premises.State.CLOSED).select_related("premises").order_by("pk")
    doubles = {one.same_as_id: one.premises for one in rows if one.same_as_id is not None}
    own = {one.pk: one.premises for one in rows}
    return {key: place for key in keys if (place := own.get(key) or doubles.get(key)) is not None}


@transaction.atomic
def register_business(*, actor: Staff, entry: Entry, facts: Facts, unit: Unit, now: dt.datetime) -> Premises:
    """Registers the place of a business from its row, which leads there from now on. Raises RefusedError for one that
    has a place, and as `register_premises` does."""
    row = _without_place(entry)
    made = register_premises(actor=actor, facts=facts, unit=unit, now=now)
    _lead(actor, row, made, now)
    return made


@transaction.atomic
def lead_to_place(*, actor: Staff, entry: Entry, premises: Premises, now: dt.datetime) -> None:
    """Says that a place which is there is the one of this business. Raises RefusedError for a row that has one, and
    for a place that is closed."""
    row = _without_place(entry)
    place = Premises.objects.select_for_update(of=("self",)).get(pk=premises.pk)
    if place.state == Premises.State.CLOSED:
        raise RefusedError("this place is closed")
    _lead(actor, row, place, now)


@transaction.atomic
def leave_place(*, actor: Staff, entry: Entry, premises: Premises, now: dt.datetime) -> None:
    """Says that this place is not the one of this business after all; the row stands as before somebody said so.
    Raises RefusedError for one that leads elsewhere."""
    row = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.premises_id != premises.pk:
        raise RefusedError("this row does not lead to this place")
    row.premises = None
    _note(actor, "lists.unplace", row, premises, now)


def _without_place(entry: Entry) -> Entry:
    row = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if places_of([row]):
        raise RefusedError("this business has its place already")
    return row


def _lead(actor: Staff, row: Entry, premises: Premises, now: dt.datetime) -> None:
    row.premises = premises
    _note(actor, "lists.place", row, premises, now)


def _note(actor: Staff, act: str, row: Entry, premises: Premises, now: dt.datetime) -> None:
    row.save(update_fields=["premises"])
    subjects = [("entry", row.pk), ("premises", premises.pk)]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=row.path)
