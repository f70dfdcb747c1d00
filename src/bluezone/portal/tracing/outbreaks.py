"""Outbreaks: which there are and how many people have which level; begun and ended by whoever administers the area.

A case belongs to the open outbreak with the smallest area around it (`involving.py`). So that nobody who is traced
already changes outbreaks, one begins on a day after which nobody of its area fell ill yet, and ends after the last who
belongs to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet, prefetch_related_objects

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.involving import WHOLE_COUNTRY, Outbreaks
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.trace.levels import LAST_LEVEL

_LONGEST_NAME, _LONGEST_PATHOGEN = 80, 40
_AHEAD = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of one's province have which level in an outbreak."""

    levels: tuple[tuple[str, int], ...]
    without: int

    @property
    def all(self) -> int:
        return self.without + sum(people for _, people in self.levels)


@transaction.atomic
def begin_outbreak(
    *, actor: Staff, name: str, pathogen: str, unit: Unit, begins: dt.date, now: dt.datetime
) -> Outbreak:
    """Begins an outbreak in an area. Raises RefusedError."""
    name, pathogen = " ".join(name.split()), " ".join(pathogen.split())
    if not 2 <= len(name) <= _LONGEST_NAME or not 2 <= len(pathogen) <= _LONGEST_PATHOGEN:
        raise RefusedError("an outbreak has a name of 2 to 80 characters, and a pathogen of up to 40")
    if unit.valid_to is not None:
        raise RefusedError("this unit is no more")
    if begins > now.date() + _AHEAD:
        raise RefusedError("an outbreak begins within a month")
    if Outbreak.objects.filter(name=name, path=unit.path).exists():
        raise RefusedError("there is an outbreak of this name here already")
    if rows_within(Case.objects.filter(onset__gte=begins), (unit.path,)).exists():
        raise RefusedError("somebody fell ill here since that day and is traced already; please choose a later day")
    made = Outbreak.objects.create(
        name=name, pathogen=pathogen, unit=unit, path=unit.path, place=_place_of(unit), begins=begins
    )
    record_write(actor=actor, act="tracing.outbreak_begin", now=now, subjects=[("outbreak", made.pk)], path=unit.path)
    return made


@transaction.atomic
def end_outbreak(*, actor: Staff, outbreak: Outbreak, ended: dt.date, read: str, now: dt.datetime) -> None:
    """Ends an outbreak: who falls ill later does not belong to it. Raises RefusedError."""
    hold(outbreak)
    held = Outbreak.objects.get(pk=outbreak.pk)
    require_as_read(read, digest_of_outbreak(held))
    if held.ended is not None:
        raise RefusedError("this outbreak has ended already")
    if not held.begins <= ended <= now.date():
        raise RefusedError("an outbreak ends after it began, and not in the future")
    later = rows_within(Case.objects.filter(onset__gt=ended), (held.path,)).values_list("path", "onset")
    outbreaks = Outbreaks()
    if any(outbreaks.at(path, onset).pk == held.pk for path, onset in later.distinct()):
        raise RefusedError("somebody fell ill after that day and belongs to this outbreak")
    held.ended = ended
    held.save(update_fields=["ended"])
    record_write(actor=actor, act="tracing.outbreak_end", now=now, subjects=[("outbreak", held.pk)], path=held.path)


def outbreaks_within(staff: Staff, act: str) -> list[Outbreak]:
    """Outbreaks of which one can reach this person's units: those around them and those within, the newest first; their
    units are not read along, for most pages name none (`with_units`)."""
    paths = paths_for(staff, act)
    rows = Outbreak.objects.order_by("-begins", "-pk")
    return [one for one in rows if any(one.path.startswith(path) or path.startswith(one.path) for path in paths)]


def with_units(outbreaks: list[Outbreak]) -> list[Outbreak]:
    """Reads the units of these outbreaks, all at once."""
    prefetch_related_objects(outbreaks, "unit")
    return outbreaks


def outbreak_within(staff: Staff, act: str, number: int) -> Outbreak | None:
    """The outbreak of this number, if it can reach this person's units."""
    return next((one for one in outbreaks_within(staff, act) if one.pk == number), None)


def outbreak_with_number(number: int) -> Outbreak | None:
    """The outbreak of this number."""
    return Outbreak.objects.select_related("unit").filter(pk=number).first()


def counts_of(staff: Staff, outbreak: Outbreak, act: str) -> Counts:
    """Counts people of this person's province by level; whoever was merged is counted as whom they are."""
    everybody = Involvement.objects.filter(outbreak=outbreak, person__merged_into=None)
    rows = rows_within(everybody, paths_for(staff, act))
    known = dict(_by_level(rows))
    levels = tuple((f"F{level}", known.get(level, 0)) for level in range(LAST_LEVEL + 1))
    return Counts(levels, known.get(None, 0))


def digest_of_outbreak(outbreak: Outbreak) -> str:
    """Names what a page says of an outbreak, for the form that ends it."""
    return digest_of(outbreak.pk, outbreak.name, outbreak.begins, outbreak.ended)


def _by_level(rows: QuerySet[Involvement]) -> QuerySet[Involvement, tuple[int | None, int]]:
    return rows.order_by().values_list("level").annotate(people=Count("pk"))


def _place_of(unit: Unit) -> str:
    """Whose regimes hold in an area: those of its province, by the code that the province has."""
    while unit.parent is not None:
        unit = unit.parent
    return unit.code if len(unit.code) == len(WHOLE_COUNTRY) else WHOLE_COUNTRY
