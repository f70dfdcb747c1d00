"""From a sheet, or a workbook, to the table in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bluezone.lists.errors import Unreadable, UnreadableListError
from bluezone.lists.layout.ends import is_footer, is_title, is_total, section_of
from bluezone.lists.layout.header import find_header, is_numbering, likely_header_row, repeats
from bluezone.lists.layout.lettering import Lettering, read_letters
from bluezone.lists.layout.table import Column, Skipped, SkippedRow, Table, TableRow, is_order
from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.reading.sheet import Cell, Merge, Sheet, SheetRow, Workbook
from bluezone.vietnam.words import Words

_TEXT_OF_SKIPPED = 80
_WIDE_APART = 2
_MOST_JOINED = 1_000_000
"""Rows under joined cells; joins that overlap without end are not followed."""


def find_tables(workbook: Workbook, forced: Encoding | None = None) -> list[Table]:
    """Finds the tables of all sheets that are shown, the longest first. Raises UnreadableListError for none."""
    tables = [
        table
        for sheet in workbook.sheets
        if not sheet.hidden and (table := find_table(sheet, workbook.fonts, forced)) is not None
    ]
    if not tables:
        raise UnreadableListError(
            Unreadable.NO_TABLE,
            Words(
                "Không tìm thấy dòng tiêu đề của bảng (ví dụ: STT, Họ và tên, Số điện thoại).",
                "No header of a table was found (for example: No., Full name, Phone).",
            ),
        )
    return sorted(tables, key=lambda table: -len(table.rows))


def guess_tables(workbook: Workbook, forced: Encoding | None = None) -> list[Table]:
    """Takes the likeliest row of each sheet for its header, where none is headed in words that lists have; a person
    then says which column is which. Empty where nothing looks like a table at all."""
    tables = []
    for sheet in workbook.sheets:
        row = likely_header_row(sheet.rows)
        if (
            not sheet.hidden
            and row is not None
            and (table := find_table(sheet, workbook.fonts, forced, row)) is not None
        ):
            tables.append(replace(table, remarks=(*table.remarks, _guessed(row))))
    return sorted(tables, key=lambda table: -len(table.rows))


def table_headed_by(workbook: Workbook, sheet: str, row: int, forced: Encoding | None = None) -> Table:
    """Reads the table whose header is where a person says: in this row of this sheet, as the office numbers them.
    Raises UnreadableListError where nothing stands there."""
    found = next((one for one in workbook.sheets if one.name == sheet), None)
    table = find_table(found, workbook.fonts, forced, row) if found is not None else None
    if table is None:
        raise UnreadableListError(
            Unreadable.NO_TABLE,
            Words(f"Dòng {row} không có tiêu đề nào.", f"Row {row} holds no header."),
        )
    return table


def find_table(
    sheet: Sheet, fonts: Iterable[str] = (), forced: Encoding | None = None, header_row: int | None = None
) -> Table | None:
    """Finds the table of one sheet, or None where no row looks like a header; `header_row` is a person's word."""
    lettering = read_letters(sheet, frozenset(fonts), forced)
    header = find_header(lettering.rows, sheet.merges, header_row)
    if header is None:
        return None
    below = _joined_down(lettering.rows[header.last + 1 :], sheet.merges)
    rows, skipped = _Sorting(lettering.rows[header.first : header.last + 1], header.columns, sheet.merges).sort(below)
    columns = tuple(column for column in header.columns if column.header or _says(rows, column.index))
    return Table(
        sheet.name,
        tuple(_titles(lettering.rows[: header.first])),
        tuple(row.number for row in lettering.rows[header.first : header.last + 1]),
        columns,
        rows,
        skipped,
        lettering.conversions((column.index, column.letter) for column in columns),
        _remarks(columns, rows, lettering),
    )


