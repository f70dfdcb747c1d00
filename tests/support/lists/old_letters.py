"""Writes Vietnamese as the old fonts did: the other direction of `letters`, for making ugly files and round trips."""

from __future__ import annotations

import unicodedata

from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.letters.tables import TCVN3, TCVN3_CAPITALS, VIQR, VNI


def written_in(text: str, encoding: Encoding) -> str:
    """The text as a typist in that encoding left it. TCVN3 loses the case of most toned capitals."""
    if encoding is Encoding.UNICODE:
        return text
    text = unicodedata.normalize("NFC", text)
    return "".join(_letter(letter, encoding) for letter in text)


def _letter(letter: str, encoding: Encoding) -> str:
    if encoding is Encoding.TCVN3:
        return TCVN3_CAPITALS.get(letter) or (letter if letter.isascii() else TCVN3.get(letter.lower(), letter))
    table = VNI if encoding is Encoding.VNI else VIQR
    written = table.get(letter.lower(), letter)
    return written.upper() if letter.isupper() else written
