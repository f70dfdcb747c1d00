"""Writes small spreadsheets of every kind, as offices have them: xlsx by XlsxWriter, ods and xls by hand.

The .xls is BIFF8 in an OLE compound file with just what a reader needs ([MS-XLS], [MS-CFB]); nothing that is maintained
writes that format any more.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Collection, Sequence
from xml.sax.saxutils import escape

import xlsxwriter

Value = str | int | float | bool | dt.date | None
Rows = Sequence[Sequence[Value]]
Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


def xlsx(
    rows: Rows,
    *,
    merged: Collection[Merged] = (),
    hidden: Collection[int] = (),
    font: str = "Arial",
    sheet: str = "Sheet1",
    since_1904: bool = False,
) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": since_1904}) as book:
        page = book.add_worksheet(sheet)
        plain = book.add_format({"font_name": font})
        day = book.add_format({"font_name": font, "num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(page, number, column, value, day if isinstance(value, dt.date) else plain)
        for top, left, bottom, right in merged:
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, rows[top - 1][left - 1], plain)
        for number in hidden:
            page.set_row(number - 1, None, None, {"hidden": True})
    return out.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value, style: object) -> None:
    if value is None:
        return
    if isinstance(value, str):
        page.write_string(row, column, value, style)
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, dt.datetime.combine(value, dt.time()), style)
    else:
        page.write(row, column, value, style)


def ods(rows: Rows, *, hidden: Collection[int] = (), body: str | None = None) -> bytes:
    """`body` replaces the rows by other XML."""
    inner = body if body is not None else "".join(_ods_row(row, n in hidden) for n, row in enumerate(rows, 1))
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Trang1">{inner}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_row(row: Sequence[Value], hidden: bool) -> str:
    shown = ' table:visibility="collapse"' if hidden else ""
    return f"<table:table-row{shown}>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xls(
    rows: Rows,
    *,
    hidden: Collection[int] = (),
    font: str = "Arial",
    merged: Collection[Merged] = (),
    shared: bool = False,
    small: bool = False,
    since_1904: bool = False,
) -> bytes:
    """`shared` keeps texts in the workbook's table, as Excel does; `small` the whole in the file's small sectors."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str))) if shared else []
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        flags = 0x20 if number + 1 in hidden else 0
        sheet += _record(0x0208, struct.pack("<HHHHHHHH", number, 0, len(row), 255, 0, 0, flags, 0))
        sheet += b"".join(_xls_cell(number, column, value, texts) for column, value in enumerate(row))
    if merged:
        spans = b"".join(struct.pack("<HHHH", t - 1, b - 1, left - 1, r - 1) for t, left, b, r in merged)
        sheet += _record(0x00E5, struct.pack("<H", len(merged)) + spans)
    sheet += _record(0x000A, b"")
    return compound({"Workbook": _globals(font, texts, since_1904=since_1904) + sheet}, small=small)


def _globals(font: str, texts: Sequence[str], *, since_1904: bool) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += _record(0x0022, struct.pack("<H", since_1904))
    fonts = _record(0x0031, struct.pack("<HHHHHBBBB", 220, 0, 0, 400, 0, 0, 0, 0, 0) + _short_text(font))
    formats = _record(0x00E0, struct.pack("<HHH", 0, 0, 0) + bytes(14))
    formats += _record(0x00E0, struct.pack("<HHH", 0, 14, 0) + bytes(14))  # 14: the built-in format of a day
    name, table = _short_text("Sheet1"), _shared_table(texts) if texts else b""
    length = len(begin + fonts + formats + table) + 4 + 6 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IBB", length, 0, 0) + name)
    return begin + fonts + formats + bound + table + _record(0x000A, b"")


_LONGEST_RECORD = 8_224


def _shared_table(texts: Sequence[str]) -> bytes:
    """SST and as many CONTINUEs as it takes. The head of a text is never cut; its letters are, between two, and then
    the next record begins with the flags once more."""
    bodies = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        wide = any(ord(letter) > 255 for letter in text)
        letters = text.encode("utf-16-le" if wide else "latin-1")
        if len(bodies[-1]) + 3 > _LONGEST_RECORD:
            bodies.append(b"")
        bodies[-1] += struct.pack("<HB", len(text), wide)
        while letters:
            room = (_LONGEST_RECORD - len(bodies[-1])) // 2 * 2
            bodies[-1] += letters[:room]
            letters = letters[room:]
            if letters:
                bodies.append(bytes([wide]))
    first, *more = bodies
    return _record(0x00FC, first) + b"".join(_record(0x003C, body) for body in more)


def _xls_cell(row: int, column: int, value: Value, shared: Sequence[str]) -> bytes:
    if value is None:
        return b""
    if isinstance(value, str) and shared:
        return _record(0x00FD, struct.pack("<HHHI", row, column, 0, shared.index(value)))
    if isinstance(value, str):
        wide = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(wide) // 2, 1) + wide)
    if isinstance(value, dt.date):
        return _record(0x0203, struct.pack("<HHHd", row, column, 1, (value - dt.date(1899, 12, 30)).days))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _short_text(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


_SECTOR, _SMALL_SECTOR, _CUTOFF = 512, 64, 4_096
_FREE, _CHAIN_END, _FAT_SECTOR, _NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


class _Sectors:
    """Sectors one after the other, and the table that chains them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = b""
        self.table: list[int] = []

    def add(self, stream: bytes) -> int:
        """The first sector of the stream."""
        start, count = len(self.table), -(-len(stream) // self.size)
        self.data += stream.ljust(count * self.size, b"\0")
        self.table += [*range(start + 1, start + count), _CHAIN_END] if count else []
        return start

    def packed_table(self) -> bytes:
        return struct.pack(f"<{len(self.table)}I", *self.table)


def compound(streams: dict[str, bytes], *, small: bool = False) -> bytes:
    """An OLE compound file. Streams are padded so that none goes to the small sectors, unless `small`."""
    big, tiny = _Sectors(_SECTOR), _Sectors(_SMALL_SECTOR)
    padded = {name: stream if small else stream.ljust(_CUTOFF, b"\0") for name, stream in streams.items()}
    starts = {name: (tiny if len(stream) < _CUTOFF else big).add(stream) for name, stream in padded.items()}
    root_start = big.add(tiny.data) if tiny.data else _CHAIN_END
    entries = _entry("Root Entry", 5, 1 if padded else _NOBODY, root_start, len(tiny.data))
    for index, (name, stream) in enumerate(padded.items(), 1):
        following = index + 1 if index < len(padded) else _NOBODY
        entries += _entry(name, 2, _NOBODY, starts[name], len(stream), following=following)
    directory_start = big.add(entries)
    small_fat_start = big.add(tiny.packed_table().ljust(_SECTOR, b"\xff")) if tiny.data else _CHAIN_END
    fat_start, fat_sectors = len(big.table), 1
    while (fat_start + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    big.table += [_FAT_SECTOR] * fat_sectors
    table = big.packed_table().ljust(fat_sectors * _SECTOR, b"\xff")
    places = [*range(fat_start, fat_start + fat_sectors), *[_FREE] * 109][:109]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    small_count = -(-len(tiny.table) * 4 // _SECTOR)
    head += struct.pack("<5I", 0, fat_sectors, directory_start, 0, _CUTOFF)
    head += struct.pack("<4I", small_fat_start, small_count, _CHAIN_END, 0)
    return head + struct.pack("<109I", *places) + big.data + table


def _entry(name: str, kind: int, child: int, start: int, size: int, *, following: int = _NOBODY) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _NOBODY, following, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
