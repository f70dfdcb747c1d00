"""Rows of a list whose header stands under titles, as offices write it: the import kit finds the table, and a heading
over some rows stands in a column of its own."""

from __future__ import annotations

from bluezone.lists.layout.finding import find_tables
from bluezone.lists.layout.table import Table
from bluezone.lists.outbreak.named_headers import Layout
from bluezone.lists.outbreak.rows import OUTBREAK_BOUNDS, Row, Rows, read_rows
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Bounds

SECTION = "(heading)"
"""The column of headings; no office calls one so."""


def rows_in(data: bytes, name: str, layout: Layout, bounds: Bounds = OUTBREAK_BOUNDS) -> Rows:
    """Reads the rows of a file. Raises UnreadableListError."""
    if layout is Layout.PLAIN:
        return read_rows(data, name, bounds)
    return _of_table(find_tables(read_workbook(data, name, bounds))[0])


def _of_table(table: Table) -> Rows:
    width = 1 + max((column.index for column in table.columns), default=-1)
    header = [""] * width
    for column in table.columns:
        header[column.index] = column.header
    rows = (
        Row(row.number, (*row.cells[:width], *[None] * (width - len(row.cells)), row.section)) for row in table.rows
    )
    return Rows((*header, SECTION), tuple(rows), ())
