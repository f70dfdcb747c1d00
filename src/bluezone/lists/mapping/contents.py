"""What the cells of a column look like, whatever stands above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from bluezone.lists.cleaning.dates import clean_birth, clean_date
from bluezone.lists.cleaning.marks import clean_count, clean_identity, clean_yes_no
from bluezone.lists.cleaning.people import clean_name, clean_sex, is_marked
from bluezone.lists.cleaning.phones import clean_phones
from bluezone.lists.layout.table import Column, Table
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.fields import Kind

EXAMPLES = 3
_LONGEST_EXAMPLE = 32
_SAMPLE = 60
_SOME_DAY = dt.date(2100, 12, 31)
"""Whether a text is a date at all does not depend on today."""
_LONGEST_MARK = 2


def sample_of(table: Table, column: Column) -> tuple[Cell, ...]:
    """Takes the first cells that say anything."""
    cells = (row.cells[column.index] for row in table.rows if column.index < len(row.cells))
    said = (cell for cell in cells if cell is not None)
    return tuple(cell for cell, _ in zip(said, range(_SAMPLE), strict=False))


def examples_of(table: Table, column: Column) -> tuple[str, ...]:
    """Takes the first different texts of the column, shortened, for a person to see what it holds."""
    said = dict.fromkeys(_in_short(cell) for cell in sample_of(table, column))
    return tuple(said)[:EXAMPLES]


def _in_short(cell: Cell) -> str:
    line = f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else " ".join(str(cell).split())
    return line if len(line) <= _LONGEST_EXAMPLE else line[: _LONGEST_EXAMPLE - 1] + "…"


def fitting(cells: Sequence[Cell], kind: Kind) -> float | None:
    """The share of the cells that can be of this kind; None where any cell can."""
    test = _TESTS.get(kind)
    if test is None or not cells:
        return None
    return sum(test(cell) for cell in cells) / len(cells)


def is_single_words(cells: Sequence[Cell]) -> bool:
    """Whether the column holds given names and not whole ones."""
    words = [len(str(cell).split()) for cell in cells]
    return bool(words) and sum(count == 1 for count in words) >= 0.8 * len(words)


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and " " in cell and clean_name(cell).value is not None


def _is_name_part(cell: Cell) -> bool:
    return isinstance(cell, str) and clean_name(cell).value is not None and not is_date(cell)


def is_date(cell: Cell) -> bool:
    return clean_date(cell, _SOME_DAY).value is not None


def _is_birth(cell: Cell) -> bool:
    return clean_birth(cell, _SOME_DAY).value is not None


def _is_mark(cell: Cell) -> bool:
    return len(str(cell)) <= _LONGEST_MARK and (is_marked(cell) or str(cell) in {"0", "-"})


_TESTS: dict[Kind, Callable[[Cell], bool]] = {
    Kind.NAME: _is_name,
    Kind.FAMILY_NAME: _is_name_part,
    Kind.GIVEN_NAME: _is_name_part,
    Kind.SEX: lambda cell: clean_sex(cell).value is not None,
    Kind.MALE_MARK: _is_mark,
    Kind.FEMALE_MARK: _is_mark,
    Kind.BIRTH: _is_birth,
    Kind.MALE_BIRTH: _is_birth,
    Kind.FEMALE_BIRTH: _is_birth,
    Kind.DATE: is_date,
    Kind.PHONE: lambda cell: clean_phones(cell).value is not None,
    Kind.IDENTITY: lambda cell: clean_identity(cell).value is not None,
    Kind.YES_NO: lambda cell: clean_yes_no(cell).value is not None,
    Kind.COUNT: lambda cell: clean_count(cell).value is not None,
}
