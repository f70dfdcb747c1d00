"""Loading the bundled units. What changes them afterwards are resolutions, and for hamlets the room `hamlets`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction

from bluezone.portal.places.kinds import without_kind
from bluezone.portal.places.models import Change, Level, Succession, Unit
from bluezone.portal.places.paths import province_of
from bluezone.portal.places.tables import Plan, PlannedUnit, plan_units
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import sort_key

_AT_ONCE = 2_000


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
        search_text=searchable((unit.name, *_names_above(plan, unit), *unit.also_known_as)),
    )


def searchable(names: Iterable[str]) -> str:
    """Folds each name, with a blank before every word: a search finds the beginnings of words."""
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
