"""Text that a spreadsheet would take for a formula, and how it is made harmless.

A cell `=HYPERLINK(…)` in somebody's name column runs on the desk of whoever opens the export (CWE-1236). Excel and
LibreOffice look at the first sign; some versions first drop spaces and controls, and in East Asian settings the
full-width signs count as well.
"""

from __future__ import annotations

import unicodedata

_STARTS = frozenset("=+-@\t\r\n")
_QUOTE = "'"


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
    """The text behind an apostrophe where it needs one. Ours is told from one that was there: both get one more."""
    return _QUOTE + text if is_dangerous(text.lstrip(_QUOTE)) else text


def bare(text: str) -> str:
    """Takes away what `defused` put in front."""
    return text[1:] if text.startswith(_QUOTE) and is_dangerous(text.lstrip(_QUOTE)) else text
