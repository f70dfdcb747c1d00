"""Whatever somebody sends as a list: a spreadsheet of any kind, text, or anything else."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools

from bluezone.lists.errors import UnreadableListError
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Bounds
from tests.support.lists.spreadsheets import Rows, ods, xls, xlsx

_ROWS: Rows = [["Họ tên", "Ngày sinh"], ["Lê An", dt.date(2020, 1, 5)], ["Hà Bình", 912345678]]
_BOUNDS = Bounds(unpacked_bytes=4_000_000, rows=1_000, cells=20_000)


def fuzz(data: bytes) -> None:
    with contextlib.suppress(UnreadableListError):
        read_workbook(data, "danh sach.xls", _BOUNDS)


@functools.cache  # an xlsx carries the second of its making, and is a byte longer in some
def samples() -> list[bytes]:
    return [
        xlsx(_ROWS),
        xlsx(_ROWS, since_1904=True),
        ods(_ROWS),
        xls(_ROWS),
        "STT;Họ tên\n1;Lê An\n".encode(),
        "STT\tHä tªn\n".encode("cp1252"),
    ]
