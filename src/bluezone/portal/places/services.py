"""Writes about places: the bundled units, and the hamlets that a commune keeps itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction

from bluezone.portal.errors import RefusedError
from bluezone.portal.places.kinds import without_kind
from bluezone.portal.places.models import Change, Level, Succession, Unit
from bluezone.portal.places.paths import below, province_of
from bluezone.portal.places.tables import Plan, PlannedUnit, plan_units
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import normalised_name, sort_key

_AT_ONCE = 2_000
_LONGEST_HAMLET, _LONGEST_RESOLUTION = 60, 60


@transaction.atomic
def load_units(*, provinces: Collection[str] | None = None) -> int:
    """Loads the bundled units once; how many. Does nothing where units are loaded already."""
    if Unit.objects.exists():
        return 0
    plan = plan_units(provinces)
    ids: dict[str, int] = {}
    for level in Level.values:
        planned = [unit for unit in plan.units.values() if unit.level == level]
        made = Unit.objects.bulk_create([_unit(plan, unit, ids) for unit in planned], _AT_ONCE)
        ids.update((unit.key, unit.pk) for unit in made)
    _load_successions(plan, ids)
    return len(ids)


@transaction.atomic
def found_hamlet(*, commune: Unit, name: str, today: dt.date) -> Unit:
    """A hamlet below a commune; no national table has them. Raises RefusedError for a name that is taken there."""
    if commune.level != Level.COMMUNE or (commune.valid_to is not None and commune.valid_to <= today):
        raise RefusedError("a hamlet lies in a commune of today")
    name = _free_name(commune, name)
    numbers = [unit.code.rpartition(".")[2] for unit in Unit.objects.filter(parent=commune, level=Level.HAMLET)]
    code = f"{commune.code}.{max(map(int, numbers), default=0) + 1}"
    return _hamlet(commune, code, f"{code}-{today:%Y%m}", name, today)


@transaction.atomic
def rename_hamlet(*, hamlet: Unit, name: str, resolution: str, today: dt.date) -> Unit:
    """It goes on under another name: what it was called until today stays written. Raises RefusedError."""
    hamlet, commune = _standing(hamlet)
    name = _free_name(commune, name, but=hamlet)
    if name == hamlet.name:
        raise RefusedError("this is its name already")
    if hamlet.valid_from == today:  # it never stood under the other name for a day
        hamlet.name, hamlet.sort_key = name, sort_key(name)
        hamlet.search_text = _searchable((name,)) + commune.search_text
        hamlet.save(update_fields=["name", "sort_key", "search_text"])
        return hamlet
    _end(hamlet, today)
    renamed = _hamlet(commune, hamlet.code, f"{hamlet.code}-{today:%Y%m%d}", name, today, hamlet.name)
    _follow(hamlet, renamed, resolution, today)
    return renamed


@transaction.atomic
def close_hamlet(*, hamlet: Unit, into: Unit | None, resolution: str, today: dt.date) -> None:
    """It is no more; another of its commune may have taken it in. Kept with its dates. Raises RefusedError."""
    hamlet, commune = _standing(hamlet)
    if hamlet.valid_from is not None and hamlet.valid_from >= today:
        raise RefusedError("a hamlet that was added today can be renamed today, and closed from tomorrow on")
    if into is not None and (into.pk == hamlet.pk or into.parent_id != commune.pk or into.valid_to is not None):
        raise RefusedError("only a hamlet of the same commune takes another in")
    _end(hamlet, today)
    if into is not None:
        _follow(hamlet, into, resolution, today)


def _standing(hamlet: Unit) -> tuple[Unit, Unit]:
    """The hamlet, locked, and its commune. Raises RefusedError for anything else."""
    found = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=hamlet.pk)
    if found.level != Level.HAMLET or found.parent is None:
        raise RefusedError("only hamlets are kept here; other units change by a resolution")
    if found.valid_to is not None:
        raise RefusedError("this hamlet is no more")
    return found, found.parent


def _free_name(commune: Unit, name: str, *, but: Unit | None = None) -> str:
    """The name as it is kept. Raises RefusedError for one that is none, or taken in this commune."""
    name = normalised_name(name)
    if not 1 <= len(name) <= _LONGEST_HAMLET:
        raise RefusedError("a hamlet's name has 1 to 60 characters")
    siblings = Unit.objects.select_for_update().filter(parent=commune, valid_to=None)
    if any(fold(sibling.name) == fold(name) for sibling in siblings if but is None or sibling.pk != but.pk):
        raise RefusedError("this commune has a hamlet of this name")
    return name


def _hamlet(commune: Unit, code: str, key: str, name: str, today: dt.date, *former: str) -> Unit:
    return Unit.objects.create(
        key=key,
        code=code,
        level=Level.HAMLET,
        name=name,
        parent=commune,
        path=below(commune.path, key),
        valid_from=today,
        sort_key=sort_key(name),
        search_text=_searchable((name, *former)) + commune.search_text,
    )


def _end(hamlet: Unit, today: dt.date) -> None:
    hamlet.valid_to = today
    hamlet.save(update_fields=["valid_to"])


def _follow(old: Unit, new: Unit, resolution: str, today: dt.date) -> None:
    assert old.parent is not None
    said = normalised_name(resolution)[:_LONGEST_RESOLUTION]
    change, _ = Change.objects.get_or_create(date=today, path=old.parent.path, resolution=said)
    Succession.objects.create(change=change, old=old, new=new, is_whole=True, is_default=True)


def _unit(plan: Plan, unit: PlannedUnit, ids: dict[str, int]) -> Unit:
    return Unit(
        key=unit.key,
        code=unit.code,
        level=unit.level,
        name=unit.name,
        parent_id=ids[unit.parent_key] if unit.parent_key else None,
        path=unit.path,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        dates_estimated=unit.dates_estimated,
        sort_key=sort_key(without_kind(unit.name)),
        search_text=_searchable((unit.name, *_names_above(plan, unit), *unit.also_known_as)),
    )


def _searchable(names: Iterable[str]) -> str:
    """Each name folded, with a blank before every word: a search finds the beginnings of words."""
    return "".join(f" {fold(name)} |" for name in names)


def _names_above(plan: Plan, unit: PlannedUnit) -> list[str]:
    names = []
    while unit.parent_key:
        unit = plan.units[unit.parent_key]
        names.append(unit.name)
    return names


def _load_successions(plan: Plan, ids: dict[str, int]) -> None:
    changes: dict[tuple[dt.date, str, str], Change] = {}
    for line in plan.successions:
        key = line.date, province_of(plan.units[line.new_key].path), line.resolution
        changes.setdefault(
            key, Change(date=line.date, path=key[1], resolution=line.resolution, date_estimated=line.date_estimated)
        )
    Change.objects.bulk_create(changes.values(), _AT_ONCE)
    Succession.objects.bulk_create(
        [
            Succession(
                change=changes[line.date, province_of(plan.units[line.new_key].path), line.resolution],
                old_id=ids[line.old_key],
                new_id=ids[line.new_key],
                is_whole=line.is_whole,
                is_default=line.is_default,
            )
            for line in plan.successions
        ],
        _AT_ONCE,
    )
