"""Reads about a unit through time: what it was called, by which acts it changed, what stood in its place on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bluezone.portal.places.kinds import spelt_out
from bluezone.portal.places.models import Change, Level, Succession, Unit
from bluezone.portal.places.naming import fits, is_near, is_said
from bluezone.portal.places.paths import lying_within, outermost, rows_within
from bluezone.portal.places.selectors import find_units, units_on
from bluezone.portal.places.tables import REFORM
from bluezone.vietnam.folding import fold

VIEWS = (("2020", dt.date(2020, 8, 18)), ("6/2025", dt.date(2025, 6, 30)), ("7/2025", REFORM))
"""The three days between which our tables know what changed."""
_DEEPEST = 12
Calling = Callable[[str, str], bool]
"""Whether a name is called as a folded text says, just so or nearly."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A unit that stood, on some day, where another stands on another."""

    unit: Unit
    is_part: bool
    """Only a part of one lies in the other."""


@dataclass(frozen=True, slots=True)
class Event:
    """An act by which a unit came to be or ended, and who was in it."""

    change: Change
    came: bool
    lines: list[Succession]


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name of the unit, or of one that went into it, and until when it held."""

    name: str
    until: dt.date | None
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class Because:
    """Why a unit is found by a name that is not its own: another of this name went into it, or one that lay in this."""

    name: str
    until: dt.date | None
    is_estimated: bool
    is_above: bool
    """It is the name of what one of those before it lay in, such as its district."""


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that was looked for by name."""

    unit: Unit
    is_near: bool
    """It is only nearly called as was typed."""
    because: Because | None
    """None where its own name, or that of a unit above it, says why."""


def found_by_name(text: str, day: dt.date) -> list[Found]:
    """Units of that day by what was typed, each with why it is found."""
    units, typed = find_units(text, day=day), spelt_out(fold(text))
    meant = typed.split(",")[0].strip()
    others = [unit for unit in units if not _is_own(unit, meant, is_said)]
    because = dict(_former_called(others, meant, is_said))
    farther = [unit for unit in others if unit.pk not in because and not _is_own(unit, meant, is_near)]
    because |= dict(_former_called(farther, meant, is_near))
    return [Found(unit, not fits(unit.search_text, typed), because.get(unit.pk)) for unit in units]


def counterparts(unit: Unit, day: dt.date) -> list[Counterpart]:
    """Units in this one's place on that day: itself, what it was made from, or what became of it."""
    if unit.valid_from is not None and unit.valid_from > day:
        return _walk(unit, day, backwards=True)
    if unit.valid_to is not None and unit.valid_to <= day:
        return _walk(unit, day, backwards=False)
    return [Counterpart(unit, is_part=False)]


def events_of(unit: Unit) -> list[Event]:
    """Events by which the unit came to be and ended, in order."""
    found: list[Event] = []
    for came, lines in ((True, unit.origins), (False, unit.successions)):
        by_change: dict[Change, list[Succession]] = defaultdict(list)
        for line in lines.select_related("change", "old__parent", "new__parent").order_by("change__date", "pk"):
            by_change[line.change].append(line)
        found += [Event(change, came, grouped) for change, grouped in by_change.items()]
    return sorted(found, key=lambda event: event.change.date)


def former_names(unit: Unit) -> list[FormerName]:
    """Other names under which the ground of this unit was known, the latest first."""
    seen = {fold(unit.name)}
    names: list[FormerName] = []
    for former in _ancestors(unit):
        if fold(former.name) not in seen:
            seen.add(fold(former.name))
            names.append(FormerName(former.name, former.valid_to, former.dates_estimated))
    return names


def communes_within(units: Iterable[Unit], day: dt.date) -> list[Unit]:
    """The communes of that day below any of these, in Vietnamese order."""
    paths = tuple(unit.path for unit in units)
    rows = rows_within(units_on(day).filter(level=Level.COMMUNE), paths)
    return list(rows.order_by("sort_key", "id"))


def paths_on(path: str, day: dt.date) -> tuple[str, ...]:
    """Paths of the ground of a unit until a day: its own, and those of the defaults of what its communes became."""
    communes = Unit.objects.filter(lying_within((path,)), level=Level.COMMUNE, valid_to__lte=day)
    found, ended = {path}, set(communes.values_list("pk", flat=True))
    for _ in range(_DEEPEST):
        lines = Succession.objects.filter(old__in=ended, is_default=True).select_related("new")
        following = [line.new for line in lines]
        found |= {unit.path for unit in following}
        ended = {unit.pk for unit in following if not _stood(unit, day)}
        if not ended:
            break
    return outermost(found)


