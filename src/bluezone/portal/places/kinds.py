"""The words for kinds of units, which stand before what a unit is called. Pure."""

from __future__ import annotations

import re

KINDS = ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")


def without_kind(name: str) -> str:
    """Drops the kind from a unit's name, Sơn Dương for Xã Sơn Dương: lists and searches call units without it."""
    for kind in KINDS:
        if name.startswith(f"{kind} "):
            return name.removeprefix(f"{kind} ")
    return name


def spelt_out(folded: str) -> str:
    """Spells the usual abbreviations of kinds out in a folded text: tt. son duong, h yen son."""
    return _ABBREVIATED.sub(lambda found: f"{found[1]}{_ABBREVIATIONS[found[2]]} ", folded)


_ABBREVIATIONS = {
    "tt": "thi tran", "tx": "thi xa", "tp": "thanh pho", "p": "phuong", "x": "xa", "h": "huyen", "q": "quan",
    "t": "tinh",
}  # fmt: skip
_ABBREVIATED = re.compile(r"(^|,\s*)(tt|tx|tp|p|x|h|q|t)(?:\.\s*|\s+)(?=\S)")
"""At the beginning or behind a comma, where a kind stands."""
