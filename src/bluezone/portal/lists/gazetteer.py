"""The communes against which a list is read: those of the list's own province first, then the country's.

Lists name communes as people do, so former names and the districts of old count too; what is stored is the commune of
today.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from bluezone.lists.cleaning.cleaned import Cleaned, Weight
from bluezone.lists.cleaning.communes import Gazetteer, Unit
from bluezone.lists.reading.sheet import Cell
from bluezone.portal.places.models import Level, Succession
from bluezone.portal.places.paths import is_within, province_of
from bluezone.portal.places.selectors import units_on


class HomeFirst(Gazetteer):
    """Finds a commune near home before it looks anywhere else: a list seldom says the province of its own people."""

    def __init__(self, home: list[Unit], country: list[Unit]) -> None:
        super().__init__(home)
        self._country = Gazetteer(country)

    def clean(self, cell: Cell) -> Cleaned[Unit]:
        """Finds the commune that a cell names, near home first."""
        near = super().clean(cell)
        if all(note.weight is not Weight.WRONG for note in near.notes):
            return near
        far = self._country.clean(cell)
        return far if far.value is not None else near


class _Place(NamedTuple):
    """The part of a commune that a list needs: there are some fifteen thousand, and whole rows take a second."""

    pk: int
    code: str
    name: str
    path: str
    parent: str | None


def gazetteer_for(path: str, day: dt.date) -> Gazetteer:
    """Makes the gazetteer for a list that belongs to this path and was written by this day."""
    former = _former(day)
    rows = units_on(day).filter(level=Level.COMMUNE).values_list("pk", "code", "name", "path", "parent__name")
    known = [(place, _unit(place, former[place.pk])) for place in map(_Place._make, rows)]
    home = province_of(path)
    return HomeFirst([unit for place, unit in known if is_within(place.path, home)], [unit for _, unit in known])


def _unit(place: _Place, former: list[_Place]) -> Unit:
    names = dict.fromkeys(one.parent for one in (place, *former) if one.parent is not None)
    return Unit(place.code, place.name, tuple(names), tuple(dict.fromkeys(old.name for old in former)))


def _former(day: dt.date) -> dict[int, list[_Place]]:
    """Finds the communes that went into each commune of that day, however long ago."""
    lines = Succession.objects.filter(old__level=Level.COMMUNE, change__date__lte=day).order_by("-is_default", "pk")
    of_old = (f"old__{name}" for name in ("pk", "code", "name", "path", "parent__name"))
    origins: defaultdict[int, list[_Place]] = defaultdict(list)
    for unit, *old in lines.values_list("new_id", *of_old):
        origins[unit].append(_Place._make(old))
    found: defaultdict[int, list[_Place]] = defaultdict(list)
    for unit, olds in list(origins.items()):
        waiting, seen = list(olds), set[int]()
        while waiting:
            old = waiting.pop(0)
            if old.pk not in seen:
                seen.add(old.pk)
                found[unit].append(old)
                waiting += origins.get(old.pk, [])
    return found
