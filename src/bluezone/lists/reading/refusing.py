"""The sentences with which a file is refused, so that they are said alike wherever the same thing is found."""

from __future__ import annotations

from bluezone.lists.errors import Unreadable, UnreadableListError
from bluezone.lists.reading.sheet import Bounds, Extent
from bluezone.vietnam.words import Words


def refuse(reason: Unreadable, vi: str, en: str) -> UnreadableListError:
    return UnreadableListError(reason, Words(vi, en))


def damaged() -> UnreadableListError:
    return refuse(
        Unreadable.DAMAGED,
        "Tệp bị hỏng hoặc chưa tải lên hết. Mở tệp trên máy, lưu lại rồi gửi lại.",
        "The file is damaged or was cut off. Open it, save it again and send it once more.",
    )


def encrypted() -> UnreadableListError:
    return refuse(
        Unreadable.ENCRYPTED,
        "Tệp đang đặt mật khẩu. Bỏ mật khẩu (Lưu thành… không mật khẩu) rồi gửi lại.",
        "The file is protected by a password. Save it without one and send it again.",
    )


def bomb() -> UnreadableListError:
    return refuse(
        Unreadable.BOMB,
        "Tệp phình ra quá lớn khi giải nén nên không được mở.",
        "The file grows beyond all measure when unpacked and was not opened.",
    )


def check_extent(extent: Extent, bounds: Bounds) -> None:
    """Requires a sheet that reaches no further than a list may. Raises UnreadableListError."""
    check_columns(extent.last_column, bounds)
    check_rows(extent.last_row, bounds)
    if extent.last_row * extent.last_column > bounds.cells:
        raise refuse(
            Unreadable.TOO_BIG,
            f"Bảng rộng {extent.last_column} cột và dài {extent.last_row} dòng: quá {bounds.cells} ô. Hãy chia nhỏ.",
            f"The sheet has {extent.last_column} columns and {extent.last_row} rows: more than {bounds.cells} cells. "
            "Split the file.",
        )


def check_columns(columns: int, bounds: Bounds) -> None:
    if columns > bounds.columns:
        raise refuse(
            Unreadable.TOO_MANY_COLUMNS,
            f"Bảng có dữ liệu đến cột thứ {columns}; tối đa {bounds.columns} cột. Xóa các cột thừa bên phải.",
            f"The sheet holds something in column {columns}; at most {bounds.columns} are read. "
            "Delete what is not needed on the right.",
        )


def check_rows(rows: int, bounds: Bounds) -> None:
    if rows > bounds.rows:
        raise refuse(
            Unreadable.TOO_MANY_ROWS,
            f"Bảng có dữ liệu đến dòng {rows}; tối đa {bounds.rows} dòng. Chia tệp nhỏ hơn.",
            f"The sheet holds something in row {rows}; at most {bounds.rows} are read. Split the file.",
        )
