"""Rows that were copied out of a spreadsheet, as cells: a contact a line, its cells apart by tabs.

Pure and bounded: whatever is pasted becomes rows of text, or one plain refusal. What the cells mean, the form judges.
"""

from __future__ import annotations

import re

from bluezone.portal.errors import RefusedError

COLUMNS = ("full_name", "phone", "birth_year", "place", "first_day", "last_day", "where")
"""In the order of the grid."""
MOST_ROWS = 100
MOST_CHARACTERS = 40_000
LONGEST_CELL = 120
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\Z")
HEADINGS = {"họ và tên", "họ tên", "tên", "name", "full name"}
"""What stands in the first cell of a line that heads the others."""


def rows_pasted(text: str) -> list[dict[str, str]]:
    """Reads what was pasted; lines without a cell are left out, and so is the heading. Raises RefusedError."""
    if len(text) > MOST_CHARACTERS:
        raise RefusedError("this is more than can be pasted at once")
    rows = [_row(line) for line in text.splitlines() if line.strip()]
    found = [row for at, row in enumerate(rows) if at or row.get("full_name", "").lower() not in HEADINGS]
    require_few(found)
    return found


def require_few(rows: list[dict[str, str]]) -> None:
    """Requires no more contacts than are entered at once. Raises RefusedError."""
    if len(rows) > MOST_ROWS:
        raise RefusedError("a hundred contacts are entered at once; longer lists are imported")


def _row(line: str) -> dict[str, str]:
    cells = [" ".join(cell.split())[:LONGEST_CELL] for cell in line.split("\t")]
    row = {name: cell for name, cell in zip(COLUMNS, cells, strict=False) if cell}
    return {name: _as_iso(cell) if name.endswith("_day") else cell for name, cell in row.items()}


def _as_iso(cell: str) -> str:
    """A day as forms write it, where it is written as people here do: 21/11/2026."""
    found = _DAY.match(cell)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else cell