@dataclass(slots=True)
class _Sorting:
    """Goes down the rows under a header and tells rows from what is none."""

    header_rows: Sequence[SheetRow]
    columns: Sequence[Column]
    merges: Sequence[Merge]

    def sort(self, below: Sequence[SheetRow]) -> tuple[tuple[TableRow, ...], tuple[SkippedRow, ...]]:
        end, across = self._end(below), _joined_across(self.merges)
        rows: list[TableRow] = []
        skipped: list[SkippedRow] = []
        section: str | None = None
        for position, row in enumerate(below):
            if row.is_blank:
                continue
            is_apart = row.number in across or self._stands_under_the_order(row.cells)
            why, heading = self._why_skipped(row.cells, is_at_end=position >= end, is_apart=is_apart)
            if why is None:
                rows.append(TableRow(row.number, row.cells, section, row.hidden))
            else:
                skipped.append(SkippedRow(row.number, why, _text(row.cells)))
                section = heading if why is Skipped.SECTION else section
        return tuple(rows), tuple(skipped)

    def _why_skipped(
        self, cells: Sequence[Cell], *, is_at_end: bool, is_apart: bool
    ) -> tuple[Skipped | None, str | None]:
        if is_total(cells):
            return Skipped.TOTAL, None
        if is_at_end:
            return Skipped.FOOTER, None
        if is_numbering(cells):
            return Skipped.NUMBERING, None
        if any(repeats(cells, header.cells) for header in self.header_rows) or (is_apart and is_title(cells)):
            return Skipped.REPEATED_HEADER, None
        heading = section_of(cells, len(self.columns), is_apart=is_apart)
        return (Skipped.SECTION if heading else None), heading

    def _stands_under_the_order(self, cells: Sequence[Cell]) -> bool:
        """Whether the only thing in the row stands where the others have their running number."""
        said = [index for index, cell in enumerate(cells) if cell is not None]
        return said == [self._order]

    @property
    def _order(self) -> int | None:
        return next((column.index for column in self.columns if is_order(column.header)), None)

    def _end(self, below: Sequence[SheetRow]) -> int:
        """Finds where signatures and notes begin: at the first such line behind which no row has a running number."""
        order = self._order
        last_numbered = max(
            (n for n, row in enumerate(below) if order is not None and _is_number(_at(row.cells, order))), default=-1
        )
        for position, row in enumerate(below):
            if position > last_numbered and position > 0 and is_footer(row.cells):
                return position
        if last_numbered >= 0:
            return next((n + 1 for n in range(last_numbered, len(below)) if is_total(below[n].cells)), len(below))
        return len(below)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip(".) ").isdecimal())


def _at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else None


def _joined_down(rows: Sequence[SheetRow], merges: Sequence[Merge]) -> list[SheetRow]:
    """Copies what joined cells say into each of their rows."""
    down = [merge for merge in merges if merge.last_row > merge.first_row and merge.first_column == merge.last_column]
    by_number = {row.number: row for row in rows}
    budget = _MOST_JOINED
    for merge in down:
        budget -= merge.last_row - merge.first_row
        if budget < 0:
            break
        top = by_number.get(merge.first_row)
        if top is None:
            continue
        index = merge.first_column - 1
        value = _at(top.cells, index)
        for number in range(merge.first_row + 1, min(merge.last_row, rows[-1].number) + 1):
            if (row := by_number.get(number)) and index < len(row.cells) and not row.is_blank:
                cells = (*row.cells[:index], value, *row.cells[index + 1 :])
                by_number[number] = replace(row, cells=cells)
    return [by_number[row.number] for row in rows]


def _joined_across(merges: Sequence[Merge]) -> frozenset[int]:
    """Rows over which a cell is joined so widely that it can only be a heading."""
    return frozenset(
        merge.first_row
        for merge in merges
        if merge.first_row == merge.last_row and merge.last_column - merge.first_column >= _WIDE_APART
    )


def _titles(rows: Sequence[SheetRow]) -> Iterable[str]:
    for row in rows:
        said = [str(cell).replace("\n", " ") for cell in row.cells if cell is not None]
        if said:
            yield " · ".join(said)


def _says(rows: Sequence[TableRow], index: int) -> bool:
    return any(_at(row.cells, index) is not None for row in rows)


def _text(cells: Sequence[Cell]) -> str:
    return " · ".join(str(cell) for cell in cells if cell is not None)[:_TEXT_OF_SKIPPED]


def _guessed(row: int) -> Words:
    return Words(
        f"Không nhận ra tiêu đề nào; tạm lấy dòng {row} làm dòng tiêu đề. Hãy chọn cột, hoặc ghi số dòng khác.",
        f"No header was recognised; row {row} is taken for it. Choose the columns, or write another row's number.",
    )


def _remarks(columns: Sequence[Column], rows: Sequence[TableRow], lettering: Lettering) -> tuple[Words, ...]:
    remarks = []
    twice = [header for header, times in Counter(c.header for c in columns if c.header).items() if times > 1]
    if twice:
        said = ", ".join(f"“{header}”" for header in twice)
        remarks.append(
            Words(
                f"Tiêu đề {said} có ở nhiều cột; hãy kiểm tra cột nào được lấy.",
                f"The header {said} stands over several columns; check which one is taken.",
            )
        )
    hidden = sum(row.hidden for row in rows)
    if hidden:
        remarks.append(
            Words(
                f"{hidden} dòng đang bị ẩn trong tệp cũng được đọc.",
                f"{hidden} rows that are hidden in the file were read too.",
            )
        )
    if lettering.decomposed:
        count = lettering.decomposed
        remarks.append(
            Words(
                f"{count} ô dùng Unicode tổ hợp, đã chuyển sang dựng sẵn.",
                f"{count} cells had letters and marks apart (decomposed Unicode) and were composed.",
            )
        )
    return tuple(remarks)
