"""Numbers that name somebody, counts, and yes or no."""

from __future__ import annotations

import re

from bluezone.lists.cleaning.cleaned import Cleaned, asked, changed, wrong
from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.numbers import whole_of

_IDENTITY_LENGTHS = (9, 10, 12, 13)
"""The old card, a tax code, the new card, a branch's tax code."""
_YES = frozenset({"x", "co", "roi", "da cai", "da cai dat", "yes", "y", "1", "v", "true", "da", "√", "✓", "✔", "dung"})
_NO = frozenset({"khong", "chua", "chua cai", "chua cai dat", "no", "n", "0", "k", "false", "khong co", "ko", "o"})
_TICKS = frozenset("√✓✔☑")
_COUNTED = re.compile(r"(?:\.0{1,2})?(?: ?(?:người|nv|nhân viên|lđ|lao động))?\Z", re.IGNORECASE)
_LARGEST = 10**12


def clean_identity(cell: Cell) -> Cleaned[str]:
    """Reads the digits of an identity card or a tax code; a spreadsheet drops the zeros in front."""
    if cell is None:
        return Cleaned(None)
    text = f"{cell:.0f}" if isinstance(cell, float) else str(cell)
    digits = re.sub(r"[\s.\-']", "", text)
    if not digits.isdecimal() or not digits.isascii():
        return Cleaned(None, (wrong(f"“{text}” không phải dãy số.", f"“{text}” is no number."),))
    if len(digits) in _IDENTITY_LENGTHS:
        return Cleaned(digits)
    if isinstance(cell, int | float) and len(digits) in {8, 11}:
        return Cleaned("0" + digits, (changed("Đã thêm số 0 ở đầu.", "The leading 0 was put back."),))
    said = f"“{digits}” có {len(digits)} chữ số; CMND có 9, CCCD có 12."
    return Cleaned(digits, (asked(said, f"“{digits}” has {len(digits)} digits; a card has 9 or 12."),))


def clean_count(cell: Cell) -> Cleaned[int]:
    """Reads a count of whatever is counted; a decimal that a program wrote behind it (12.0) is none."""
    if cell is None or isinstance(cell, bool):
        return Cleaned(None)
    count = whole_of(_COUNTED.sub("", " ".join(cell.split())) if isinstance(cell, str) else cell)
    if count is None or not 0 <= count <= _LARGEST:
        text = str(cell).strip()
        return Cleaned(None, (wrong(f"“{text}” không phải số đếm.", f"“{text}” is no count."),))
    return Cleaned(count)


def clean_yes_no(cell: Cell) -> Cleaned[bool]:
    """Reads yes or no: x, Có, Rồi; Không, Chưa."""
    if cell is None or isinstance(cell, bool):
        return Cleaned(cell)
    text = str(cell).strip()
    said = text if text in _TICKS else fold_words(text)
    if said in _YES or text in _TICKS:
        return Cleaned(True)
    if said in _NO or text in {"-", ""}:
        return Cleaned(False)
    return Cleaned(None, (asked(f"“{text}”: có hay không?", f"“{text}”: yes or no?"),))


def clean_text(cell: Cell) -> Cleaned[str]:
    """Puts a text on one line."""
    if cell is None:
        return Cleaned(None)
    return Cleaned(" ".join(str(cell).split()) or None)
