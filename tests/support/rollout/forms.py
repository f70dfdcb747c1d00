"""Forms as they go out, and as offices send them back: filled in, moved about, saved by another program."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping

from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Cell
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.workbooks.form import CODE, HEAD, NOTE, UNIT, VALUE, instruction_codes
from bluezone.rollout.workbooks.key import FormKey
from bluezone.rollout.workbooks.writing import write_form
from tests.support.lists.spreadsheets import Rows, xlsx
from tests.support.rollout.reporting import DISTRICT, SON_DUONG, ZONE, expected_of

SECRET = b"the office's secret, 32 bytes lo"
PERIOD = "2020-08"
MADE = dt.datetime(2020, 8, 12, 8, tzinfo=ZONE)
COMMUNE = "ubnd-trung-yen"
GOOD = {
    "staff": 24, "staff-with-smartphone": 20, "staff-installed": 19, "entrances": 1, "entrances-attended": 1,
    "residents": 3456, "residents-installed": 300, "households": 812, "households-visited": 500,
    "households-installed": 280, "households-no-smartphone": 200, "households-refused": 20, "broadcasts": 14,
    "posters": 6, "posters-one-stop-desk": 1, "posters-cultural-house": 2, "posters-public-place": 3,
    "businesses": 9, "businesses-reached": 8, "business-staff": 20, "business-staff-installed": 15, "self-checks": 1,
}  # fmt: skip


def expected(organisation: str = COMMUNE) -> ExpectedReport:
    found = expected_of(DISTRICT).of(organisation)
    assert found is not None
    return found


def key(organisation: str = COMMUNE, period: str = PERIOD, directive: str = SON_DUONG.id) -> str:
    return FormKey(directive, organisation, period).signed(SECRET)


def blank(organisation: str = COMMUNE, known: Mapping[str, int] | None = None) -> bytes:
    """The form as it goes out."""
    out = io.BytesIO()
    write_form(out, SON_DUONG, expected(organisation), key(organisation), made=MADE, known=known)
    return out.getvalue()


def rows_of(data: bytes) -> list[list[Cell]]:
    """What stands in the visible sheet."""
    return [list(row.cells) for row in read_workbook(data, "form.xlsx").sheets[0].rows]


def filled_rows(
    values: Mapping[str, Cell],
    as_of: Cell = "24/8/2020",
    reasons: Mapping[str, str] | None = None,
    organisation: str = COMMUNE,
) -> Rows:
    """The form's rows with answers written in."""
    codes = {SON_DUONG.indicator(name).code: value for name, value in values.items()}
    named = {instruction.id: code for code, instruction in instruction_codes(SON_DUONG).items()}
    notes = {named[instruction]: reason for instruction, reason in (reasons or {}).items()}
    rows = [row + [None] * (len(HEAD) - len(row)) for row in rows_of(blank(organisation))]
    for row in rows:
        code = row[CODE]
        if code in codes:
            row[VALUE] = codes[str(code)]
        if code in notes:
            row[NOTE] = notes[str(code)]
        if row[1] == "Số liệu tính đến ngày":
            row[UNIT] = as_of
    return rows  # type: ignore[return-value]


def returned(values: Mapping[str, Cell], write: Callable[[Rows], bytes] = xlsx, **changes: object) -> bytes:
    """The form filled in and saved as another file, without the hidden sheet."""
    return write(filled_rows(values, **changes))  # type: ignore[arg-type]


def returned_by(organisation: str, values: Mapping[str, Cell], write: Callable[[Rows], bytes]) -> bytes:
    """Another organisation's form, filled in and saved."""
    return write(filled_rows(values, organisation=organisation))
