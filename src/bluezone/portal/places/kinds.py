"""The words for kinds of units, which stand before what a unit is called. Pure."""

from __future__ import annotations

KINDS = ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")


def without_kind(name: str) -> str:
    """Sơn Dương for Xã Sơn Dương: lists are read, and units are asked for, by what they are called."""
    for kind in KINDS:
        if name.startswith(f"{kind} "):
            return name.removeprefix(f"{kind} ")
    return name
