"""A list of results as a laboratory sends it: cells that were copied or a file, read into lines. Pure and bounded.

Columns are found by their heads, or stand in the order barcode, result, day, Ct. Spreadsheets take a barcode for a
number and lose its zeros: these are put back, and the last digit still has to fit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from bluezone.lists.cleaning.dates import clean_date
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Cell
from bluezone.portal.errors import RefusedError
from bluezone.portal.sampling.barcodes import DIGITS, barcode_typed, is_barcode
from bluezone.portal.sampling.rules import Finding, Value, is_ct
from bluezone.vietnam.folding import fold
from bluezone.vietnam.numbers import decimal_typed

MOST_LINES, MOST_CHARACTERS = 500, 60_000
_LONGEST_CELL = 80
_BARCODE, _RESULT, _DAY, _CT = range(4)
_HEADS = {
    "ma vach": _BARCODE,
    "ma mau": _BARCODE,
    "ma so mau": _BARCODE,
    "barcode": _BARCODE,
    "sample": _BARCODE,
    "ket qua": _RESULT,
    "kq": _RESULT,
    "result": _RESULT,
    "ngay": _DAY,
    "ngay xet nghiem": _DAY,
    "ngay xn": _DAY,
    "ngay tra ket qua": _DAY,
    "date": _DAY,
    "tested on": _DAY,
    "ct": _CT,
    "gia tri ct": _CT,
    "ct value": _CT,
}
_SAID = {
    Value.NEGATIVE: {"am tinh", "am", "at", "negative", "neg", "-"},
    Value.POSITIVE: {"duong tinh", "duong", "dt", "positive", "pos", "+"},
    Value.INVALID: {"khong xac dinh", "khong ro", "nghi ngo", "hong", "mau hong", "invalid", "inconclusive"},
}
_VALUES = {said: value for value, words in _SAID.items() for said in words}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list; without a finding where it cannot be read."""

    number: int
    """As whoever pasted it counts them, from 1."""
    barcode: str
    """As it stands there where it is none."""
    finding: Finding | None
    problem: str = ""


def text_of_file(data: bytes, name: str) -> str:
    """Reads a file into cells as they would be pasted. Raises RefusedError, and UnreadableListError."""
    sheet = next((one for one in read_workbook(data, name).sheets if not one.hidden), None)
    rows = sheet.rows if sheet is not None else ()
    filled = [row for row in rows if not row.is_blank]
    if len(filled) > MOST_LINES + 1:
        raise RefusedError("up to 500 results are entered at once; please split the list")
    return "\n".join("\t".join(_as_text(cell) for cell in row.cells[:12]) for row in filled)


def lines_of(text: str, today: dt.date) -> list[Line]:
    """Reads what was pasted; empty lines are left out, and so is the one with the heads. Raises RefusedError for more
    than is entered at once."""
    if is_too_long(text):
        raise RefusedError("up to 500 results are entered at once; please split the list")
    rows = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    heads = _heads_in(rows[0][1]) if rows else {}
    rows = rows[1:] if heads else rows
    places = heads or {column: column for column in range(4)}
    return [_line(number, cells, places, today) for number, cells in rows]


def is_too_long(text: str) -> bool:
    """Whether this is more than is entered at once."""
    return len(text) > MOST_CHARACTERS or len(text.splitlines()) > MOST_LINES + 1


def _cells(line: str) -> list[str]:
    """A spreadsheet copies tabulators; whoever types writes semicolons."""
    return [" ".join(cell.split())[:_LONGEST_CELL] for cell in line.split("\t" if "\t" in line else ";")]


def _heads_in(cells: Iterable[str]) -> dict[int, int]:
    found = {_HEADS[fold(cell)]: at for at, cell in reversed(list(enumerate(cells))) if fold(cell) in _HEADS}
    return found if {_BARCODE, _RESULT} <= found.keys() else {}


def _line(number: int, cells: Sequence[str], places: dict[int, int], today: dt.date) -> Line:
    said = [cells[places[one]] if one in places and places[one] < len(cells) else "" for one in range(4)]
    typed = _with_zeros(said[_BARCODE])
    if not is_barcode(typed):
        return Line(number, said[_BARCODE], None, str(_("this is no barcode")))
    barcode = barcode_typed(typed)
    value = _VALUES.get(fold(said[_RESULT]) or said[_RESULT])
    if value is None:
        return Line(number, barcode, None, str(_("this is no result: positive, negative or invalid")))
    day = clean_date(said[_DAY], today).value if said[_DAY] else today
    if day is None:
        return Line(number, barcode, None, str(_("this is no day")))
    return _found(number, barcode, value, day, said[_CT])


def _found(number: int, barcode: str, value: Value, day: dt.date, said: str) -> Line:
    ct: Decimal | None = decimal_typed(said) if said and value is Value.POSITIVE else None
    if said and value is Value.POSITIVE and (ct is None or not is_ct(ct)):
        return Line(number, barcode, None, str(_("this is no Ct value")))
    return Line(number, barcode, Finding(value, day, ct))


def _with_zeros(barcode: str) -> str:
    bare = "".join(barcode.split())
    return bare.zfill(DIGITS) if bare.isascii() and bare.isdigit() else barcode


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())[:_LONGEST_CELL]
