"""Numbers as people write them here, and as they are read back.

Vietnamese writes 1.172 and 71,67 where English writes 1,172 and 71.67, and people type both. So what a sign means is
told by what is asked for: a count has no fraction, and a sign in it groups thousands; a share or a measure is not
grouped, and a sign in it begins the fraction. What fits neither is not guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bluezone.vietnam.words import Language

MOST_DIGITS = 18
"""Below what a column of keys holds, and far below what Python converts."""
_LONGEST = 64
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_PLAIN = re.compile(r"[0-9]{1,15}")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3}){0,3}")
_DECIMAL = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,12}))?")


def whole_number(text: str, *, most_digits: int = MOST_DIGITS) -> int | None:
    """Reads a machine's number: digits 0 to 9 and nothing else. For addresses, headers and hidden fields."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None


def count_typed(text: str) -> int | None:
    """Reads a count as a person types it: 1172, 1.172, 1,172, 1 172. None for a fraction and for anything else."""
    line = _one_line(text)
    if _PLAIN.fullmatch(line):
        return int(line)
    return int(re.sub(r"[., ]", "", line)) if _GROUPED.fullmatch(line) else None


def decimal_typed(text: str) -> Decimal | None:
    """Reads a share or a measure as typed, 71,67 or 71.67, with just the decimals that were typed, or None."""
    found = _DECIMAL.fullmatch(_one_line(text))
    if found is None:
        return None
    return Decimal(f"{found[1]}.{found[2]}" if found[2] else found[1])


def whole_of(cell: object) -> int | None:
    """Reads the whole number in a spreadsheet's cell, whether it is kept there as a number or as text.

    A number in a cell may be below zero; whoever counts has to look. A fraction is none: 1.172 kept as a number is
    less than two, and was perhaps meant as a thousand.
    """
    if isinstance(cell, str):
        return count_typed(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return int(cell) if isinstance(cell, int) or cell.is_integer() else None


def grouped(number: int, language: Language) -> str:
    """Writes a count: 1.172 in Vietnamese, 1,172 in English."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "vi" else text


def decimal_said(number: Decimal, language: Language) -> str:
    """Writes a share or a measure: 71,67 in Vietnamese, 71.67 in English."""
    return str(number).replace(".", ",") if language == "vi" else str(number)


def _one_line(text: str) -> str:
    """Writes wide digits as plain ones, every kind of blank as one; what is too long for a number is nothing.

    Raised digits stay raised: the 1 of 12¹ is a footnote's.
    """
    return " ".join(text.translate(_WIDE).split()) if len(text) <= _LONGEST else ""
