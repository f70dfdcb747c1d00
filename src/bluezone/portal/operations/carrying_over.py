"""When units end, what stands at them goes on at what became of them: rows, roles and the hamlets of communes.

A reform is in the tables of places before anybody's work moves; this carries the work over, once somebody has looked at
what would happen. A row goes to the default successor of its unit; where the unit was split that is an estimate, and
flagged. A role at a district, which nothing succeeds, becomes one at each commune that came of it; other rows at a
district stay, and are told, and so does what was agreed for a unit where its successor took in others. Where each row
stood is kept: so all of it can be undone, and figures of before are counted in the units of before. The audit is not
touched: its lines say where something was done.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant
from bluezone.portal.operations.models import CarriedRow, CarryOver
from bluezone.portal.places.fields import PathField
from bluezone.portal.places.models import Level, Succession, Unit
from bluezone.portal.places.paths import SEPARATOR, below, province_of
from bluezone.portal.places.selectors import carried_to

_AT_ONCE = 1_000
_NEVER = frozenset({"places", "audit", "operations", "rollout_desk", "field"})
"""Rooms whose paths say where something was, and not whose it is; a directive belongs to offices, by their seats."""
What = CarriedRow.What


@dataclass
class Carried:
    """What a run did, or would do."""

    rows: Counter[str] = field(default_factory=Counter)
    """Moved, by table."""
    flagged: Counter[str] = field(default_factory=Counter)
    """Of these, those whose unit was split."""
    left: Counter[str] = field(default_factory=Counter)
    """That stay at a unit that is no more: nothing succeeds it, or the successor has such a row already."""
    before: dict[str, int] = field(default_factory=dict)
    """Rows in each table, whether they moved or not."""
    after: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def carry_over(*, now: dt.datetime, only_look: bool = False) -> Carried:
    """Carries over all that stands at units that are no more. With `only_look`, would carry."""
    before = _totals()
    run, units = CarryOver.objects.create(at=now), _Successors(now.date())
    done = Carried(before=before)
    _carry_hamlets(run, units, done)
    for model, column in _placed_columns():
        _carry_table(run, model, column, units, done)
    _carry_grants(run, units, now, done)
    done.after = _totals()
    if only_look:
        transaction.set_rollback(True)
    elif done.rows:
        record_write(actor=None, act="operations.carry_over", now=now, subjects=[], detail=dict(done.rows))
    else:
        run.delete()
    return done


@transaction.atomic
def undo_carry_over(*, now: dt.datetime) -> Carried:
    """Puts back what the last run carried over, as far as it stands where it was carried to. Raises RefusedError where
    there was none."""
    run = CarryOver.objects.select_for_update().filter(undone_at=None).order_by("-pk").first()
    if run is None:
        raise RefusedError("nothing was carried over")
    done = Carried(before=_totals())
    lines = run.rows.select_related("old_unit", "new_unit").order_by("-pk")
    for line in lines.iterator(chunk_size=_AT_ONCE):
        (done.rows if _put_back(line) else done.left)[line.table] += 1
    run.undone_at = now
    run.save(update_fields=["undone_at"])
    done.after = _totals()
    record_write(actor=None, act="operations.carry_back", now=now, subjects=[], detail=dict(done.rows))
    return done


def counted_in_former(table: str) -> dict[Unit, int]:
    """How many rows of a table stood in each unit that ended, when they were carried over."""
    lines = CarriedRow.objects.filter(table=table, run__undone_at=None, what=What.MOVED)
    counts = Counter(lines.values_list("old_unit", flat=True))
    return {unit: counts[unit.pk] for unit in Unit.objects.filter(pk__in=counts).order_by("path")}


@dataclass(frozen=True, slots=True)
class _Step:
    """A unit, and what became of it."""

    old: Unit
    new: Unit
    is_estimate: bool = False


class _Successors:
    """What became of units, asked once each."""

    def __init__(self, today: dt.date) -> None:
        self._today = today
        self._known: dict[str, _Step | None] = {}
        self._communes: dict[int, Sequence[Unit]] = {}

    def of(self, path: str) -> _Step | None:
        """Finds the unit that a path names, and the one that took its place; None for a path that names no unit."""
        if path not in self._known:
            key = path.rstrip(SEPARATOR).rpartition(SEPARATOR)[2]
            unit = Unit.objects.filter(key=key).first()
            if unit is None:
                self._known[path] = None
            else:
                carried = carried_to(unit, self._today)
                self._known[path] = _Step(unit, carried.unit, carried.is_estimate)
        return self._known[path]

    def goes_on(self, step: _Step, path: str) -> bool:
        """Whether what stands at this path has to go elsewhere."""
        return step.new.path != path or self.is_over(step.new)

    def is_over(self, unit: Unit) -> bool:
        return unit.valid_to is not None and unit.valid_to <= self._today

    def is_wider(self, step: _Step) -> bool:
        """Whether others went into what took this unit's place, at any step of the way."""
        unit = step.old
        while unit != step.new:
            unit = Succession.objects.select_related("new").get(old=unit, is_default=True).new
            if Succession.objects.filter(new=unit).count() > 1:
                return True
        return False

    def communes_of(self, district: Unit) -> Sequence[Unit]:
        """Finds the communes that came of those of an ended district; of any other unit none."""
        if district.pk not in self._communes:
            former = Unit.objects.filter(level=Level.COMMUNE, parent=district, parent__level=Level.DISTRICT)
            heirs = [carried_to(one, self._today).unit for one in former.exclude(valid_to=None).order_by("pk")]
            self._communes[district.pk] = tuple({one.pk: one for one in heirs if not self.is_over(one)}.values())
        return self._communes[district.pk]


