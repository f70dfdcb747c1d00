"""Writes about places with beds, and how many of these are free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation.course import OPEN
from bluezone.portal.isolation.models import MOST_BEDS, Centre, Stay
from bluezone.portal.places.models import Unit
from bluezone.vietnam.names import normalised_name

_SHORTEST_NAME = 3


@transaction.atomic
def add_centre(*, actor: Staff, unit: Unit, name: str, kind: str, beds: int, now: dt.datetime) -> Centre:
    """Enters a place with beds. Raises RefusedError for a name that the unit has already."""
    _require_beds(beds)
    said = normalised_name(name)
    if len(said) < _SHORTEST_NAME:
        raise RefusedError("please name the place, in 3 to 80 characters")
    if Centre.objects.filter(path=unit.path, name=said, closed_at=None).exists():
        raise RefusedError("this unit has a place of this name already")
    made = Centre.objects.create(
        unit=unit, path=unit.path, name=said, kind=kind, beds=beds, entered_by=actor, entered_at=now
    )
    _note(made, actor, "isolation.centre", now)
    return made


@transaction.atomic
def change_beds(*, actor: Staff, centre: Centre, beds: int, read: str, now: dt.datetime) -> None:
    """Sets how many beds a place has: never fewer than are taken. Raises RefusedError."""
    _require_beds(beds)
    held = held_centre(centre.pk, read)
    if beds < taken_beds(held):
        raise RefusedError("more people stay there than this; release or move them first")
    held.beds = beds
    held.save(update_fields=["beds"])
    _note(held, actor, "isolation.beds", now)


@transaction.atomic
def close_centre(*, actor: Staff, centre: Centre, read: str, now: dt.datetime) -> None:
    """Closes a place in which nobody stays any more. Raises RefusedError."""
    held = held_centre(centre.pk, read)
    if taken_beds(held):
        raise RefusedError("people still stay there; release or move them first")
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    _note(held, actor, "isolation.close", now)


def held_centre(key: int, read: str | None = None) -> Centre:
    """Holds a place as it stands now, so that nobody else gives out the same bed. Raises RefusedError for one that is
    closed, and ChangedError where it is not what was read."""
    held = Centre.objects.select_for_update(no_key=True).get(pk=key)
    if held.closed_at is not None:
        raise RefusedError("this place takes nobody any more")
    if read is not None:
        require_as_read(read, digest_of_centre(held))
    return held


def hold_centres(stays: Sequence[Stay]) -> None:
    """Holds every place of these stays in one order: two papers about people of several never wait for each other."""
    keys = {one.centre_id for one in stays if one.centre_id is not None}
    list(Centre.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def taken_beds(centre: Centre) -> int:
    """Counts whoever stays there, or is to."""
    return centre.stays.filter(state__in=OPEN).count()


def counting_beds(rows: QuerySet[Centre]) -> QuerySet[Centre]:
    """Gives each place of these how many of its beds are taken, as `taken`."""
    return rows.annotate(taken=Count("stays", filter=Q(stays__state__in=OPEN)))


def digest_of_centre(centre: Centre, taken: int | None = None) -> str:
    """Names what the list shows of a place, for the forms that decide on it; counts its beds where nobody has."""
    return digest_of(centre.pk, centre.beds, centre.closed_at, taken_beds(centre) if taken is None else taken)


def _require_beds(beds: int) -> None:
    if not 1 <= beds <= MOST_BEDS:
        raise RefusedError("a place has 1 to 20000 beds")


def _note(centre: Centre, actor: Staff, act: str, now: dt.datetime) -> None:
    detail = {"beds": centre.beds}
    record_write(actor=actor, act=act, now=now, subjects=[("centre", centre.pk)], path=centre.path, detail=detail)
