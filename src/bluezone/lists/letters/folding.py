"""Names as they are compared: small letters without marks, đ as d, one space between words.

Folding hides case, tone marks and where they stand (Hoà is Hòa), and composition. It is never shown and never stored
as anybody's name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text for comparing."""
    small = text.lower()
    if not small.isascii():
        marked = unicodedata.normalize("NFD", small.replace("đ", "d"))
        small = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return " ".join(small.split())


def fold_words(text: str) -> str:
    """As `fold`, with everything but letters and digits taken as a space: for headers and keys."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(text)).split())