def _placed_columns() -> Iterator[tuple[type[models.Model], PathField]]:
    """Every column that says to whom a row belongs. Roles and hamlets have their own way."""
    for model in apps.get_models():
        if model._meta.app_label not in _NEVER and model is not Grant:  # noqa: SLF001 - Django's public _meta
            for column in model._meta.concrete_fields:  # noqa: SLF001 - the same
                if isinstance(column, PathField) and column.name != "province":
                    yield model, column


def _totals() -> dict[str, int]:
    tables = {model for model, _ in _placed_columns()} | {Grant}
    return {_label(model): _rows(model).count() for model in sorted(tables, key=_label)}


def _carry_hamlets(run: CarryOver, units: _Successors, done: Carried) -> None:
    """A hamlet goes on in the commune that took its own one in."""
    for hamlet in Unit.objects.filter(level=Level.HAMLET, valid_to=None).select_related("parent").order_by("pk"):
        if hamlet.parent is None or not units.is_over(hamlet.parent):
            continue
        step = units.of(hamlet.parent.path)
        if step is None or units.is_over(step.new):
            done.left["places.Unit"] += 1
            continue
        path = below(step.new.path, hamlet.key)
        _line(run, step, table="places.Unit", row=hamlet.pk, paths=(hamlet.path, path)).save()
        Unit.objects.filter(pk=hamlet.pk).update(parent=step.new, path=path)
        _count(done, "places.Unit", 1, is_estimate=step.is_estimate)


def _carry_table(
    run: CarryOver, model: type[models.Model], column: PathField, units: _Successors, done: Carried
) -> None:
    label, alone = _label(model), _is_unique(model, column.name)
    for path in _rows(model).order_by().values_list(column.name, flat=True).distinct():
        step = units.of(path)
        if step is None or not units.goes_on(step, path):
            continue
        there = _rows(model).filter(**{column.name: path})
        numbers = list(_going_on(there, step, units).order_by("pk").values_list("pk", flat=True))
        done.left[label] += there.count() - len(numbers)
        if units.is_over(step.new):
            done.left[label] += len(numbers)
            continue
        for part in [[number] for number in numbers] if alone else _parts(numbers):
            if not _move(model, column.name, part, step):
                done.left[label] += len(part)
                continue
            paths = (path, step.new.path)
            CarriedRow.objects.bulk_create(
                _line(run, step, table=label, row=number, column=column.name, paths=paths) for number in part
            )
            _count(done, label, len(part), is_estimate=step.is_estimate)


def _going_on(there: models.QuerySet[Any], step: _Step, units: _Successors) -> models.QuerySet[Any]:
    """Rows that go where their unit went: all of them, but for what two agreed to for that unit where its successor
    has people for whom nobody said so."""
    bound: models.Q | None = getattr(there.model, "AGREED_FOR_ITS_UNIT", None)
    return there if bound is None or not units.is_wider(step) else there.exclude(bound)


