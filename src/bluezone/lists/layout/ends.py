"""Rows that are none: headings between the rows, total lines, signatures and notes under them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.folding import fold_words

_TOTAL = re.compile(
    r"(tong cong|tong so|tong|cong|cong don|luy ke)( \d.*| nguoi.*| ho.*| danh sach.*| cong.*| trang.*)?"
)
_FOOTER = re.compile(
    r"(nguoi (lap|bao|tong hop|ghi|kiem)|lap bieu|thu truong|tm |t m |kt |k t |q |tl |"
    r"(pho )?(chu tich|hieu truong|giam doc|bi thu|truong (ban|phong|thon)|to truong|chi huy truong)\b|"
    r"ky (ten|ghi)|noi nhan|luu (vt|van thu|ho so)|xac nhan|an dinh danh sach|danh sach (nay )?(co|gom)|ghi chu|luu y|"
    r".*\bngay (\d+ )?thang (\d+ )?nam\b.*|can bo (y te|phu trach))"
)
_SECTION = re.compile(
    r"(thôn|tổ|tdp|bản|xóm|khu|khối|phòng|trường|trạm|đơn vị|chi bộ|chi đoàn|ấp|xã|thị trấn|phường|bn|f0|hồ sơ|ca bệnh|"
    r"nhóm|lớp|ban giám|cơ quan|trung tâm|thon|xom|phuong|don vi|truong|tram|phong)\b.*"
)
"""With its marks, because Tô and Bàn are surnames where tổ and bản are places."""
_NUMBERED_SECTION = re.compile(r"[IVX]{1,5}|[A-Z]|[IVX]{1,5}\..*|[A-Z]\..*")


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether a row is a total: "Tổng cộng", "Cộng: 12 người"; one with a running number is a person, Tống Văn Cộng."""
    said = [cell for cell in cells if cell is not None]
    if not said or not isinstance(said[0], str):
        return False
    return bool(_TOTAL.fullmatch(fold_words(said[0])))


def is_footer(cells: Sequence[Cell]) -> bool:
    """Whether the row begins what stands under a table: every text in it is a signature's or a note's, so that a row
    with somebody's name and a head's position is none, nor is one with a running number."""
    said = [cell for cell in cells if cell is not None]
    texts = [fold_words(cell) for cell in said if isinstance(cell, str)]
    if not texts or isinstance(said[0], int | float):
        return False
    return len(said) <= 3 and all(_FOOTER.match(text) for text in texts)


def section_of(cells: Sequence[Cell], width: int) -> str | None:
    """The heading that the row is, or None: one text that names a group, numbered or not."""
    said = [(index, cell) for index, cell in enumerate(cells) if cell is not None]
    if width < 3 or not 1 <= len(said) <= 2 or not all(isinstance(cell, str) for _, cell in said):
        return None
    texts = [str(cell) for _, cell in said]
    if len(texts) == 2:
        return texts[1] if _NUMBERED_SECTION.fullmatch(texts[0]) else None
    text = re.sub(r"^(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)/-]\s*", "", texts[0])
    if text != texts[0] or _SECTION.match(text.lower()):
        return text.rstrip(": ")
    return None
