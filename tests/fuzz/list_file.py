"""Whatever somebody sends as a list: a spreadsheet of any kind, text, or anything else."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools

from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.duplicates.entries import entries_of
from bluezone.lists.duplicates.finding import find_duplicates
from bluezone.lists.errors import ListError
from bluezone.lists.layout.finding import find_tables, guess_tables
from bluezone.lists.mapping.contents import examples_of
from bluezone.lists.mapping.mapping import mapping_of
from bluezone.lists.mapping.proposing import propose, propose_schema
from bluezone.lists.planning.building import build_plan
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Bounds, Workbook
from tests.support.lists.spreadsheets import Rows, ods, xls, xlsx

_ROWS: Rows = [["Họ tên", "Ngày sinh"], ["Lê An", dt.date(2020, 1, 5)], ["Hà Bình", 912345678]]
_HOUSES: Rows = [
    ["Số liệu tháng 8 năm 2020"],
    ["TT", "Chủ hộ", "Trong hộ", None, "Ngày vận động"],
    [None, None, "Số khẩu", "Đã cài", None],
    ["Đồng Quan"],
    [1, "Lê An", 4, 2, "5/8"],
    [2, "Hà Bình", 3, 5, "6/8/2020"],
]
_TODAY = dt.date(2020, 8, 20)
_BOUNDS = Bounds(unpacked_bytes=4_000_000, rows=1_000, cells=20_000)


def fuzz(data: bytes) -> None:
    with contextlib.suppress(ListError):
        _to_the_end(read_workbook(data, "danh sach.xls", _BOUNDS))


def _to_the_end(workbook: Workbook) -> None:
    guess_tables(workbook)
    table = find_tables(workbook)[0]
    schema, _ = propose_schema(table)
    [examples_of(table, column) for column in table.columns]
    plan = build_plan(table, mapping_of(schema, propose(table, schema)), gazetteer=Gazetteer(()), today=_TODAY)
    find_duplicates(entries_of(plan))


@functools.cache  # an xlsx carries the second of its making, and is a byte longer in some
def samples() -> list[bytes]:
    return [
        xlsx(_ROWS),
        xlsx(_ROWS, since_1904=True),
        xlsx(_HOUSES, merged=[(2, 3, 2, 4), (4, 1, 4, 5)]),
        "STT;Chủ hộ;Số khẩu;Ngày vận động\nĐồng Quan\n1;Lê An;4;5/8\n".encode(),
        ods(_ROWS),
        xls(_ROWS),
        "STT;Họ tên\n1;Lê An\n".encode(),
        "STT\tHä tªn\n".encode("cp1252"),
    ]
