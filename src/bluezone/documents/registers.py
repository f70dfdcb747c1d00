"""The registry clerk's books, printed: papers that went out and papers that came in.

Landscape A4, black on white, the head of the table on every page, pages counted. Rows come from whoever keeps the
register; here nothing is numbered and nothing is remembered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from bluezone.documents.errors import PaperError
from bluezone.documents.numbering import two_digits
from bluezone.documents.paper import Issuer
from bluezone.documents.typesetting import set_pdf
from bluezone.documents.words import Reason
from bluezone.vietnam.names import hides_signs

MAX_ENTRIES = 20_000
_MAX_CELL = 500


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One paper that left the house."""

    number: int
    symbol: str
    date: dt.date
    type_name: str
    subject: str
    signer: str
    recipients: str
    unit: str
    """Who drafted it and keeps the file copy."""
    pages: int
    copies: int
    urgency: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _check(self)


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One paper that came in."""

    arrived: dt.date
    number: int
    """The house's own, of arrival."""
    author: str
    paper_number: str
    """The paper's own number and symbol."""
    date: dt.date
    type_name: str
    subject: str
    unit: str
    """Whose task it became."""
    due: dt.date | None = None
    urgency: str = ""
    passed_on: dt.date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _check(self)


_OUTGOING = (
    ("Số", 0.5), ("Ký hiệu", 1.2), ("Ngày tháng", 1.1), ("Tên loại", 0.9), ("Trích yếu nội dung", 2.6),
    ("Người ký", 1.2), ("Nơi nhận", 1.6), ("Đơn vị, người nhận bản lưu", 1.1), ("Số trang", 0.5), ("Số bản", 0.5),
    ("Mức độ khẩn", 0.7), ("Ghi chú", 0.8),
)  # fmt: skip
_INCOMING = (
    ("Ngày đến", 1.1), ("Số đến", 0.5), ("Tác giả", 1.4), ("Số, ký hiệu", 1.1), ("Ngày tháng", 1.1),
    ("Tên loại", 0.9), ("Trích yếu nội dung", 2.6), ("Đơn vị hoặc người nhận", 1.2), ("Hạn xử lý", 1.1),
    ("Mức độ khẩn", 0.7), ("Ngày chuyển", 1.1), ("Ký nhận", 0.8), ("Ghi chú", 0.8),
)  # fmt: skip


def set_outgoing(issuer: Issuer, year: int, entries: Sequence[Outgoing], *, now: dt.datetime) -> bytes:
    """Sets the register of what went out (sổ đăng ký văn bản đi)."""
    rows = [
        (
            two_digits(entry.number),
            entry.symbol,
            _day(entry.date),
            entry.type_name,
            entry.subject,
            entry.signer,
            entry.recipients,
            entry.unit,
            str(entry.pages),
            str(entry.copies),
            entry.urgency,
            entry.note,
        )
        for entry in entries
    ]
    return _set("Sổ đăng ký văn bản đi", issuer, year, _OUTGOING, rows, now=now)


def set_incoming(issuer: Issuer, year: int, entries: Sequence[Incoming], *, now: dt.datetime) -> bytes:
    """Sets the register of what came in (sổ đăng ký văn bản đến)."""
    rows = [
        (
            _day(entry.arrived),
            two_digits(entry.number),
            entry.author,
            entry.paper_number,
            _day(entry.date),
            entry.type_name,
            entry.subject,
            entry.unit,
            _day(entry.due),
            entry.urgency,
            _day(entry.passed_on),
            "",
            entry.note,
        )
        for entry in entries
    ]
    return _set("Sổ đăng ký văn bản đến", issuer, year, _INCOMING, rows, now=now)


def _set(
    title: str,
    issuer: Issuer,
    year: int,
    columns: tuple[tuple[str, float], ...],
    rows: Sequence[tuple[str, ...]],
    *,
    now: dt.datetime,
) -> bytes:
    if len(rows) > MAX_ENTRIES:
        raise PaperError(Reason.REGISTER_ENTRIES, most=MAX_ENTRIES)
    data = {
        "title": title.upper(),
        "superior": [line.upper() for line in issuer.superior],
        "body": [line.upper() for line in issuer.name],
        "year": str(year),
        "printed": f"In ngày {_day(now.date())}",
        "columns": [{"title": name, "share": share} for name, share in columns],
        "rows": rows,
    }
    return set_pdf("register.typ", data, now=now).pdf


def _day(date: dt.date | None) -> str:
    return f"{date:%d/%m/%Y}" if date else ""


def _check(entry: Outgoing | Incoming) -> None:
    for name in entry.__struct_fields__:
        value = getattr(entry, name)
        if isinstance(value, str):
            if len(value) > _MAX_CELL or hides_signs(value):
                raise PaperError(Reason.REGISTER_CELL, field=name, most=_MAX_CELL)
        elif isinstance(value, int) and not 0 <= value <= 999_999:
            raise PaperError(Reason.REGISTER_COUNT, field=name)
