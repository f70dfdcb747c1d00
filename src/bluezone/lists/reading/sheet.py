"""What was in a file: rows with the numbers that the office sees, and nothing understood yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from bluezone.vietnam.words import Words

Cell = str | int | float | bool | dt.date | dt.datetime | None


class Kind(Enum):
    """The kind of a file, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    TSV = "tsv"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one list may be. The defaults hold a district's households on one sheet."""

    file_bytes: int = 32 * 1024 * 1024
    unpacked_bytes: int = 256 * 1024 * 1024
    packing_ratio: int = 200
    """Unpacked to packed; spreadsheets reach 20 to 60."""
    parts: int = 2_000
    """Files inside the file."""
    sheets: int = 100
    rows: int = 200_000
    columns: int = 256
    cells: int = 6_000_000
    """Of the rectangle from A1 to the last cell that holds anything."""
    text_bytes: int = 512 * 1024 * 1024
    """All cells' text together: one long text may be named by many cells."""
    may_be_practice: bool = False
    """Whether the file may bear the mark of a training: where something else says whose it is."""


DEFAULT_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stands in the file."""

    number: int
    """As the office sees it at the left edge: the first row is 1."""
    cells: tuple[Cell, ...]
    hidden: bool = False

    @property
    def is_blank(self) -> bool:
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that were joined into one; what it says stands in the first. Counted from 1, ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, or the whole of a text file."""

    name: str
    rows: tuple[SheetRow, ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read."""

    kind: Kind
    sheets: tuple[Sheet, ...]
    fonts: frozenset[str] = frozenset()
    """Names of fonts that the file uses."""
    remarks: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a sheet reaches, found without reading its cells."""

    last_row: int
    last_column: int
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of the rows that the office does not see."""
