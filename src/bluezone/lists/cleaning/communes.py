"""Communes by what people call them, against the administrative units that are given.

Units have dates (a code was three places within five years), so which units count is the caller's choice: those of the
day of the list. Names are compared folded and without their kind; a name that two units bear is asked about. In an
address a part that says that it is a commune counts before one that says nothing, and a district or a province is
never taken for the commune of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bluezone.lists.cleaning.cleaned import Cleaned, asked, wrong
from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.folding import fold_words

_OF_COMMUNES = re.compile(r"^(?:ubnd )?(?:xa|phuong|thi tran|tt|dac khu|p|x)\s+")
_OF_THOSE_ABOVE = re.compile(r"^(?:ubnd )?(?:huyen|quan|thi xa|tx|thanh pho|tp|tinh|h|t)\s+")
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
        self._above: set[str] = set()
        for unit in units:
            for name in (unit.name, *unit.former_names):
                bearers = self._by_name.setdefault(bare_name(name), [])
                if unit not in bearers:
                    bearers.append(unit)
            self._above |= {bare_name(above) for above in unit.above}
        self._known: dict[str, Cleaned[Unit]] = {}

    def clean(self, cell: Cell) -> Cleaned[Unit]:
        """Finds the commune that a cell names, alone or within an address."""
        text = " ".join(str(cell).split()) if cell is not None else ""
        if not text or not self._by_name:
            return Cleaned(None)  # without units nothing can be said about any name
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> Cleaned[Unit]:
        parts = [part for part in re.split(r"\s*[,;\n]\s*|\s+-\s+", text) if part]
        named = [part for part in parts if bare_name(part) in self._by_name and not _is_above(part)]
        called = [part for part in named if _is_commune(part)]
        meant = called or [part for part in named if not self._lies_over(part, named)]
        if not meant:
            return self._guess(text, next(filter(_is_commune, parts), parts[0]))
        if len({bare_name(part) for part in meant}) > 1:
            return _ask(text, [unit for part in meant for unit in self._by_name[bare_name(part)]])
        if not called and meant[0] != parts[0] and bare_name(meant[0]) in self._above:
            return self._doubt(text, parts[0], meant[0])
        others = [bare_name(other) for other in parts if other != meant[0]]
        return self._choose(text, self._by_name[bare_name(meant[0])], others, meant[0])

    def _lies_over(self, part: str, named: list[str]) -> bool:
        """Whether a name is the district or province of another part: Sơn Dương in "Tú Thịnh, Sơn Dương"."""
        own = bare_name(part)
        others = [unit for other in map(bare_name, named) if other != own for unit in self._by_name[other]]
        return any(own in map(bare_name, unit.above) for unit in others)

    def _doubt(self, text: str, first: str, part: str) -> Cleaned[Unit]:
        """Asks whether the only name that is known, also one of a district and in a district's place, is meant."""
        guessed = self._guess(text, first)
        is_asked = any(note.suggestion for note in guessed.notes)
        return guessed if is_asked else _ask_whether(text, self._by_name[bare_name(part)][0])

    def _choose(self, text: str, bearers: list[Unit], others: list[str], part: str) -> Cleaned[Unit]:
        above = [unit for unit in bearers if {bare_name(name) for name in unit.above} & set(others)]
        exact = [unit for unit in bearers if fold_words(unit.name) == fold_words(part)]
        for narrowed in (above, bearers, exact):
            if len(narrowed) == 1:
                return Cleaned(narrowed[0])
        return _ask(text, bearers)

    def _guess(self, text: str, part: str) -> Cleaned[Unit]:
        found = process.extractOne(bare_name(part), self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
        if found is None:
            return Cleaned(None, (wrong(f"Không có xã, phường nào tên “{text}”.", f"No commune is called “{text}”."),))
        return _ask_whether(text, self._by_name[found[0]][0])


def bare_name(name: str) -> str:
    """Folds a name without the kind of unit: `TT. Sơn Dương` and `thị trấn Sơn Dương` are `son duong`."""
    folded = fold_words(name)
    kind = _OF_COMMUNES.match(folded) or _OF_THOSE_ABOVE.match(folded)
    return folded[kind.end() :] if kind is not None else folded


def _is_commune(part: str) -> bool:
    return _OF_COMMUNES.match(f"{fold_words(part)} ") is not None


def _is_above(part: str) -> bool:
    return _OF_THOSE_ABOVE.match(f"{fold_words(part)} ") is not None


def _ask(text: str, units: list[Unit]) -> Cleaned[Unit]:
    offered = "; ".join(dict.fromkeys(map(_described, units[:_OFFERED])))
    note = asked(f"“{text}” có ở nhiều nơi: {offered}.", f"Several places are called “{text}”: {offered}.")
    return Cleaned(None, (note,))


def _ask_whether(text: str, unit: Unit) -> Cleaned[Unit]:
    note = asked(f"“{text}” có phải {_described(unit)}?", f"Is “{text}” {_described(unit)}?", unit.name)
    return Cleaned(None, (note,))


def _described(unit: Unit) -> str:
    return ", ".join((unit.name, *unit.above))
