"""What the bytes of a file really are, and reading them as that. The name only earns a remark."""

from __future__ import annotations

from collections.abc import Iterable

from bluezone.lists.errors import Unreadable
from bluezone.lists.reading.compound import MAGIC as COMPOUND
from bluezone.lists.reading.delimited import read_delimited
from bluezone.lists.reading.refusing import refuse
from bluezone.lists.reading.sheet import DEFAULT_BOUNDS, Bounds, Kind, Workbook
from bluezone.lists.reading.workbooks import read_compound, read_zipped
from bluezone.vietnam.practice import is_marked
from bluezone.vietnam.words import Words

_ZIP = b"PK\x03\x04"
_FOREIGN = (
    (b"%PDF", "PDF", "a PDF"),
    (b"\x89PNG", "ảnh", "a picture"),
    (b"\xff\xd8\xff", "ảnh", "a picture"),
    (b"GIF8", "ảnh", "a picture"),
    (b"Rar!", "tệp nén RAR", "a RAR archive"),
    (b"7z\xbc\xaf", "tệp nén 7z", "a 7z archive"),
    (b"\x1f\x8b", "tệp nén gzip", "a gzip archive"),
    (b"{\\rtf", "văn bản RTF", "an RTF document"),
    (b"\x09\x00", "bảng tính Excel trước 1995", "a spreadsheet from before 1995"),
    (b"\x09\x02", "bảng tính Excel trước 1995", "a spreadsheet from before 1995"),
    (b"\x09\x04", "bảng tính Excel trước 1995", "a spreadsheet from before 1995"),
    (b"MZ", "chương trình", "a program"),
    (b"\x7fELF", "chương trình", "a program"),
)
HEAD_ROWS = 10
"""The mark stands above the header; whoever adds lines of their own adds fewer."""
_PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<style")


def read_workbook(data: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> Workbook:
    """Reads the rows of a list, sent under this name. Raises UnreadableListError, and has then read nothing."""
    if len(data) > bounds.file_bytes:
        megabytes, most = len(data) >> 20, bounds.file_bytes >> 20
        raise refuse(
            Unreadable.TOO_BIG,
            f"Tệp nặng {megabytes} MB; tối đa {most} MB. Chia tệp nhỏ hơn.",
            f"The file has {megabytes} MB; at most {most} are read. Split it.",
        )
    workbook = _read(data, bounds)
    if not any(not row.is_blank for sheet in workbook.sheets for row in sheet.rows):
        raise _empty()
    if not bounds.may_be_practice:
        for sheet in workbook.sheets:
            refuse_practice(cell for row in sheet.rows[:HEAD_ROWS] for cell in row.cells)
    return _with_remarks(workbook, name)


def refuse_practice(cells: Iterable[object]) -> None:
    """Refuses what bears the mark of a training: it was invented, and is in no list. Raises UnreadableListError."""
    if any(isinstance(cell, str) and is_marked(cell) for cell in cells):
        raise refuse(
            Unreadable.PRACTICE,
            "Tệp này mang dấu TẬP HUẤN: số liệu trong đó là bịa ra để học, không nhập vào đâu được.",
            "This file bears the mark of a training: its figures were invented to learn with and are taken in nowhere.",
        )


def _read(data: bytes, bounds: Bounds) -> Workbook:
    if data.startswith(_ZIP):
        return read_zipped(data, bounds)
    if data.startswith(COMPOUND):
        return read_compound(data, bounds)
    if not data.strip():
        raise _empty()
    refuse_foreign(data)
    return read_delimited(data, bounds)


def refuse_foreign(data: bytes) -> None:
    """Requires bytes that are not plainly something else than text. Raises UnreadableListError."""
    for magic, vi, en in _FOREIGN:
        if data.startswith(magic):
            raise refuse(
                Unreadable.WRONG_KIND, f"Đây là {vi}, không phải bảng tính.", f"This is {en}, not a spreadsheet."
            )
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise refuse(
            Unreadable.WRONG_KIND,
            "Đây là trang web hoặc XML được đặt tên như bảng tính. Mở bằng Excel, lưu thành .xlsx rồi gửi lại.",
            "This is a web page or XML under a spreadsheet's name. Open it in Excel, save it as .xlsx and send that.",
        )


def _empty() -> Exception:
    return refuse(Unreadable.EMPTY, "Tệp trống.", "The file is empty.")


def _with_remarks(workbook: Workbook, name: str) -> Workbook:
    remarks = list(workbook.remarks)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending and ending != workbook.kind.value and not _may_be_called(workbook.kind, ending):
        is_kind = workbook.kind.value
        remarks.append(
            Words(
                f"Tên tệp là .{ending} nhưng nội dung là {is_kind}; đã đọc theo nội dung.",
                f"The name says .{ending}, the content is {is_kind}; it was read as what it is.",
            )
        )
    hidden = [sheet.name for sheet in workbook.sheets if sheet.hidden]
    if hidden:
        remarks.append(
            Words(
                f"Trang tính bị ẩn, không đọc: {', '.join(hidden)}.", f"Hidden sheets, not read: {', '.join(hidden)}."
            )
        )
    return Workbook(workbook.kind, workbook.sheets, workbook.fonts, tuple(remarks))


def _may_be_called(kind: Kind, ending: str) -> bool:
    return (kind is Kind.XLSX and ending in {"xlsm", "xltx"}) or (
        kind in {Kind.CSV, Kind.TSV} and ending in {"csv", "tsv", "txt"}
    )
