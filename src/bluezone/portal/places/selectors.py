"""Reads about places: by name, by code, by day; and what became of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet

from bluezone.portal.places.kinds import spelt_out, without_kind
from bluezone.portal.places.models import Level, Succession, Unit
from bluezone.portal.places.naming import Called, Names, fits
from bluezone.portal.places.paths import is_within, rows_within
from bluezone.vietnam.folding import fold

MOST_FOUND = 30
MOST_NEAR = 45
"""Behind those that are called just so. Of 24,705 slips in the names of today's communes the farthest stood at 41."""
_MOST_RANKED = 300
_DAYS_KEPT = 4
"""Today, and the days of the tables."""
_LONGEST_QUERY = 80
_MOST_CHANGES = 6
"""In a row, back from today: the tables know of four."""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A figure of an old unit, as it counts for a unit of today."""

    unit: Unit
    is_estimate: bool
    """The old unit was split, and all of it is counted where most of it, as far as known, went; or that it went there
    our tables only infer."""


def units_on(day: dt.date) -> QuerySet[Unit]:
    """Units that stood on this day."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    return Unit.objects.filter(begun, Q(valid_to=None) | Q(valid_to__gt=day)).select_related("parent")


def find_units(
    text: str, *, day: dt.date, levels: tuple[str, ...] = tuple(Level.values), paths: tuple[str, ...] = ("",)
) -> list[Unit]:
    """Units of that day with what was typed in their name, or a former one; else those in which each word stands.
    Behind them, those that are called nearly so: one letter wrong still finds."""
    typed = spelt_out(fold(text[:_LONGEST_QUERY]))
    if not typed:
        return []
    units = rows_within(units_on(day).filter(level__in=levels), paths)
    found = _called(units, typed)
    near = _near(day, typed, levels, paths, found)
    return [*found, *near]


def the_one_meant(found: list[Unit], typed: str, chosen: Unit | None = None) -> Unit | None:
    """The chosen unit while it still fits what is typed, the only one that is called so, or the only one that is itself
    called just so; None where a person has to choose, as among those that are only nearly called so, or of which only a
    unit above them is."""
    if chosen is not None and chosen in found:
        return chosen
    called, said = meant_by(found, typed), spelt_out(fold(typed))
    exact = [unit for unit in called if _is_just(unit, said)]
    certain = called if len(called) == 1 else exact
    return certain[0] if len(certain) == 1 else None


def called_so(found: list[Unit], typed: str) -> list[Unit]:
    """Units of these in whose names stands what was typed; not those that are only nearly called so."""
    said = spelt_out(fold(typed))
    return [unit for unit in found if fits(unit.search_text, said)]


def meant_by(found: list[Unit], typed: str) -> list[Unit]:
    """Units of these that are called so themselves, today or once; not those that lie in one that is."""
    said = spelt_out(fold(typed))
    return [unit for unit in called_so(found, typed) if _as_called(unit).is_meant(said)]


def is_of_others(typed: str, own: list[Unit], *, day: dt.date, levels: tuple[str, ...]) -> bool:
    """Whether a unit is called just as typed, and none of one's own units that were found is called so."""
    if meant_by(own, typed):
        return False
    return any(_is_just(unit, spelt_out(fold(typed))) for unit in find_units(typed, day=day, levels=levels))


def _is_just(unit: Unit, said: str) -> bool:
    return said in {fold(unit.name), fold(without_kind(unit.name))}


def _as_called(unit: Unit) -> Called:
    return Called(unit.pk, unit.path, unit.level, unit.search_text)


def _near(day: dt.date, typed: str, levels: tuple[str, ...], paths: tuple[str, ...], found: list[Unit]) -> list[Unit]:
    """Units that are called nearly as typed, or once were, but for those found already. Hamlets are not among them."""
    known = {unit.pk for unit in found}

    def asked(unit: Called) -> bool:
        is_within_reach = any(is_within(unit.path, path) for path in paths)
        return unit.level in levels and unit.number not in known and is_within_reach

    numbers = _names_on(day, _newest()).near(typed, asked=asked)[:MOST_NEAR]
    units = Unit.objects.select_related("parent").in_bulk(numbers)
    return [units[number] for number in numbers]


