"""From each old way of writing Vietnamese to Unicode NFC.

Decoding never fails: a sign that the encoding does not know stays as it is. Whether decoding is right is judged by
`detection`, and shown to a person before anything is kept.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from bluezone.lists.letters.tables import TCVN3, TCVN3_CAPITALS, VIQR, VNI


class Encoding(Enum):
    """How the letters of a text are written."""

    UNICODE = "Unicode"
    TCVN3 = "TCVN3 (.VnTime)"
    VNI = "VNI (VNI-Times)"
    VIQR = "VIQR"


def decode(text: str, encoding: Encoding) -> str:
    """Reads the text's letters as `encoding` writes them, into NFC."""
    if encoding is Encoding.TCVN3:
        text = _decode_tcvn3(text)
    elif encoding is Encoding.VNI:
        text = _VNI_PATTERN.sub(lambda match: _VNI_LETTERS[match.group()], text)
    elif encoding is Encoding.VIQR:
        text = _decode_viqr(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _decode_tcvn3(text: str) -> str:
    if text.isascii():
        return text
    decoded = text.translate(_TCVN3_SIGNS)
    if _in_capitals(text):
        return decoded.upper()
    words = _SPACES.split(text)
    if len(words) == 1 or not any(_in_capitals(word) for word in words):
        return decoded
    return "".join(_upper_if(word.translate(_TCVN3_SIGNS), _in_capitals(word)) for word in words)


def _in_capitals(text: str) -> bool:
    """Whether a text is in capitals: a font of capitals (.VnTimeH) shows every sign as one. The font is not in it; that
    the plain letters are capitals, two at least, is."""
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    return len(plain) > 1 and all(letter.isupper() for letter in plain)


def _upper_if(text: str, condition: bool) -> str:
    return text.upper() if condition else text


def _decode_viqr(text: str) -> str:
    """Reads VIQR; an address of the net is left alone: its dots are no marks."""
    if "@" in text or "://" in text:
        return text
    return _VIQR_PATTERN.sub(_viqr_letter, text)


def _viqr_letter(match: re.Match[str]) -> str:
    written = match.group()
    if written.startswith("\\"):
        return written[1:]
    letter = _VIQR_LETTERS[written.lower()]
    return letter.upper() if written[0].isupper() else letter


def _vni_letters() -> dict[str, str]:
    """Reads VNI; the sign of a mark may be small behind a capital ("Aù"), as fast typists left it."""
    letters: dict[str, str] = {}
    for letter, written in VNI.items():
        if letter == written:
            continue
        letters[written] = letter
        letters[written.upper()] = letter.upper()
        letters[written[0].upper() + written[1:]] = letter.upper()
    return letters


def _longest_first(written: dict[str, str]) -> str:
    return "|".join(re.escape(key) for key in sorted(written, key=len, reverse=True))


_SPACES = re.compile(r"(\s+)")
_TCVN3_SIGNS = str.maketrans({sign: letter for letter, sign in (TCVN3 | TCVN3_CAPITALS).items() if not sign.isascii()})
_VNI_LETTERS = _vni_letters()
_VNI_PATTERN = re.compile(_longest_first(_VNI_LETTERS))
_VIQR_LETTERS = {written: letter for letter, written in VIQR.items() if letter != written}
_VIQR_PATTERN = re.compile(r"\\[`?~'.^(+dD]|" + _longest_first(_VIQR_LETTERS), re.IGNORECASE)