def _carry_grants(run: CarryOver, units: _Successors, now: dt.datetime, done: Carried) -> None:
    """Roles that hold go on where their unit went; at a district, in each commune that came of it. Who has the role
    there already keeps that one."""
    for grant in Grant.objects.filter(ended_at=None).exclude(unit=None).select_related("unit").order_by("pk"):
        step = units.of(grant.path)
        if grant.unit is None or step is None or not units.goes_on(step, grant.path):
            continue
        is_ended = units.is_over(step.new)
        heirs = units.communes_of(step.old) if is_ended else [step.new]
        if not heirs:
            done.left["accounts.Grant"] += 1
            continue
        is_estimate = step.is_estimate and not is_ended
        for heir in heirs:
            _give_on(run, grant, _Step(step.old, heir, is_estimate))
        stays = _Step(step.old, step.old)
        _line(run, stays, table="accounts.Grant", row=grant.pk, paths=(grant.path, grant.path), what=What.ENDED).save()
        Grant.objects.filter(pk=grant.pk).update(ended_at=now)
        _count(done, "accounts.Grant", 1, is_estimate=is_estimate)


def _give_on(run: CarryOver, grant: Grant, step: _Step) -> None:
    path = step.new.path
    if Grant.objects.filter(staff=grant.staff, role=grant.role, path=path, ended_at=None).exists():
        return
    made = Grant.objects.create(
        staff=grant.staff,
        role=grant.role,
        unit=step.new,
        path=path,
        given_by=grant.given_by,
        given_at=grant.given_at,
    )
    _line(run, step, table="accounts.Grant", row=made.pk, paths=(grant.path, path), what=What.MADE).save()


def _move(model: type[models.Model], column: str, numbers: list[int], step: _Step, path: str | None = None) -> bool:
    """Moves rows, with the unit and the province beside the path; not one where another stands in its place already."""
    names = {one.name for one in model._meta.concrete_fields} if column == "path" else set()  # noqa: SLF001 - public
    path = step.new.path if path is None else path
    beside = {"province": province_of(path)} if "province" in names else {}
    try:
        with transaction.atomic():
            _rows(model).filter(pk__in=numbers).update(**{column: path}, **beside)
            if "unit" in names:  # one that was called otherwise by an act lies at the same path
                _rows(model).filter(pk__in=numbers, unit__path=step.old.path).update(unit=step.new)
    except IntegrityError:
        return False
    return True


def _put_back(line: CarriedRow) -> bool:
    """Whether the row still stood where it was carried to, and went back."""
    model = apps.get_model(line.table)
    if line.what == What.ENDED:
        return _give_back(line)
    if line.what == What.MADE:
        return bool(Grant.objects.filter(pk=line.row, path=line.new_path, ended_at=None).delete()[0])
    if line.table == "places.Unit":
        here = Unit.objects.filter(pk=line.row, path=line.new_path)
        return bool(here.update(parent=line.old_unit, path=line.old_path))
    if not _rows(model).filter(pk=line.row, **{line.field: line.new_path}).exists():
        return False
    return _move(model, line.field, [line.row], _Step(line.new_unit, line.old_unit), line.old_path)


def _give_back(line: CarriedRow) -> bool:
    """Whether a role that went elsewhere holds again: not if somebody has ended since what became of it."""
    grant = Grant.objects.get(pk=line.row)
    made = CarriedRow.objects.filter(run=line.run_id, what=What.MADE, old_path=line.old_path).values("row")
    theirs = Grant.objects.filter(staff=grant.staff_id, role=grant.role)
    if theirs.filter(pk__in=made).exclude(ended_at=None).exists() or not theirs.filter(ended_at=None).exists():
        return False
    return bool(Grant.objects.filter(pk=grant.pk).exclude(ended_at=None).update(ended_at=None))


def _line(
    run: CarryOver,
    step: _Step,
    *,
    table: str,
    row: int,
    paths: tuple[str, str],
    column: str = "path",
    what: str = What.MOVED,
) -> CarriedRow:
    return CarriedRow(
        run=run,
        table=table,
        row=row,
        field=column,
        what=what,
        old_path=paths[0],
        new_path=paths[1],
        old_unit=step.old,
        new_unit=step.new,
        is_estimate=step.is_estimate,
    )


def _count(done: Carried, label: str, rows: int, *, is_estimate: bool) -> None:
    done.rows[label] += rows
    done.flagged[label] += rows if is_estimate else 0


def _is_unique(model: type[models.Model], column: str) -> bool:
    """Whether the successor may have such a row already."""
    rules = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]  # noqa: SLF001 - public
    return any(column in rule.fields for rule in rules)


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(numbers), _AT_ONCE):
        yield numbers[at : at + _AT_ONCE]


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.all()  # noqa: SLF001 - Django's public _default_manager


def _label(model: type[models.Model]) -> str:
    return model._meta.label  # noqa: SLF001 - Django's public _meta
