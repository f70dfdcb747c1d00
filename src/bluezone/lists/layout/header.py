"""The header of a table: one to three rows, joined cells and all.

The row that holds most of the words that lists are headed with is the anchor; a row above or under it belongs to the
block when what it says can only be a header. Titles above are often as wide as the table, but they name no columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.lists.layout.table import Column
from bluezone.lists.reading.sheet import Cell, Merge, SheetRow
from bluezone.lists.schemas.kinds import VOCABULARY
from bluezone.vietnam.folding import fold_words

_LOOKED_AT = 60
_MOST_LINES = 3
_LEAST_SCORE = 2.0
_LONGEST = 80
"""A header with more letters than this is a sentence."""
_PARTS = frozenset(
    fold_words(word)
    for word in (
        *(
            "Nam",
            "Nữ",
            "Ngày",
            "Tháng",
            "Năm",
            "Số nhà",
            "Thôn",
            "Xã",
            "Huyện",
            "Tỉnh",
            "Tổng số",
            "Đã cài",
            "Có",
            "Không",
        ),
        *("Họ", "Tên", "Họ và đệm", "Số", "Cấp ngày", "Nơi cấp", "Lần 1", "Lần 2", "Từ ngày", "Đến ngày", "Trong đó"),
    )
)
"""What stands in the second line of a header, under a joined cell."""


@dataclass(frozen=True, slots=True)
class Header:
    """The place of the header and what it says."""

    first: int
    last: int
    """Positions in the sheet's rows, both included."""
    columns: tuple[Column, ...]


def find_header(rows: Sequence[SheetRow], merges: Sequence[Merge], row: int | None = None) -> Header | None:
    """Finds the header of the table in these rows, or None where no row looks like one; or takes it from the row that a
    person named, if anything stands there."""
    anchor = _likeliest(rows) if row is None else _numbered(rows, row)
    if anchor is None:
        return None
    first, last = anchor, anchor
    while last - first + 1 < _MOST_LINES and last + 1 < len(rows) and _is_under(rows, last, merges):
        last += 1
    while last - first + 1 < _MOST_LINES and first > 0 and _is_over(rows[first - 1].cells, rows[first].cells):
        first -= 1
    return Header(first, last, _columns(rows[first : last + 1], merges))


def likely_header_row(rows: Sequence[SheetRow]) -> int | None:
    """Guesses the number of the row that heads a table in words that no list is known to have: the first of those with
    the most short words."""
    words = {
        row.number: sum(isinstance(cell, str) and len(cell) <= _LONGEST for cell in row.cells)
        for row in rows[:_LOOKED_AT]
    }
    most = max(words.values(), default=0)
    return next(number for number, count in words.items() if count == most) if most > 1 else None


def _likeliest(rows: Sequence[SheetRow]) -> int | None:
    scores = [_score(row.cells) for row in rows[:_LOOKED_AT]]
    best = max(scores, default=0.0)
    return scores.index(best) if best >= _LEAST_SCORE else None


