"""Figures of old units, shown in the units of another day; whatever went through a split is called an estimate.

Each figure goes whole to the default of what its unit became, so that the sum stays the same; nothing is divided by a
share that nobody knows. So there is no way back: what was counted in a commune of today cannot be told apart by the
communes that it was made of.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bluezone.portal.errors import RefusedError
from bluezone.portal.places.models import Level, Succession, Unit
from bluezone.portal.places.selectors import carried_to, find_units, the_one_meant
from bluezone.vietnam.numbers import count_typed

MOST_LINES = 150
LARGEST = 10**12
_LEVELS = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
_LINE = re.compile(r"^(?P<name>.*\D)[\s;,:|]\s*(?P<figure>\d{1,3}(?:[. ]\d{3})+|\d{1,13})$")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was counted in a unit as it was then."""

    unit: Unit
    value: int

    def __post_init__(self) -> None:
        if not 0 <= self.value <= LARGEST:
            raise ValueError("a count is a number from 0 on")


@dataclass(slots=True)
class Carried:
    """The part of a figure that counts for one unit of the other day."""

    unit: Unit
    value: int = 0
    is_estimate: bool = False
    sources: list[Figure] = field(default_factory=list)
    elsewhere: list[Unit] = field(default_factory=list)
    """Where parts of the old units went besides."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that says nothing that could be carried, and why."""

    text: str
    candidates: list[Unit]
    """More than one unit called so; none where nothing is."""


def carry(figures: Iterable[Figure], day: dt.date) -> list[Carried]:
    """Carries figures into units of that day, in Vietnamese order. Raises RefusedError for a day before they stood."""
    figures = list(figures)
    if any(figure.unit.valid_from is not None and figure.unit.valid_from > day for figure in figures):
        raise RefusedError("a figure is carried forward only: nobody knows how it is shared by the units of before")
    found: dict[int, Carried] = {}
    for figure in figures:
        reached = carried_to(figure.unit, day)
        carried = found.setdefault(reached.unit.pk, Carried(reached.unit))
        carried.value += figure.value
        carried.is_estimate = carried.is_estimate or reached.is_estimate
        carried.sources.append(figure)
        if reached.is_estimate:
            carried.elsewhere += _other_parts(figure.unit, reached.unit)
    return sorted(found.values(), key=lambda carried: (carried.unit.sort_key, carried.unit.pk))


def read_figures(text: str, day: dt.date) -> tuple[list[Figure], list[Unread]]:
    """Reads lines such as "Hồng Lạc; 120", of units of that day."""
    figures: list[Figure] = []
    unread: list[Unread] = []
    for line in _lines(text):
        match = _LINE.match(line)
        name = match["name"].strip(" ;,:|\t") if match else line
        found = find_units(name, day=day, levels=_LEVELS)
        unit = the_one_meant(found, name) or _only_commune(found, name)
        value = count_typed(match["figure"]) if match else None
        if value is None or value > LARGEST or unit is None:
            unread.append(Unread(line, found[:5] if match else []))
        else:
            figures.append(Figure(unit, value))
    return figures, unread


def _lines(text: str) -> Iterator[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    yield from [line for line in lines if line][:MOST_LINES]


def _only_commune(found: list[Unit], name: str) -> Unit | None:
    """Finds the only commune: it and its district may share a name, and counts come by commune."""
    return the_one_meant([unit for unit in found if unit.level == Level.COMMUNE], name)


def _other_parts(old: Unit, chosen: Unit) -> list[Unit]:
    lines = Succession.objects.filter(old=old).exclude(new=chosen).select_related("new")
    return [line.new for line in lines.order_by("new__sort_key")]
