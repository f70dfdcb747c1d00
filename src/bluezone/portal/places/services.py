"""Loading the bundled units. What changes them afterwards are resolutions, and for hamlets the room `hamlets`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction

from bluezone.portal.counted_tables import count_anew
from bluezone.portal.places.kinds import without_kind
from bluezone.portal.places.models import Change, Level, Succession, Unit
from bluezone.portal.places.paths import province_of
from bluezone.portal.places.tables import REFORM, Plan, PlannedUnit, bundled_acts, plan_units
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
    count_anew(len(ids), Unit, Change, Succession)
    return len(ids)


@transaction.atomic
def take_in_acts() -> list[tuple[Unit, Unit]]:
    """Brings loaded units up to the acts that this version knows; the units that are called otherwise since, as they
    were and as they are. Does nothing where it was done before."""
    acts = {(one.since, one.act) for one in bundled_acts()}
    if acts <= set(Change.objects.filter(date__gt=REFORM).values_list("date", "resolution")):
        return []
    plan = plan_units()
    known = dict(Unit.objects.exclude(level=Level.HAMLET).values_list("key", "pk"))
    later = [line for line in plan.successions if line.date > REFORM]
    lines = [line for line in later if line.old_key in known and line.new_key not in known]
    moved = []
    for line in lines:
        new = _unit(plan, plan.units[line.new_key], known)
        new.save()
        known[new.key] = new.pk
        Unit.objects.filter(pk=known[line.old_key]).update(valid_to=line.date)
        moved.append((Unit.objects.get(pk=known[line.old_key]), new))
    _load_successions(Plan(plan.units, lines), known)
    for old, new in moved:
        _keep_hamlets(old, new)
    return moved


def _keep_hamlets(old: Unit, new: Unit) -> None:
    """Has the hamlets of a commune lie in it as it is called now, and be found by that name, too."""
    for hamlet in Unit.objects.select_for_update(no_key=True).filter(parent=old, level=Level.HAMLET):
        hamlet.parent = new
        hamlet.search_text = hamlet.search_text.removesuffix(old.search_text) + new.search_text
        hamlet.save(update_fields=["parent", "search_text"])


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
