"""The words that stand on everything made to learn with, so that nobody takes it for real; and finding them again.

A person reads them, and so does whatever takes in a file: a list, a paper. Both languages stand beside each other, for
a print goes on to readers who chose no language. Pure.
"""

from __future__ import annotations

import unicodedata

from bluezone.vietnam.words import Words

MARK = Words("TẬP HUẤN – số liệu giả", "TRAINING – invented data")
MARK_IN_BOTH = f"{MARK.vi} / {MARK.en}"
_SIGNS = tuple("".join(text.casefold().split()) for text in (MARK.vi, MARK.en))


def is_marked(text: str) -> bool:
    """Whether a text bears the mark in either language, however a program broke its lines or composed its letters."""
    tight = "".join(unicodedata.normalize("NFC", text).casefold().split())
    return any(sign in tight for sign in _SIGNS)
