"""Text that a spreadsheet would take for a formula, and how it is made harmless.

A cell `=HYPERLINK(…)` in somebody's name column runs on the desk of whoever opens the export (CWE-1236). Excel and
LibreOffice look at the first sign; some versions first drop spaces and controls, and in East Asian settings the
full-width signs count as well. Where the office's computer separates lists by semicolons, as with Vietnamese settings,
a file that is cut by commas falls apart at each semicolon and line break, quoted or not: what stands behind one begins
a cell there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_STARTS = frozenset("=+-@\t\r\n")
_QUOTE = "'"
_QUOTES = "'\""
"""At the beginning of a cell a pair of double quotes is dropped, too."""
_CUT = re.compile(r"([;\t\r\n])")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might calculate this instead of showing it."""
    if not text:
        return False
    if text[0] in _STARTS:
        return True
    first = next((letter for letter in text if not _is_invisible(letter)), "")
    return bool(first) and unicodedata.normalize("NFKC", first)[:1] in _STARTS


def _is_invisible(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf"}


def defused(text: str) -> str:
    """Puts an apostrophe before the text where it needs one; one that was there gets one more, to be told from ours."""
    inner = _each_piece(text, lambda piece: _QUOTE + piece if is_dangerous(piece.lstrip(_QUOTES)) else piece)
    return _QUOTE + inner if is_dangerous(text.lstrip(_QUOTE)) else inner


def bare(text: str) -> str:
    """Takes away what `defused` put in front, and within."""
    inner = _each_piece(text, _without_quote)
    return inner[1:] if inner.startswith(_QUOTE) and is_dangerous(inner.lstrip(_QUOTE)) else inner


def _without_quote(piece: str) -> str:
    return piece[1:] if piece.startswith(_QUOTE) and is_dangerous(piece.lstrip(_QUOTES)) else piece


def _each_piece(text: str, change: Callable[[str], str]) -> str:
    """Changes what stands behind a sign at which another spreadsheet begins a new cell."""
    if _CUT.search(text) is None:
        return text
    first, *rest = _CUT.split(text)
    return first + "".join(piece if _CUT.fullmatch(piece) else change(piece) for piece in rest)
