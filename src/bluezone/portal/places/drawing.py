"""The tile map of some communes, ready to be drawn: where each square stands, its words, its figure and its shade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bluezone.portal.places.history import codes_of_today
from bluezone.portal.places.kinds import without_kind
from bluezone.portal.places.models import Unit
from bluezone.portal.places.positions import positions
from bluezone.portal.places.tile_map import tiles

STEP = 56
_SHADES = 4
_MOST_LINES, _LINE_HEIGHT, _LONGEST_WORD = 3, 11, 9


@dataclass(frozen=True, slots=True)
class Tile:
    """One commune's square."""

    unit: Unit
    x: int
    y: int
    words: tuple[tuple[int, str], ...]
    """Lines of its name, each with its height."""
    value: int | None
    shade: int
    """0 for none, up to 4 for the most."""


@dataclass(frozen=True, slots=True)
class TileMap:
    """A map of squares, and how large the picture is."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    missing: tuple[Unit, ...] = ()
    """Communes of which no table says where they lie."""

    @property
    def has_values(self) -> bool:
        """Whether any square has a figure."""
        return any(tile.value is not None for tile in self.tiles)


def draw(communes: Sequence[Unit], values: Mapping[int, int]) -> TileMap:
    """Draws the map of these communes; the values are by their number."""
    codes, known = codes_of_today(communes), positions()
    placed = tiles({unit.key: known[code] for unit in communes if (code := codes[unit.pk]) in known})
    most = max(values.values(), default=0)
    drawn = [
        Tile(
            unit,
            cell.column * STEP,
            cell.row * STEP,
            _words(unit),
            values.get(unit.pk),
            -(-_SHADES * values.get(unit.pk, 0) // most) if most else 0,
        )
        for unit in communes
        if (cell := placed.get(unit.key)) is not None
    ]
    missing = tuple(unit for unit in communes if unit.key not in placed)
    width = max((tile.x for tile in drawn), default=0) + STEP
    height = max((tile.y for tile in drawn), default=0) + STEP
    return TileMap(tuple(drawn), width, height, missing)


def _words(unit: Unit) -> tuple[tuple[int, str], ...]:
    """Places the name, a word a line, from the top of the square."""
    words = [_short(word) for word in without_kind(unit.name).split()]
    if len(words) > _MOST_LINES:
        words = [*words[: _MOST_LINES - 1], "…"]
    return tuple((14 + _LINE_HEIGHT * at, word) for at, word in enumerate(words))


def _short(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else word[: _LONGEST_WORD - 1] + "…"
