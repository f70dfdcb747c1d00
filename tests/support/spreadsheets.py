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
) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
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


def xls(rows: Rows, *, hidden: Collection[int] = (), font: str = "Arial", merged: Collection[Merged] = ()) -> bytes:
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        flags = 0x20 if number + 1 in hidden else 0
        sheet += _record(0x0208, struct.pack("<HHHHHHHH", number, 0, len(row), 255, 0, 0, flags, 0))
        sheet += b"".join(_xls_cell(number, column, value) for column, value in enumerate(row))
    if merged:
        spans = b"".join(struct.pack("<HHHH", t - 1, b - 1, left - 1, r - 1) for t, left, b, r in merged)
        sheet += _record(0x00E5, struct.pack("<H", len(merged)) + spans)
    sheet += _record(0x000A, b"")
    return compound({"Workbook": _globals(font) + sheet})


def _globals(font: str) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    fonts = _record(0x0031, struct.pack("<HHHHHBBBB", 220, 0, 0, 400, 0, 0, 0, 0, 0) + _short_text(font))
    formats = _record(0x00E0, struct.pack("<HHH", 0, 0, 0) + bytes(14))
    formats += _record(0x00E0, struct.pack("<HHH", 0, 14, 0) + bytes(14))  # 14: the built-in format of a day
    name = _short_text("Sheet1")
    length = len(begin + fonts + formats) + 4 + 6 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IBB", length, 0, 0) + name)
    return begin + fonts + formats + bound + _record(0x000A, b"")


def _xls_cell(row: int, column: int, value: Value) -> bytes:
    if value is None:
        return b""
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


_SECTOR = 512
_FREE, _CHAIN_END, _FAT_SECTOR, _NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file. Streams are padded to 4,096 bytes at least, so that none is a small one."""
    padded = {name: _padded(stream.ljust(4096, b"\0")) for name, stream in streams.items()}
    fat: list[int] = []
    starts: dict[str, int] = {}
    for name, stream in padded.items():
        starts[name] = len(fat)
        fat += _chain(len(fat), len(stream) // _SECTOR)
    entries = _entry("Root Entry", 5, 1 if padded else _NOBODY, _CHAIN_END, 0)
    for index, (name, stream) in enumerate(padded.items(), 1):
        following = index + 1 if index < len(padded) else _NOBODY
        entries += _entry(name, 2, _NOBODY, starts[name], len(stream), following=following)
    directory = _padded(entries)
    directory_start = len(fat)
    fat += _chain(len(fat), len(directory) // _SECTOR)
    fat_sectors = 1
    while (len(fat) + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    fat_start = len(fat)
    fat += [_FAT_SECTOR] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * _SECTOR, b"\xff")
    places = [*range(fat_start, fat_start + fat_sectors), *[_FREE] * 109][:109]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, fat_sectors, directory_start, 0, 4096, _CHAIN_END, 0, _CHAIN_END, 0)
    return head + struct.pack("<109I", *places) + b"".join(padded.values()) + directory + table


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _CHAIN_END]


def _padded(data: bytes) -> bytes:
    return data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int, *, following: int = _NOBODY) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _NOBODY, following, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
