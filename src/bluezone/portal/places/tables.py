"""From the bundled tables to a plan of units and successions. Reads files, touches no database.

Three tables of the country and the crosswalks between them (data/README.md says where each comes from). Between 8/2021
and 6/2025 only the two states are known, so a change in between carries an estimated date, but for the one that the
tables date. The reform of 1/7/2025 is exact, and so are the acts since (`acts.py`).
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files

from bluezone.portal.places.acts import Renaming, Stood, by_day, read_acts, require_fitting
from bluezone.portal.places.paths import below
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import normalised_name

REFORM = dt.date(2025, 7, 1)
"""Two levels instead of three, 34 provinces instead of 63."""
SEEN_CHANGED = dt.date(2025, 6, 1)
"""When a change since 8/2021 was seen at the latest; its true date is not in the tables."""
DATED = {"02608": dt.date(2024, 9, 1), "02593": dt.date(2024, 9, 1)}
"""Communes of which README tells the day: Hồng Lạc and Vân Sơn became Hồng Sơn."""
RESOLUTIONS = {"08": "1684/NQ-UBTVQH15"}
"""Of the reform, by province of today, where our sources name it."""
_LEVELS = ("province", "district", "commune")
Identity = tuple[str, str]
"""(level, code) within one table."""


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit as it will be stored."""

    key: str
    code: str
    level: str
    name: str
    parent_key: str | None
    path: str
    valid_from: dt.date | None
    valid_to: dt.date | None = None
    dates_estimated: bool = False
    also_known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedSuccession:
    """A line of the crosswalk as it will be stored."""

    old_key: str
    new_key: str
    date: dt.date
    date_estimated: bool
    resolution: str
    is_whole: bool
    is_default: bool


@dataclass(slots=True)
class Plan:
    """All units by key, parents before children, and how they followed each other."""

    units: dict[str, PlannedUnit] = field(default_factory=dict)
    successions: list[PlannedSuccession] = field(default_factory=list)


def plan_units(provinces: Collection[str] | None = None, acts: Sequence[Renaming] | None = None) -> Plan:
    """Plans the units of the whole country, or of the provinces of 2021 with these codes and what became of them, by
    the bundled acts or by these. Raises ActError for acts that contradict the tree."""
    crosswalk = dict(_pairs("crosswalk_provinces_2025-06_to_2025-07", "old_code", "new_code"))
    chosen_old = None if provinces is None else set(provinces)
    chosen_new = None if provinces is None else {crosswalk[code] for code in provinces}
    plan = Plan()
    first = _build(plan, _table("units_vn_2021-08", chosen_old), None, {})
    second = _follow(plan, first, _table("units_vn_2025-06", chosen_old))
    third = _build(plan, _table("units_vn_2025-07", chosen_new), REFORM, {})
    _reform(plan, second, third)
    for since, renamings in by_day(bundled_acts() if acts is None else acts):
        _enact(plan, since, _within(renamings, third))
    _name_the_former(plan)
    return plan


def _build(
    plan: Plan, table: list[dict[str, str]], since: dt.date | None, kept: dict[Identity, str]
) -> dict[Identity, str]:
    """Adds the table's units that are not kept from before; the key of every unit of the table."""
    keys: dict[Identity, str] = {}
    for row in table:
        identity = row["level"], row["code"]
        if identity not in kept:
            _add(plan, row, since, keys)
        keys[identity] = kept.get(identity) or _key(row["code"], since)
    return keys


def _add(plan: Plan, row: dict[str, str], since: dt.date | None, keys: dict[Identity, str]) -> None:
    parent_key = _parent_key(row, keys)
    key, outer = _key(row["code"], since), plan.units[parent_key].path if parent_key else ""
    name = normalised_name(row["name"])
    plan.units[key] = PlannedUnit(key, row["code"], row["level"], name, parent_key, below(outer, key), since)


def _follow(plan: Plan, first: dict[Identity, str], table: list[dict[str, str]]) -> dict[Identity, str]:
    """Brings the plan to 6/2025: who stayed the same goes on; the others end, and what is new begins."""
    merged = dict(_pairs("crosswalk_vn_2021-08_to_2025-06_inferred", "code_2021", "code_2025_06"))
    grown = {target for target in merged.values() if target}
    keys: dict[Identity, str] = {}
    for row in table:
        identity = row["level"], row["code"]
        before = plan.units.get(first.get(identity, ""))
        if before is not None and _is_same(before, row, keys) and row["code"] not in grown:
            keys[identity] = before.key
            continue
        since, estimated = _date_of(row["code"])
        _add(plan, row, since, keys)
        keys[identity] = key = _key(row["code"], since)
        plan.units[key] = replace(plan.units[key], dates_estimated=estimated)
        if before is not None:
            _succeed(plan, before.key, key, since, estimated=estimated)
    for identity, old_key in first.items():
        if keys.get(identity) != old_key:
            since, estimated = _date_of(identity[1])
            plan.units[old_key] = replace(plan.units[old_key], valid_to=since, dates_estimated=estimated)
            target = keys.get(("commune", merged.get(identity[1], ""))) if identity[0] == "commune" else None
            if target is not None and identity not in keys:
                _succeed(plan, old_key, target, since, estimated=estimated)
    return keys


