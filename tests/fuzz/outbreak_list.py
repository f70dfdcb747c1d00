"""A line list and its contacts in one: whatever somebody exports from another system, or types."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools

from bluezone.joining.outbreak_lists import trace_lists
from bluezone.lists.errors import ListError
from bluezone.lists.outbreak.contact_list import ContactListColumns, read_contact_list
from bluezone.lists.outbreak.line_list import LineListColumns, read_line_list
from bluezone.lists.outbreak.named_headers import MAPPINGS, shipped_mapping
from bluezone.lists.outbreak.rows import read_rows
from bluezone.lists.outbreak.two_lists import read_two_lists
from bluezone.lists.outbreak.whole_rows import rows_in
from bluezone.lists.reading.sheet import Bounds
from tests.support.lists.spreadsheets import xlsx

_BOUNDS = Bounds(unpacked_bytes=4_000_000, rows=1_000, cells=20_000)


def fuzz(data: bytes) -> None:
    with contextlib.suppress(ListError):
        rows = read_rows(data, "cases.csv", _BOUNDS)
        cases = read_line_list(rows, LineListColumns(id=rows.header[0]))
        trace_lists(cases, read_contact_list(rows, ContactListColumns(rows.header[0], rows.header[-1])), None)
    for name in MAPPINGS:
        with contextlib.suppress(ListError):
            mapping = shipped_mapping(name)
            rows = rows_in(data, "cases.csv", mapping.layout, _BOUNDS)
            read_two_lists(rows, rows, mapping, dt.date(2021, 6, 1))


@functools.cache  # an xlsx carries the second of its making, and is a byte longer in some
def samples() -> list[bytes]:
    return [
        b"id,dt_onset,from\nA,2015-05-11,B\nB,NA,C\nC,1/5/2015,\n",
        '"ma";"ngay khoi phat";"nguon lay"\n"Đ1";"";"Đ2"\n"Đ3";"5/8/2020";"Đ1\nx"\n'.encode("utf-8-sig"),
        "DANH SÁCH F1\nSTT,Họ và tên,Năm sinh,Tiếp xúc với BN,Mã BN\n1,Vũ Bình,1988,BN12,BN13\n".encode(),
        b"uuid;caseIdExternalSystem;person.lastName;caseClassification\nA;B;Le;CONFIRMED\n",
        xlsx([["case_id", "from"], ["a", 7], [7, "b"]]),
    ]
