"""A report form as somebody may have sent it back, and the key on it."""

from __future__ import annotations

import contextlib
import datetime as dt

from bluezone.lists.errors import UnreadableListError
from bluezone.rollout.errors import ReturnedFileError
from bluezone.rollout.workbooks.key import find_key
from bluezone.rollout.workbooks.reading import read_form
from bluezone.rollout.workbooks.taking import take_form
from tests.support.lists.spreadsheets import Rows, ods
from tests.support.rollout.forms import PERIOD, SECRET, expected, key
from tests.support.rollout.reporting import SON_DUONG, ZONE

_ROWS: Rows = [
    [key()],
    ["Số liệu tính đến ngày", dt.date(2020, 8, 24)],
    ["Mã", "Số liệu", "Ghi chú"],
    ["V4", None, "loa hỏng"],
    ["CB1", 24, None],
    ["CB2", "1.172", None],
]
_RECEIVED = dt.datetime(2020, 8, 25, 10, 30, tzinfo=ZONE)


def fuzz(data: bytes) -> None:
    with contextlib.suppress(UnreadableListError, ReturnedFileError):
        form = read_form(data, "form.xlsx", SON_DUONG, SECRET, period=PERIOD)
        take_form(form, SON_DUONG, expected(), received=_RECEIVED)
    with contextlib.suppress(ReturnedFileError):
        find_key([data.decode("utf-8", "replace")], SECRET)


_SAMPLES = [ods(_ROWS), "\n".join(";".join(str(cell or "") for cell in row) for row in _ROWS).encode()]


def samples() -> list[bytes]:
    return _SAMPLES
