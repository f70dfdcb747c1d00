"""Text files with one row a line: csv as Vietnamese and English computers write it, and tsv."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from bluezone.lists.reading.refusing import check_columns, check_rows, damaged
from bluezone.lists.reading.sheet import Bounds, Cell, Kind, Sheet, SheetRow, Workbook
from bluezone.lists.reading.text_encoding import read_text
from bluezone.lists.safety import bare

_SEPARATORS = ",;\t|"
_LOOKED_AT = 200


def read_delimited(data: bytes, bounds: Bounds) -> Workbook:
    """Reads the one sheet of a text file. Raises UnreadableListError."""
    separator, text, before = separated(read_text(data))
    return Workbook(Kind.TSV if separator == "\t" else Kind.CSV, (Sheet("", _rows(text, separator, before, bounds)),))


def separated(text: str) -> tuple[str, str, int]:
    """The sign between the cells, the text of the rows, and how many lines stand before them."""
    first, _, rest = text.partition("\n")
    stated = first.strip().strip('"').lower()
    if stated.startswith("sep=") and len(stated) == 5:  # what Excel writes, and reads, in front of a csv
        return stated[4], rest, 1
    return separator_of(text), text, 0


def separator_of(text: str) -> str:
    """The sign that cuts most rows into the same number of cells, two at least; a comma where none does."""
    lines = list(islice((line for line in io.StringIO(text, newline="") if line.strip()), _LOOKED_AT))

    def evenness(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        except csv.Error:
            return (0, 0)
        width, rows = max(
            ((w, n) for w, n in widths.items() if w > 1), key=lambda found: found[1] * found[0], default=(0, 0)
        )
        return (width * rows, -_SEPARATORS.index(separator))

    return max(_SEPARATORS, key=evenness)


def _rows(text: str, separator: str, before: int, bounds: Bounds) -> tuple[SheetRow, ...]:
    rows = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1 + before):
            check_rows(number, bounds)
            check_columns(len(cells), bounds)
            rows.append(SheetRow(number, tuple(map(cell_of, cells))))
    except csv.Error as error:
        raise damaged() from error
    return tuple(rows)


def cell_of(text: str) -> Cell:
    """Reads what stands between two signs."""
    return bare(text.strip()) or None
