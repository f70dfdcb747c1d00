"""Text as it is compared, and text as an old phone writes it. Marks are taken off here and nowhere else.

Folding hides case, tone marks and where they stand (Hoà is Hòa), and composition. What is folded is never shown, and
never stored as anybody's name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LONGEST_KEPT = 128
"""Letters. Names come again and again; of what is longer, which anybody may type or bring in a file, nothing is kept
for as long as a service lives."""


def fold(text: str) -> str:
    """Folds a text for comparing: small letters without marks, đ as d, one blank between words."""
    return _kept(text) if len(text) <= _LONGEST_KEPT else _folded(text)


@lru_cache(maxsize=65_536)
def _kept(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    return " ".join(without_marks(text.lower()).split())


def fold_words(text: str) -> str:
    """Folds a text as `fold` does, with everything but letters and digits as a blank: for headers and keys."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(text)).split())


def found_by(*texts: str) -> str:
    """Folds what something is found by, with a blank before every word: a search finds the beginnings of words."""
    return "".join(f" {fold_words(text)} |" for text in texts)


def without_marks(text: str) -> str:
    """Takes marks off: no tone, no roof, no horn, d for đ; capitals and blanks stay as they were."""
    if text.isascii():
        return text
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))
