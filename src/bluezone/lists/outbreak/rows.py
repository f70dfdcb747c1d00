"""Rows with the numbers of their lines. A stray quotation mark spoils its own row, and not all that follow."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bluezone.lists.errors import Unreadable
from bluezone.lists.reading.compound import MAGIC as COMPOUND
from bluezone.lists.reading.delimited import cell_of, separated
from bluezone.lists.reading.opening import HEAD_ROWS, read_workbook, refuse_foreign, refuse_practice
from bluezone.lists.reading.refusing import check_columns, check_rows, refuse
from bluezone.lists.reading.sheet import Bounds, Cell
from bluezone.lists.reading.text_encoding import read_text
from bluezone.vietnam.words import Words

OUTBREAK_BOUNDS = Bounds(file_bytes=64 * 1024 * 1024, rows=1_000_000)
"""Of one list: the contacts of a country's outbreak, without their names."""
_ZIP = b"PK\x03\x04"
_LONGEST_CELL_LINES = 100
"""Over more lines no cell goes on; a quotation mark that was not closed by then never will be."""
_NOTHING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "-"})
"""How programs write that they know nothing; R writes NA."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with one row, and what was done about it."""

    line: int
    words: Words


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row as they stand."""

    line: int
    """Of a text file, where the row begins; of a spreadsheet, the number at the left edge."""
    cells: tuple[Cell, ...]

    def at(self, column: int | None) -> Cell:
        """The cell of a column; None where the row ends before it, and of no column."""
        if column is None or column >= len(self.cells):
            return None
        cell = self.cells[column]
        return None if isinstance(cell, str) and cell.casefold() in _NOTHING else cell

    def text(self, column: int | None) -> str:
        """What a cell says, as text that can be compared; "" where it says nothing."""
        cell = self.at(column)
        return "" if cell is None else unicodedata.normalize("NFC", str(cell)).strip()


@dataclass(frozen=True, slots=True)
class Rows:
    """A list with its header, and what could not be read of it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    told: tuple[Told, ...]


def read_rows(data: bytes, name: str, bounds: Bounds = OUTBREAK_BOUNDS) -> Rows:
    """Reads a text file or a spreadsheet. Raises UnreadableListError."""
    told = list[Told]()
    if data.startswith((_ZIP, COMPOUND)):
        read = _of_workbook(data, name, bounds)
    else:
        _require_text(data, bounds)
        read = list(_of_text(read_text(data), bounds, told))
    filled = [row for row in read if any(cell is not None for cell in row.cells)]
    if not filled:
        raise refuse(Unreadable.NO_TABLE, "Tệp không có dòng nào.", "There is no row in the file.")
    for row in filled[:HEAD_ROWS]:
        refuse_practice(row.cells)
    header = tuple(filled[0].text(column) for column in range(len(filled[0].cells)))
    rows = tuple(row for row in filled[1:] if _fits(row, header, told))
    return Rows(header, rows, tuple(sorted(told, key=lambda one: one.line)))


def _require_text(data: bytes, bounds: Bounds) -> None:
    if len(data) > bounds.file_bytes:
        raise refuse(
            Unreadable.TOO_BIG,
            f"Tệp nặng quá {bounds.file_bytes >> 20} MB.",
            f"The file has more than {bounds.file_bytes >> 20} MB.",
        )
    refuse_foreign(data)


def _of_workbook(data: bytes, name: str, bounds: Bounds) -> list[Row]:
    """Reads the first sheet that is shown and holds anything."""
    shown = (sheet for sheet in read_workbook(data, name, bounds).sheets if not sheet.hidden)
    filled = ([Row(row.number, row.cells) for row in sheet.rows if not row.is_blank] for sheet in shown)
    return next((rows for rows in filled if rows), [])


def _of_text(text: str, bounds: Bounds, told: list[Told]) -> Iterator[Row]:
    separator, text, before = separated(text)
    for number, (line, cells) in enumerate(_records(list(io.StringIO(text, newline="")), separator), 1):
        check_rows(number, bounds)
        check_columns(len(cells or ()), bounds)
        if cells is None:
            told.append(Told(line + before, _UNCLOSED))
            continue
        yield Row(line + before, tuple(map(cell_of, cells)))


_UNCLOSED = Words(
    "Dấu ngoặc kép mở mà không đóng; bỏ qua dòng này.", "A quotation mark is not closed; the row was left out."
)


class _Feed:
    """The lines that a reader takes for one row."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = self.begin = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= min(len(self.lines), self.begin + _LONGEST_CELL_LINES):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]

    def is_spoilt(self, separator: str) -> bool:
        """Whether a quotation mark stands alone in several lines that were taken, or is still open at the end."""
        taken = self.lines[self.begin : self.at]
        if len(taken) > 1 and sum(line.count('"') for line in taken) % 2:
            return True
        return self.at == len(self.lines) and _takes_more(taken, separator)


def _takes_more(lines: list[str], separator: str) -> bool:
    """Whether a line behind these would belong to the same row."""
    try:
        return len(list(csv.reader([*lines, "end"], delimiter=separator))) < 2
    except csv.Error:
        return True


def _records(lines: list[str], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Cuts lines into rows, each with the number of its line; None for one whose quotation marks do not fit, after
    which the next line is read as a row again."""
    feed, width = _Feed(lines), 0
    reader = csv.reader(feed, delimiter=separator)
    while feed.at < len(lines):
        feed.begin = feed.at
        cells = _next(reader)
        is_torn = feed.at > feed.begin + 1 and len(cells or ()) != (width or len(cells or ()))
        if cells is None or is_torn or feed.is_spoilt(separator):
            feed.at = feed.begin + 1
            reader, cells = csv.reader(feed, delimiter=separator), None
        yield feed.begin + 1, cells
        width = width or len(cells or ())


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        return None


def _fits(row: Row, header: tuple[str, ...], told: list[Told]) -> bool:
    """Whether no cell stands beyond the header: one too many may have pushed others out of their columns."""
    reach = max(column for column, cell in enumerate(row.cells, 1) if cell is not None)
    if reach <= len(header):
        return True
    told.append(
        Told(
            row.line,
            Words(
                f"Có {reach} ô mà hàng tiêu đề chỉ có {len(header)}; bỏ qua dòng này.",
                f"There are {reach} cells and the header has {len(header)}; the row was left out.",
            ),
        )
    )
    return False
