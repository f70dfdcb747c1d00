"""A table as it was found in a sheet. Nothing says yet which column is what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Words


class Skipped(Enum):
    """Why a row between or under the rows of the table is none of them."""

    NUMBERING = Words("dòng đánh số cột", "numbers of the columns")
    REPEATED_HEADER = Words("tiêu đề lặp lại", "the header again")
    SECTION = Words("dòng tiêu đề nhóm", "a heading")
    TOTAL = Words("dòng cộng", "a total")
    FOOTER = Words("phần ký, ghi chú dưới bảng", "signatures and notes under the table")


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is not taken, and why."""

    number: int
    why: Skipped
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table."""

    index: int
    """From 0, in the cells of a row."""
    header: str
    """As it stands, lines of a block joined by " / "; empty where there is none."""

    @property
    def letter(self) -> str:
        """The letter that the office sees above the column: A, B … Z, AA."""
        number, letters = self.index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that says something."""

    number: int
    cells: tuple[Cell, ...]
    section: str | None = None
    """The heading above it."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Conversion:
    """Letters of a column that were read in an old encoding; for a person to confirm."""

    column: str
    """Its letter, or an empty text for titles and headers."""
    encoding: Encoding
    confidence: float
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet: its columns and rows, and what was skipped."""

    sheet: str
    titles: tuple[str, ...]
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    skipped: tuple[SkippedRow, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    remarks: tuple[Words, ...] = ()


def is_order(header: str) -> bool:
    """Whether the column only counts the rows."""
    return fold_words(header) in _ORDER_HEADERS


_ORDER_HEADERS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "s t t", "t t"})