def codes_of_today(units: Iterable[Unit]) -> dict[int, str]:
    """Codes of today, by each unit's number: that of the default of what became of it, or its own."""
    standing = {unit.pk: unit for unit in units}
    at = dict(standing)
    for _ in range(_DEEPEST):
        ended = {unit.pk for unit in at.values() if unit.valid_to is not None}
        lines = Succession.objects.filter(old__in=ended, is_default=True).select_related("new")
        following = {line.old_id: line.new for line in lines}
        if not following:
            break
        at = {number: following.get(unit.pk, unit) for number, unit in at.items()}
    return {number: unit.code for number, unit in at.items()}


def origins_counted(units: Iterable[Unit], day: dt.date) -> Counter[int]:
    """How many communes of that day went into each unit, whole or in part, by the unit's number."""
    reached: dict[int, set[int]] = {unit.pk: {unit.pk} for unit in units}
    first: dict[int, set[int]] = defaultdict(set)
    for _ in range(_DEEPEST):
        wanted = set().union(*reached.values()) if reached else set()
        known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=wanted)}
        for number, olds in reached.items():
            first[number] |= {old for old in olds if _stood(known[old], day)}
        lines = Succession.objects.filter(new__in=wanted, old__level=Level.COMMUNE).values_list("new", "old")
        before: dict[int, set[int]] = defaultdict(set)
        for new, old in lines:
            before[new].add(old)
        reached = {
            number: found
            for number, olds in reached.items()
            if (found := set().union(*(before[old] for old in olds if not _stood(known[old], day))))
        }
        if not reached:
            break
    return Counter({number: len(olds) for number, olds in first.items()})


def _is_own(unit: Unit, meant: str, is_called: Calling) -> bool:
    """Whether the unit's own name, or the one above it, is what was typed."""
    return any(is_called(name, meant) for name in (unit.name, unit.parent.name if unit.parent else ""))


def _former_called(units: Iterable[Unit], meant: str, is_called: Calling) -> Iterator[tuple[int, Because]]:
    """Finds who before these units went by the name that was typed, or lay in one that did; the latest first."""
    said: set[int] = set()
    heirs = {unit.pk: {unit.pk} for unit in units}
    for _ in range(_DEEPEST):
        lines = Succession.objects.filter(new__in=heirs).select_related("old__parent").order_by("-is_default", "pk")
        before: dict[int, set[int]] = defaultdict(set)
        for line in lines:
            before[line.old_id] |= heirs[line.new_id]
            because = _because(line.old, meant, is_called)
            told = heirs[line.new_id] - said if because is not None else set()
            said |= told
            yield from ((number, because) for number in told if because is not None)
        heirs = {old: left for old, numbers in before.items() if (left := numbers - said)}
        if not heirs:
            return


def _because(old: Unit, meant: str, is_called: Calling) -> Because | None:
    for unit, is_above in ((old, False), (old.parent, True)):
        if unit is not None and is_called(unit.name, meant):
            return Because(unit.name, old.valid_to, old.dates_estimated, is_above)
    return None


def _walk(unit: Unit, day: dt.date, *, backwards: bool) -> list[Counterpart]:
    found: dict[int, Counterpart] = {}
    waiting = [Counterpart(unit, is_part=False)]
    for _ in range(_DEEPEST):
        units = [one.unit for one in waiting]
        lines = Succession.objects.filter(**{"new__in" if backwards else "old__in": units})
        parts = {one.unit.pk: one.is_part for one in waiting}
        waiting = []
        for line in lines.select_related("old__parent", "new__parent").order_by("pk"):
            other, here = (line.old, line.new) if backwards else (line.new, line.old)
            step = Counterpart(other, is_part=parts[here.pk] or not line.is_whole)
            if _stood(other, day):
                found.setdefault(other.pk, step)
            else:
                waiting.append(step)
        if not waiting:
            break
    return sorted(found.values(), key=lambda one: one.unit.sort_key)


def _ancestors(unit: Unit) -> list[Unit]:
    found: dict[int, Unit] = {}
    waiting = [unit]
    for _ in range(_DEEPEST):
        lines = Succession.objects.filter(new__in=waiting).select_related("old").order_by("-is_default", "pk")
        waiting = [line.old for line in lines if line.old_id not in found]
        found.update((old.pk, old) for old in waiting)
        if not waiting:
            break
    return sorted(found.values(), key=lambda old: (old.valid_to or dt.date.max, old.sort_key), reverse=True)


def _stood(unit: Unit, day: dt.date) -> bool:
    return (unit.valid_from is None or unit.valid_from <= day) and (unit.valid_to is None or unit.valid_to > day)