def _numbered(rows: Sequence[SheetRow], number: int) -> int | None:
    return next((at for at, row in enumerate(rows) if row.number == number and not row.is_blank), None)


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether the row only counts the columns: 1, 2, 3; (1), (2); A, B, 1, 2."""
    said = [str(cell).strip("() ") for cell in cells if cell is not None]
    numbers = [int(text) for text in said if text.isdecimal() and len(text) <= 2]
    letters = [text for text in said if re.fullmatch(r"[A-Z]", text)]
    return (
        len(said) >= 3
        and len(numbers) + len(letters) == len(said)
        and bool(numbers)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in {0, 1, 2, 3}
    )


def repeats(cells: Sequence[Cell], header: Sequence[Cell]) -> bool:
    """Whether the row says what a line of the header said, as on every printed page."""
    own = [fold_words(cell) for cell in cells if isinstance(cell, str)]
    known = {fold_words(cell) for cell in header if isinstance(cell, str)}
    return len(own) >= 2 and len(own) == sum(cell is not None for cell in cells) and set(own) <= known


def _score(cells: Sequence[Cell]) -> float:
    """Scores a row: one for each cell that heads a column in some list, a quarter for other short words."""
    score = 0.0
    for cell in cells:
        if isinstance(cell, str):
            score += _worth(cell)
        elif cell is not None:
            score -= 1
    return score


def _worth(text: str) -> float:
    folded = fold_words(text)
    if folded in VOCABULARY:
        return 1.0
    if len(text) > _LONGEST or 2 * sum(letter.isdigit() for letter in text) >= len(text):
        return -0.5
    if any(f" {known} " in f" {folded} " for known in _LONG_ENOUGH):
        return 0.75
    return 0.1


def _is_under(rows: Sequence[SheetRow], above: int, merges: Sequence[Merge]) -> bool:
    """Whether the row under `above` is one more line of the header."""
    upper, lower = rows[above].cells, rows[above + 1].cells
    said = [(index, cell) for index, cell in enumerate(lower) if cell is not None]
    if not said or is_numbering(lower) or not all(isinstance(cell, str) for _, cell in said):
        return False
    spans = _spans(rows[above].number, upper, merges)
    if not all(index in spans for index, _ in said):
        return False
    parts = sum(fold_words(str(cell)) in _PARTS | VOCABULARY for _, cell in said)
    return parts * 2 >= len(said) or _parts_a_group(rows, above, [index for index, _ in said], merges)


def _parts_a_group(rows: Sequence[SheetRow], above: int, said: Sequence[int], merges: Sequence[Merge]) -> bool:
    """Whether the place of the lower line says enough, whatever its words: every column of one joined cell has a word
    under it; or nothing is joined, the words stand under a head with blanks beside it, and the count begins below."""
    row = rows[above]
    if any(len(str(rows[above + 1].cells[index])) > _LONGEST for index in said):
        return False
    groups = [
        range(merge.first_column - 1, merge.last_column)
        for merge in merges
        if merge.first_row == merge.last_row == row.number and merge.last_column > merge.first_column
    ]
    if groups:
        return all(set(group) <= set(said) for group in groups)
    return len(said) > 1 and above + 2 < len(rows) and _begins_the_count(rows[above + 2].cells)


def _begins_the_count(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if cell is not None), None)
    return is_numbering(cells) or str(first).strip(".) ") in {"1", "01"}


def _spans(row_number: int, upper: Sequence[Cell], merges: Sequence[Merge]) -> set[int]:
    """Finds columns over which the upper line has a joined cell, or blanks that look like one."""
    joined = {
        index
        for merge in merges
        if merge.first_row == merge.last_row == row_number and merge.last_column > merge.first_column
        for index in range(merge.first_column - 1, merge.last_column)
    }
    blanks = {index for index in range(1, len(upper)) if upper[index] is None}
    return joined | blanks | {index - 1 for index in blanks}


def _is_over(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether the row above the block is its first line: it heads columns that the block leaves blank."""
    said = [(index, cell) for index, cell in enumerate(upper) if cell is not None]
    if len(said) < 2 or not all(isinstance(cell, str) for _, cell in said):
        return False
    known = sum(fold_words(str(cell)) in VOCABULARY for _, cell in said)
    over_blank = any(index >= len(lower) or lower[index] is None for index, _ in said)
    return over_blank and known >= 1 and known * 3 >= len(said)


def _columns(block: Sequence[SheetRow], merges: Sequence[Merge]) -> tuple[Column, ...]:
    width = max(len(row.cells) for row in block)
    lines = [_filled(row, block[number + 1 :], merges) for number, row in enumerate(block)]
    columns = []
    for index in range(width):
        said = [line[index] for line in lines if index < len(line) and line[index]]
        columns.append(Column(index, " / ".join(dict.fromkeys(text.replace("\n", " ") for text in said if text))))
    return tuple(columns)


def _filled(row: SheetRow, below: Sequence[SheetRow], merges: Sequence[Merge]) -> list[str | None]:
    """Copies a joined cell's text over each of its columns, in a line of the header."""
    line = [cell if isinstance(cell, str) else None for cell in row.cells]
    joined = [m for m in merges if m.first_row <= row.number <= m.last_row and m.last_column > m.first_column]
    for merge in joined:
        for index in range(merge.first_column, min(merge.last_column, len(line))):
            line[index] = line[merge.first_column - 1]
    if not joined:
        for index in range(1, len(line)):
            if line[index] is None and any(_heads(under, index) for under in below):
                line[index] = line[index - 1]
    return line


def _heads(row: SheetRow, index: int) -> bool:
    return index < len(row.cells) and row.cells[index] is not None


_LONG_ENOUGH = tuple(word for word in VOCABULARY if len(word) > 7)
