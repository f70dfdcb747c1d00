"""xlsx by XlsxWriter, which keeps one row in memory and the rest in a temporary file.

Text is always written as text, never parsed; what a spreadsheet could take for a formula carries Excel's own mark for
"this is text" besides, which survives editing and saving as csv in Excel.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bluezone.lists.exporting.columns import ExportColumn, Exported, Plain, plain
from bluezone.lists.safety import is_dangerous
from bluezone.vietnam.words import Language

ROWS_OF_A_SHEET = 1_048_575
"""Below the header; what is more goes to a further sheet."""
LONGEST_TEXT = 32_767
_CUT = " …(bị cắt)"


class _Page:
    """One sheet, written downwards."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, styles: dict[str, Format]) -> None:
        self._book, self._sheet, self._styles = book, sheet, styles

    def head(self, columns: Sequence[ExportColumn], language: Language, above: str) -> int:
        """Writes the header, below a line that says what the file is; the number of the row that comes next."""
        if above:
            self._sheet.write_string(0, 0, above, self._styles["above"])
            self._sheet.set_header(f"&C{above}")
        at = 1 if above else 0
        for index, column in enumerate(columns):
            self._sheet.set_column(index, index, column.width)
            self._sheet.write_string(at, index, column.label.said(language), self._styles["head"])
        self._sheet.freeze_panes(at + 1, 0)
        return at + 1

    def write(self, number: int, index: int, value: Plain) -> None:
        if value is None:
            return
        if isinstance(value, str):
            style = self._styles["quoted" if is_dangerous(value) else "text"]
            text = value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - len(_CUT)] + _CUT
            self._sheet.write_string(number, index, text, style)
        elif isinstance(value, dt.datetime):
            self._sheet.write_datetime(number, index, value.replace(tzinfo=None), self._styles["moment"])
        elif isinstance(value, dt.date):
            self._sheet.write_datetime(number, index, value, self._styles["day"])
        else:
            self._sheet.write_number(number, index, value)


def write_xlsx(
    out: IO[bytes],
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[Exported]],
    language: Language = "vi",
    *,
    name: str = "Danh sách",
    above: str = "",
) -> int:
    """Writes the whole workbook and returns how many rows it has; above the header of each sheet, and on each of its
    printed pages, a line that says what it is, where one is given. A row of another width than the columns is our own
    fault and raises ValueError."""
    remaining, written, sheets = iter(rows), 0, 0
    with xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        styles = _styles(book)
        while (first := next(remaining, None)) is not None or not sheets:
            sheets += 1
            page = _Page(book, book.add_worksheet(name if sheets == 1 else f"{name} {sheets}"), styles)
            begin = page.head(columns, language, above)
            upcoming = chain([first], remaining) if first is not None else iter(())
            for number, row in enumerate(islice(upcoming, ROWS_OF_A_SHEET + 1 - begin), begin):
                for index, (_, value) in enumerate(zip(columns, row, strict=True)):
                    page.write(number, index, plain(value, language))
                written += 1
    return written


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"}),
        "above": book.add_format({"bold": True, "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
