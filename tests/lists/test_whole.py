"""Whatever stands in a sheet, it becomes a plan, or a refusal that says why; and it comes out as it went in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.duplicates.entries import entries_of
from bluezone.lists.duplicates.finding import find_duplicates
from bluezone.lists.errors import ListError
from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.lists.exporting.delimited import csv_lines
from bluezone.lists.exporting.workbook import write_xlsx
from bluezone.lists.layout.finding import find_tables
from bluezone.lists.mapping.mapping import mapping_of
from bluezone.lists.mapping.proposing import propose, propose_schema
from bluezone.lists.planning.building import build_plan
from bluezone.lists.planning.plan import Plan
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Cell, Kind, Merge, Sheet, SheetRow, Workbook
from bluezone.lists.schemas.kinds import HOUSEHOLD, SCHEMAS, VOCABULARY
from tests.support.amounts import examples
from tests.support.lists import ugly_lists
from tests.support.lists.ugly_lists import Sent
from tests.support.rollout.son_duong import UNITS

pytestmark = pytest.mark.in_turn(of=3)

TODAY = dt.date(2020, 8, 20)
HEADERS = sorted(header for schema in SCHEMAS for field in schema.fields for header in field.headers)
TYPED = [
    "x",
    "Nam",
    "Nữ",
    "1985",
    "5/1/2020",
    "0912345678",
    "Lê Văn An",
    "Tổng cộng",
    "Thôn Bòng",
    "BN 714",
    "NguyÔn ThÞ Hµ",
    "5/8",
    "Ngày 20/8/2020",
    "Cộng thôn Bòng",
    "Thôn Bòng (3 hộ)",
    "Đồng Quan",
]
CELLS = st.one_of(
    st.none(),
    st.sampled_from([*HEADERS, *TYPED]),
    st.text(max_size=12),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
)
ROWS = st.lists(st.lists(CELLS, max_size=8), max_size=10)
MERGES = st.lists(st.builds(Merge, *[st.integers(1, 9)] * 4), max_size=4)


def plan_of(workbook: Workbook) -> Plan:
    table = find_tables(workbook)[0]
    schema, _ = propose_schema(table)
    plan = build_plan(table, mapping_of(schema, propose(table, schema)), gazetteer=Gazetteer(UNITS), today=TODAY)
    find_duplicates(entries_of(plan))
    return plan


@pytest.mark.slow
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(head=st.lists(st.sampled_from(HEADERS), min_size=2, max_size=8), rows=ROWS, above=ROWS, merges=MERGES)
def test_any_sheet_becomes_a_plan_or_a_refusal(
    head: list[Cell], rows: list[list[Cell]], above: list[list[Cell]], merges: list[Merge]
) -> None:
    cells = [*above, head, *rows]
    sheet = Sheet("", tuple(SheetRow(number, tuple(row)) for number, row in enumerate(cells, 1)), tuple(merges))

    try:
        plan = plan_of(Workbook(Kind.XLSX, (sheet,)))
    except ListError:
        return
    numbers = {row.number for row in sheet.rows}
    taken, left = {record.row for record in plan.records}, {row.number for row in plan.skipped}
    assert taken | left <= numbers
    assert set() == taken & left
    assert len(plan.digest()) == 64


def test_the_vocabulary_is_folded_and_large_enough() -> None:
    assert len(VOCABULARY) > 150
    assert {header for header in VOCABULARY if not header.isascii()} == set()


@pytest.mark.parametrize("make", [ugly_lists.household_book, ugly_lists.household_by_hamlet])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_we_export_we_read_back_as_the_same_plan(make: Callable[[], Sent], form: str) -> None:
    first = plan_of(read_workbook(*make()))
    names = [field.name for field in HOUSEHOLD.fields if any(field.name in record.values for record in first.records)]
    columns = [ExportColumn(HOUSEHOLD.field(name).label) for name in names]
    rows: list[list[Exported]] = [[record.values.get(name) for name in names] for record in first.records]

    data = b"".join(csv_lines(columns, rows)) if form == "csv" else _xlsx(columns, rows)
    second = plan_of(read_workbook(data, f"a.{form}"))

    assert [record.values for record in first.records] == [record.values for record in second.records]


def _xlsx(columns: list[ExportColumn], rows: list[list[Exported]]) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, columns, rows)
    return out.getvalue()
