"""By which names a unit is found, and which are nearly what somebody typed. Touches no database.

A unit's search text holds its own name, those of the units above it, and then the former ones, folded, each closed by a
bar (`services.searchable`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bluezone.portal.places.kinds import KINDS
from bluezone.portal.places.models import Level
from bluezone.portal.places.paths import SEPARATOR
from bluezone.vietnam.folding import fold
from bluezone.vietnam.nearness import nearest, together

_KIND = re.compile(f"^(?:{'|'.join(fold(kind) for kind in KINDS)}) ")
_SIZES = list(Level.values)


@dataclass(frozen=True, slots=True)
class Called:
    """What is known of a unit when it is looked for by name."""

    number: int
    path: str
    level: str
    search_text: str

    def names(self) -> Iterator[tuple[str, bool]]:
        """The unit's names, folded and written together, with their kind and without, and whether each is a former one;
        not those above it."""
        own, _, former = self._apart()
        for name, is_former in ((own, False), *((name, True) for name in former)):
            yield from ((form, is_former) for form in _forms(name))

    def is_meant(self, said: str) -> bool:
        """Whether a folded text calls the unit itself. Somebody who says the name of a province means none of its
        communes, though each of them is found by it."""
        words = _KIND.sub("", said.partition(",")[0].strip()).split()
        own, above, former = self._apart()
        around = " ".join(above)
        return any(
            any(fits(name, word) for word in words) and all(fits(f"{name} {around}", word) for word in words)
            for name in (" " + _KIND.sub("", one) for one in (own, *former))
        )

    def _apart(self) -> tuple[str, list[str], list[str]]:
        """The unit's own name, those of the units above it, and its former ones."""
        own, *others = (name.strip() for name in self.search_text.split("|")[:-1])
        above = self.path.count(SEPARATOR) - 1
        return own, others[:above], others[above:]


class Names:
    """The names of many units, put in order once and asked often."""

    def __init__(self, units: Iterable[Called]) -> None:
        bearers: dict[str, list[tuple[bool, int, int, Called]]] = defaultdict(list)
        for place, unit in enumerate(units):
            for name, is_former in unit.names():
                bearers[name].append((is_former, _SIZES.index(unit.level), place, unit))
        self._names, self._bearers = list(bearers), list(bearers.values())

    def near(self, typed: str, *, asked: Callable[[Called], bool]) -> list[int]:
        """The numbers of those asked for that are called nearly as typed: the fewest slips first, own names before
        former ones, the larger unit before the smaller, else in the order given. What stands behind a comma must be
        said of them just so."""
        meant, _, above = typed.partition(",")
        near = nearest(meant.strip(), self._names)
        fewest = max(1, near[0][0]) if near else 0
        ranked: dict[int, tuple[int, bool, int, int]] = {}
        for slips, position in near:
            for is_former, size, place, unit in self._bearers[position] if slips <= fewest else ():
                rank = slips, is_former, size, place
                if fits(unit.search_text, above) and asked(unit):
                    ranked[unit.number] = min(ranked.get(unit.number, rank), rank)
        return sorted(ranked, key=lambda number: ranked[number])


def fits(search_text: str, said: str) -> bool:
    """Whether each word of a folded text begins a word of the names."""
    return all(f" {word}" in search_text for word in said.replace(",", " ").split())


def is_said(name: str, meant: str) -> bool:
    """Whether a name has each word of a folded text at the beginning of one of its own."""
    return bool(meant) and fits(f" {fold(name)}", meant)


def is_near(name: str, meant: str) -> bool:
    """Whether a name is nearly a folded text."""
    return bool(nearest(meant, _forms(fold(name))))


def _forms(name: str) -> list[str]:
    bare = _KIND.sub("", name)
    return [together(name)] if bare == name else [together(name), together(bare)]
