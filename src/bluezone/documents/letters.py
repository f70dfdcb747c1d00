"""The signs that every face of ours carries, whichever this machine has: whoever takes a text that will be printed asks
here first, because a face that lacks one sign of one poster would stop the whole sheet.

Latin letters with their marks, as Vietnamese and the country's other languages in Latin script have them, figures, and
the marks of a keyboard. Pure.
"""

from __future__ import annotations

_RANGES = ((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x17E), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1EA0, 0x1EF9))
"""ASCII, Latin-1 without the hyphen that is not seen, Latin Extended-A, horned letters, and those with two marks."""
_MARKS = "–—‘’“”…•"
IN_EVERY_FACE = frozenset(chr(sign) for first, last in _RANGES for sign in range(first, last + 1)) | frozenset(_MARKS)
STAND_IN = "?"


def can_be_set(text: str) -> bool:
    """Whether every sign of a text is in every face."""
    return IN_EVERY_FACE.issuperset(text)


def settable(text: str) -> str:
    """Returns the text with a question mark for each sign that a face may lack."""
    return "".join(sign if sign in IN_EVERY_FACE else STAND_IN for sign in text)