def _reform(plan: Plan, second: dict[Identity, str], third: dict[Identity, str]) -> None:
    """Brings the plan to 1/7/2025: everything ends, and the crosswalks say where it went."""
    for ended in second.values():
        plan.units[ended] = replace(plan.units[ended], valid_to=REFORM)
    for old_code, new_code in _pairs("crosswalk_provinces_2025-06_to_2025-07", "old_code", "new_code"):
        _cross(
            plan, second.get(("province", old_code)), third.get(("province", new_code)), is_whole=True, is_default=True
        )
    for row in rows_of_table("crosswalk_vn_2025-06_to_2025-07"):
        level = "district" if row["coverage"] == "district" else "commune"
        old_key, new_key = second.get((level, row["old_code"])), third.get(("commune", row["new_code"]))
        _cross(plan, old_key, new_key, is_whole=row["coverage"] != "part", is_default=row["is_default"] == "1")


def _within(renamings: Iterable[Renaming], third: dict[Identity, str]) -> list[Renaming]:
    """Leaves out what lies outside the chosen provinces."""
    everywhere = {(row["level"], row["code"]) for row in _table("units_vn_2025-07", None)}
    return [one for one in renamings if (one.level, one.code) in third or (one.level, one.code) not in everywhere]


def _enact(plan: Plan, since: dt.date, renamings: list[Renaming]) -> None:
    """Calls units otherwise from a day on. Who lies in one begins anew with it; ground and path stay, so that whoever
    works there and what is kept there stay where they are."""
    standing = {(unit.level, unit.code): unit for unit in plan.units.values() if unit.valid_to is None}
    stood = {key: Stood(unit.name, unit.parent_key, unit.valid_from or REFORM) for key, unit in standing.items()}
    require_fitting(renamings, stood)
    named = {(one.level, one.code): one for one in renamings}
    moved: dict[str, str] = {}
    for unit in sorted(standing.values(), key=lambda unit: _LEVELS.index(unit.level)):
        act = named.get((unit.level, unit.code))
        above = unit.parent_key and moved.get(unit.parent_key)
        if act is None and above is None:
            continue
        key = moved[unit.key] = f"{unit.code}-{since:%Y%m%d}"
        name = normalised_name(act.new_name) if act is not None else unit.name
        begun = replace(unit, key=key, name=name, parent_key=above or unit.parent_key, valid_from=since)
        plan.units[unit.key], plan.units[key] = replace(unit, valid_to=since), begun
        said = act.act if act is not None else named["province", unit.path[:2]].act
        plan.successions.append(PlannedSuccession(unit.key, key, since, False, said, True, True))


def _cross(plan: Plan, old_key: str | None, new_key: str | None, *, is_whole: bool, is_default: bool) -> None:
    if old_key is None or new_key is None:
        return  # outside the chosen provinces
    resolution = RESOLUTIONS.get(plan.units[new_key].path[:2], "")
    plan.successions.append(PlannedSuccession(old_key, new_key, REFORM, False, resolution, is_whole, is_default))


def _succeed(plan: Plan, old_key: str, new_key: str, date: dt.date, *, estimated: bool) -> None:
    plan.successions.append(PlannedSuccession(old_key, new_key, date, estimated, "", True, True))


def _name_the_former(plan: Plan) -> None:
    """Adds the names by which a unit is found, too: of what it was made from, and of the districts of these."""
    former: dict[str, set[str]] = defaultdict(set)
    for line in sorted(plan.successions, key=lambda line: line.date):
        old = plan.units[line.old_key]
        former[line.new_key] |= {old.name, *former[line.old_key]}
        if old.level == "commune" and old.parent_key:
            former[line.new_key].add(plan.units[old.parent_key].name)
    for key, names in former.items():
        plan.units[key] = replace(plan.units[key], also_known_as=tuple(sorted(names - {plan.units[key].name})))


def _is_same(before: PlannedUnit, row: dict[str, str], keys: dict[Identity, str]) -> bool:
    return fold(before.name) == fold(row["name"]) and before.parent_key == _parent_key(row, keys)


def _parent_key(row: dict[str, str], keys: dict[Identity, str]) -> str | None:
    """The unit above: in the first two tables a commune's parent is a district, in the third a province."""
    if not row["parent_code"]:
        return None
    level = "province" if row["level"] == "district" or len(row["parent_code"]) == 2 else "district"
    return keys[level, row["parent_code"]]


def _key(code: str, since: dt.date | None) -> str:
    return f"{code}-{since:%Y%m}" if since else f"{code}-000000"


def _date_of(code: str) -> tuple[dt.date, bool]:
    """The day of a change since 8/2021, and whether it is an estimate."""
    return (DATED[code], False) if code in DATED else (SEEN_CHANGED, True)


def _table(name: str, provinces: Collection[str] | None) -> list[dict[str, str]]:
    """The rows of one table, parents first, cut to these provinces."""
    rows = sorted(rows_of_table(name), key=lambda row: (_LEVELS.index(row["level"]), row["code"]))
    if provinces is None:
        return rows
    inside, kept = {""}, []
    for row in rows:
        if row["code"] in provinces if row["level"] == "province" else row["parent_code"] in inside:
            inside.add(row["code"])
            kept.append(row)
    return kept


def _pairs(name: str, one: str, other: str) -> Iterator[tuple[str, str]]:
    return ((row[one], row[other]) for row in rows_of_table(name))


def bundled_acts() -> tuple[Renaming, ...]:
    """The acts that this version knows."""
    return read_acts(files(__package__).joinpath("data", "acts.csv").read_bytes())


def rows_of_table(name: str) -> list[dict[str, str]]:
    """A bundled table as it is."""
    packed = files(__package__).joinpath("data", f"{name}.csv.gz").read_bytes()
    heads, *rows = csv.reader(io.StringIO(gzip.decompress(packed).decode()))
    return [dict(zip(heads, row, strict=True)) for row in rows]
