"""A page of a door's paper register, for when there is no power, no network or nobody with a telephone.

Landscape A4 to be written on by hand: one line a visitor, the columns of the door's page, and in the corner the page's
own number, so that it counts once whoever keys it. Black on white; what is written here is read by nobody but the hand
that keys it. Where visitors shall not read one another's lines, the same page comes as slips to be cut, a line each: so
it is keyed as any other page is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.documents.errors import PaperError
from bluezone.documents.posters import qr_drawing
from bluezone.documents.typesetting import set_sheets
from bluezone.documents.words import Reason
from bluezone.vietnam.names import hides_signs

CODE_MM = 36
"""For an address of a hundred signs."""
MAX_SHEETS, MAX_LINES = 50, 18
_LONGEST = 160
_COLUMNS = (
    ("TT", "", 0.45),
    ("Giờ vào", "0815", 0.9),
    ("Giờ ra", "0930", 0.9),
    ("Họ và tên", "", 3.6),
    ("Điện thoại", "", 2.0),
    ("Biển số xe", "", 1.6),
    ("Ứng dụng", "C · K · O", 0.9),
    ("Sốt, ho, khó thở", "C · K", 0.9),
    ("Đã nhắc", "x", 0.75),
    ("Số người", "", 0.75),
    ("Đến gặp ai", "", 2.4),
)
_PHONE = 4
_SLIPS_ON_A_PAGE = 9
_ON_A_SLIP = (
    ("Họ và tên",),
    ("Điện thoại", "Biển số xe"),
    ("Đến gặp ai", "Số người"),
    ("Ứng dụng C·K·O", "Sốt, ho C·K"),
)
_WRITING = (
    "Mỗi khách hoặc nhóm đi cùng một dòng. Giờ ghi bốn chữ số: 0815. Ứng dụng: C có, đã cho xem; K không chạy; "
    "O không có điện thoại thông minh. Sốt, ho, khó thở: C có, K không. Bỏ trống khi không hỏi."
)
_KEEPING = (
    "Ghi nhầm thì gạch cả dòng, ghi dòng khác. Mỗi ngày một tờ; mỗi tờ một số: không photo. Lấy tờ khác che các dòng "
    "trên. Đủ tờ hoặc hết ngày thì giao cho người nhập; nhập xong cất kín, sau 21 ngày thì hủy."
)


_ON_SLIPS = (
    "Khách tự ghi, gấp đôi, bỏ vào hộp; người trực ghi giờ (0815). Ứng dụng: C có, K không chạy, O không có máy thông "
    "minh. Mỗi bộ phiếu một ngày, không photo; nhập xong cất kín, sau 21 ngày thì hủy."
)


@dataclass(frozen=True, slots=True)
class DoorSheet:
    """One page."""

    place: str
    post: str
    number: str
    """As it is read and typed."""
    code: str
    """What the picture beside it says: where the page is keyed."""
    asks_phone: bool
    """Whether there is a column for telephone numbers."""

    def __post_init__(self) -> None:
        for text in (self.place, self.post, self.number):
            if not text.strip() or len(text) > _LONGEST or hides_signs(text):
                raise PaperError(Reason.LINE_LENGTH, most=_LONGEST)
        qr_drawing(self.code, CODE_MM)


def set_door_sheets(sheets: Sequence[DoorSheet], *, lines: int, now: dt.datetime) -> bytes:
    """Sets pages of a door's register as PDF. Raises PaperError for too many of them, or of lines on one."""
    if not 1 <= len(sheets) <= MAX_SHEETS or not 1 <= lines <= MAX_LINES:
        raise PaperError(Reason.SLIPS, most=MAX_SHEETS)
    data = {
        "sheets": [_drawn(sheet) for sheet in sheets],
        "lines": lines,
        "how": (_WRITING, _KEEPING),
        "code_mm": CODE_MM,
        "printed": f"In ngày {now:%d/%m/%Y}",
    }
    return set_sheets("door-sheet.typ", data, len(sheets), now=now)


def set_door_slips(sheets: Sequence[DoorSheet], *, lines: int, now: dt.datetime) -> bytes:
    """Sets the same pages as slips of one visitor each, nine on a page. Raises PaperError for too many."""
    if not 1 <= len(sheets) <= MAX_SHEETS or not 1 <= lines <= MAX_LINES:
        raise PaperError(Reason.SLIPS, most=MAX_SHEETS)
    pages = len(sheets) * -(-lines // _SLIPS_ON_A_PAGE)
    data = {
        "sheets": [
            {"place": one.place, "post": one.post, "number": one.number, "fields": _fields(one)} for one in sheets
        ],
        "lines": lines,
        "how": f"{_ON_SLIPS} In ngày {now:%d/%m/%Y}.",
    }
    return set_sheets("door-slips.typ", data, pages, now=now)


def _fields(sheet: DoorSheet) -> list[tuple[str, ...]]:
    """The blanks of a slip; where no number is asked for, none for it."""
    kept = [tuple(said for said in row if sheet.asks_phone or said != _COLUMNS[_PHONE][0]) for row in _ON_A_SLIP]
    return [row for row in kept if row]


def _drawn(sheet: DoorSheet) -> dict[str, object]:
    columns = [one for at, one in enumerate(_COLUMNS) if sheet.asks_phone or at != _PHONE]
    return {
        "place": sheet.place,
        "post": sheet.post,
        "number": sheet.number,
        "code": qr_drawing(sheet.code, CODE_MM),
        "columns": [{"title": title, "how": how, "share": share} for title, how, share in columns],
    }
