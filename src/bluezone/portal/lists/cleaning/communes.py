"""Communes by what people call them, against the administrative units that are given.

Units have dates (a code was three places within five years), so which units count is the caller's choice: those of the
day of the list. Names are compared folded and without their kind; a name that two units bear is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bluezone.portal.lists.cleaning.cleaned import Cleaned, asked, wrong
from bluezone.portal.lists.letters.folding import fold_words
from bluezone.portal.lists.reading.sheet import Cell

_KINDS = re.compile(r"^(?:ubnd )?(?:xa|phuong|thi tran|tt|dac khu|huyen|quan|thi xa|tx|thanh pho|tp|tinh|p|x|h|t)\s+")
_CLOSE_ENOUGH = 85.0
_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune with the units above it, as they were on the day of the list."""

    code: str
    name: str
    """With its kind: Xã Tú Thịnh."""
    above: tuple[str, ...] = ()
    """Names of the district, where there was one, and the province."""
    former_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.code or not self.name.strip():
            raise ValueError("a unit has a code and a name")


class Gazetteer:
    """Finds communes by name among those it was given."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_name: dict[str, list[Unit]] = {}
        for unit in units:
            for name in (unit.name, *unit.former_names):
                bearers = self._by_name.setdefault(bare_name(name), [])
                if unit not in bearers:
                    bearers.append(unit)
        self._known: dict[str, Cleaned[Unit]] = {}

    def clean(self, cell: Cell) -> Cleaned[Unit]:
        """The commune that a cell names, alone or within an address."""
        text = " ".join(str(cell).split()) if cell is not None else ""
        if not text or not self._by_name:
            return Cleaned(None)  # without units nothing can be said about any name
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> Cleaned[Unit]:
        parts = [part for part in re.split(r"\s*[,;\n]\s*|\s+-\s+", text) if part]
        for part in parts:
            if bearers := self._by_name.get(bare_name(part)):
                return self._choose(text, bearers, [bare_name(other) for other in parts if other != part], part)
        return self._guess(text, parts[0])

    def _choose(self, text: str, bearers: list[Unit], others: list[str], part: str) -> Cleaned[Unit]:
        above = [unit for unit in bearers if {bare_name(name) for name in unit.above} & set(others)]
        exact = [unit for unit in bearers if fold_words(unit.name) == fold_words(part)]
        for narrowed in (above, bearers, exact):
            if len(narrowed) == 1:
                return Cleaned(narrowed[0])
        offered = "; ".join(_described(unit) for unit in bearers[:_OFFERED])
        return Cleaned(
            None,
            (asked(f"“{text}” có ở nhiều nơi: {offered}.", f"Several places are called “{text}”: {offered}."),),
        )

    def _guess(self, text: str, part: str) -> Cleaned[Unit]:
        found = process.extractOne(bare_name(part), self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
        if found is None:
            return Cleaned(None, (wrong(f"Không có xã, phường nào tên “{text}”.", f"No commune is called “{text}”."),))
        unit = self._by_name[found[0]][0]
        return Cleaned(
            None, (asked(f"“{text}” có phải {_described(unit)}?", f"Is “{text}” {_described(unit)}?", unit.name),)
        )


def bare_name(name: str) -> str:
    """Folded, without the kind of unit: `TT. Sơn Dương` and `thị trấn Sơn Dương` are `son duong`."""
    folded = fold_words(name)
    return _KINDS.sub("", folded) or folded


def _described(unit: Unit) -> str:
    return ", ".join((unit.name, *unit.above))