@lru_cache(maxsize=_DAYS_KEPT)
def _names_on(day: dt.date, _newest: tuple[int, str]) -> Names:
    """The names of all units of a day but hamlets. To put them in order takes a fifth of a second, so it is done once
    for as long as no unit is newer."""
    rows = units_on(day).exclude(level=Level.HAMLET).order_by("sort_key", "id")
    return Names(Called(*row) for row in rows.values_list("pk", "path", "level", "search_text"))


def _newest() -> tuple[int, str]:
    newest = Unit.objects.exclude(level=Level.HAMLET).order_by("-pk").values_list("pk", "key").first()
    return newest or (0, "")


def _called(units: QuerySet[Unit], typed: str) -> list[Unit]:
    found = units.filter(search_text__contains=f" {typed}")
    if not found.exists():
        for word in typed.replace(",", " ").split():
            units = units.filter(search_text__contains=f" {word}")
        found = units
    meant = typed.split(",", maxsplit=1)[0]
    first = found.order_by("sort_key", "id")[:_MOST_RANKED]
    return sorted(first, key=lambda unit: _rank(unit, meant))[:MOST_FOUND]


def unit_with_key(key: str) -> Unit | None:
    """The unit of this key, standing or not, with those above it."""
    return Unit.objects.filter(key=key).select_related("parent", "parent__parent").first()


def unit_with_code(code: str, *, day: dt.date) -> Unit | None:
    """The unit that this code meant on that day; for a code that had ended by then, the default of what it became."""
    if (found := units_on(day).filter(code=code).first()) is not None:
        return found
    former = Unit.objects.filter(code=code, valid_to__lte=day).order_by("-valid_to").first()
    return carried_to(former, day).unit if former is not None else None


def carried_to(unit: Unit, day: dt.date) -> CarriedOver:
    """Follows the default successors of a unit until that day."""
    is_estimate = False
    while unit.valid_to is not None and unit.valid_to <= day:
        lines = Succession.objects.filter(old=unit).select_related("new", "change")
        following = next((line for line in lines if line.is_default), None)
        if following is None:
            return CarriedOver(unit, is_estimate=True)
        is_estimate = is_estimate or not following.is_whole or _is_inferred(unit, following)
        unit = following.new
    return CarriedOver(unit, is_estimate)


def _is_inferred(unit: Unit, line: Succession) -> bool:
    """Between the tables of 2021 and 6/2025 who took a commune in is known from former names alone; one that kept its
    code is itself."""
    return line.change.date_estimated and unit.code != line.new.code


def came_from_within(unit: Unit | None, paths: Iterable[str]) -> bool:
    """Whether a unit is one of these, lies below one, or came of one that did: a commune of today, of its district."""
    outer, waiting = tuple(paths), [unit.pk] if unit is not None else []
    if "" in outer:
        return True
    for _ in range(_MOST_CHANGES):
        found = list(Unit.objects.filter(pk__in=waiting).values_list("path", flat=True))
        if any(is_within(path, one) for path in found for one in outer):
            return True
        waiting = list(Succession.objects.filter(new__in=waiting).values_list("old", flat=True))
    return False


def hamlets_of(commune: Unit) -> QuerySet[Unit]:
    """Hamlets of a commune that are not closed, in Vietnamese order."""
    return Unit.objects.filter(parent=commune, level=Level.HAMLET, valid_to=None).order_by("sort_key", "id")


def siblings_of(hamlet: Unit) -> list[Unit]:
    """The other hamlets of a hamlet's commune; of any other unit none."""
    if hamlet.level != Level.HAMLET or hamlet.parent is None:
        return []
    return list(hamlets_of(hamlet.parent).exclude(pk=hamlet.pk))


def former_hamlets_of(commune: Unit) -> QuerySet[Unit]:
    """Hamlets and names of hamlets that are no more, the latest first."""
    gone = Unit.objects.filter(parent=commune, level=Level.HAMLET, valid_to__isnull=False)
    return gone.order_by("-valid_to", "sort_key")


def _rank(unit: Unit, typed: str) -> tuple[bool, bool, int]:
    """Ranks a find: its own name before a former one, a larger unit before a smaller."""
    name = fold(unit.name)
    return not name.endswith(typed), typed not in name, _size(unit)


def _size(unit: Unit) -> int:
    return list(Level.values).index(unit.level)
