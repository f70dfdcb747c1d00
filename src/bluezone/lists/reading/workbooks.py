"""Spreadsheets by python-calamine, after their structure was found to be within bounds."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bluezone.lists.errors import Unreadable
from bluezone.lists.reading import open_document, worksheet_xml
from bluezone.lists.reading.biff import WorkbookStream
from bluezone.lists.reading.compound import CompoundFile
from bluezone.lists.reading.refusing import damaged, encrypted, refuse
from bluezone.lists.reading.sheet import Bounds, Cell, Extent, Kind, Merge, Sheet, SheetRow, Workbook
from bluezone.lists.reading.zipped import unpack
from bluezone.vietnam.words import Words

_MOST_MERGES = 20_000


def read_zipped(data: bytes, bounds: Bounds) -> Workbook:
    """Reads an xlsx or ods file. Raises UnreadableListError."""
    parts = unpack(data, bounds)
    if "content.xml" in parts and b"spreadsheet" in parts.get("mimetype", b""):
        if open_document.is_encrypted(parts):
            raise encrypted()
        return _read(data, Kind.ODS, open_document.extents_of(parts, bounds), open_document.fonts_of(parts), bounds)
    if "xl/workbook.xml" in parts:
        read = _read(data, Kind.XLSX, worksheet_xml.extents_of(parts, bounds), worksheet_xml.fonts_of(parts), bounds)
        return _with_old_days(read) if worksheet_xml.counts_from_1904(parts) else read
    raise _no_spreadsheet(parts)


def read_compound(data: bytes, bounds: Bounds) -> Workbook:
    """Reads an xls file. Raises UnreadableListError."""
    compound = CompoundFile(data)
    names = compound.names()
    if "EncryptedPackage" in names:
        raise encrypted()
    stream = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in names), None)
    if stream is None:
        raise refuse(
            Unreadable.WRONG_KIND,
            "Đây là tệp Office cũ khác (Word, PowerPoint…), không phải bảng tính.",
            "This is another old Office file (Word, PowerPoint …), not a spreadsheet.",
        )
    looked = WorkbookStream(compound.read(stream), bounds)
    read = _read(data, Kind.XLS, looked.extents(), frozenset(looked.fonts), bounds)
    return _with_old_days(read) if looked.counts_from_1904 else read


def _no_spreadsheet(parts: dict[str, bytes]) -> Exception:
    if any(name.startswith("word/") for name in parts):
        return refuse(
            Unreadable.WRONG_KIND,
            "Đây là văn bản Word. Chép bảng sang Excel, lưu thành .xlsx rồi gửi lại.",
            "This is a Word document. Copy its table into a spreadsheet and send that.",
        )
    return refuse(
        Unreadable.WRONG_KIND,
        "Tệp nén này không phải bảng tính xlsx hay ods (nếu là .xlsb, hãy lưu lại thành .xlsx).",
        "This archive is no xlsx or ods spreadsheet (an .xlsb can be saved as .xlsx).",
    )


def _with_old_days(read: Workbook) -> Workbook:
    """Warns of days from 1904: a cell in a date's form is right by itself, a bare number would be four years early."""
    words = Words(
        "Tệp đếm ngày từ năm 1904 (máy Macintosh cũ): ô ngày tháng ở dạng số sẽ sớm hơn 4 năm. Đổi các ô đó sang dạng"
        " ngày rồi gửi lại.",
        "The file counts days from 1904 (old Macintoshes): dates that are bare numbers come out four years early."
        " Give those cells the form of a date and send it again.",
    )
    return replace(read, remarks=(*read.remarks, words))


def _read(data: bytes, kind: Kind, extents: Sequence[Extent], fonts: frozenset[str], bounds: Bounds) -> Workbook:
    if len(extents) > bounds.sheets:
        raise refuse(
            Unreadable.TOO_BIG,
            f"Tệp có {len(extents)} trang tính; tối đa {bounds.sheets}.",
            f"The file has {len(extents)} sheets; at most {bounds.sheets} are read.",
        )
    try:
        sheets = _sheets(data, extents)
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a fault inside calamine arrives; it is no Exception
            raise
        raise damaged() from error
    return Workbook(kind, sheets, fonts)


def _sheets(data: bytes, extents: Sequence[Extent]) -> tuple[Sheet, ...]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        listed = [found for found in workbook.sheets_metadata if found.typ is SheetTypeEnum.WorkSheet]
        if len(workbook.sheets_metadata) != len(extents):
            raise damaged()  # calamine sees other sheets than those that were measured
        by_name = dict(zip((found.name for found in workbook.sheets_metadata), extents, strict=True))
        return tuple(
            _sheet(
                workbook.get_sheet_by_name(found.name), by_name[found.name], found.visible != SheetVisibleEnum.Visible
            )
            for found in listed
        )


def _sheet(sheet: CalamineSheet, extent: Extent, hidden: bool) -> Sheet:
    rows = tuple(
        SheetRow(number, tuple(map(_cell, cells)), number in extent.hidden_rows)
        for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1)
    )
    if "\0" in sheet.name:
        raise damaged()
    return Sheet(sheet.name, rows, _merges(sheet), hidden)


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    return tuple(
        Merge(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:_MOST_MERGES]
    )


def _cell(value: str | float | bool | dt.date | dt.time | dt.timedelta) -> Cell:
    """Reads a cell: whole numbers as such (sheets have fractions), a day without an hour as a day, nothing as None.
    NULs behind a text are how some programs fill its field. Raises UnreadableListError for one in it, which no database
    of ours keeps."""
    if isinstance(value, str):
        text = value.rstrip("\0")
        if "\0" in text:
            raise damaged()
        return text.strip() or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, dt.datetime):
        return value if value.time() != dt.time() else value.date()
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    return value
