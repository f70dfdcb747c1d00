"""Rows that are none: headings between the rows, total lines, signatures and notes under them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.numbers import whole_of

_TOTAL = re.compile(
    r"(tong cong|tong so|tong|cong|cong don|luy ke)"
    r"( \d.*| nguoi.*| ho.*| danh sach.*| cong.*| trang.*| (toan )?(thon|xom|to|tdp|ban|khu|xa)\b.*)?"
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
_HAMLET = re.compile(r"(thôn|xóm|tổ dân phố|tdp|bản|ấp|khu phố)\b.*")
"""What a row of sums begins with when it heads a hamlet; fewer words than above, for numbers may be somebody's."""
_HOW_MANY = re.compile(r"\s*[(:,–-]\s*\d+\s*(hộ|khẩu|nhân khẩu|người)\b.*", re.IGNORECASE)
_TITLES = ("danh sach", "bieu ", "phu luc", "trang ")
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


def is_title(cells: Sequence[Cell]) -> bool:
    """Whether the row is the list's title again, as on every printed page."""
    said = [cell for cell in cells if cell is not None]
    return len(said) == 1 and isinstance(said[0], str) and fold_words(said[0]).startswith(_TITLES)


def section_of(cells: Sequence[Cell], width: int, *, is_apart: bool = False) -> str | None:
    """The heading that the row is, or None: one text that names a group, numbered or not, perhaps with the group's
    sums; or any text, when the sheet sets it apart."""
    said = [cell for cell in cells if cell is not None]
    texts = [cell for cell in said if isinstance(cell, str) and whole_of(cell) is None]
    if width < 3 or not 1 <= len(texts) <= 2 or said[: len(texts)] != texts:
        return None
    heading = _heading(texts, has_sums=len(said) > len(texts), is_apart=is_apart)
    return _HOW_MANY.sub("", heading).rstrip(": ") or heading if heading else None


def _heading(texts: Sequence[str], *, has_sums: bool, is_apart: bool) -> str | None:
    is_numbered = bool(_NUMBERED_SECTION.fullmatch(texts[0]))
    if len(texts) == 2:
        is_group = not has_sums or _SECTION.match(texts[1].lower())
        return texts[1] if is_numbered and is_group else None
    text = re.sub(r"^(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)/-]\s*", "", texts[0])
    if has_sums:
        return text if _HAMLET.match(text.lower()) else None
    if text != texts[0] or _SECTION.match(text.lower()):
        return text
    return text if is_apart and sum(letter.isalpha() for letter in text) > 1 else None
