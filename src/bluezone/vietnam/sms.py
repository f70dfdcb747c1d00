"""How many parts a text message takes, and so what it costs: the arithmetic of 3GPP TS 23.038 and 23.040.

A message in the default alphabet carries 160 signs, or 153 in each of several parts; one sign outside it, such as ệ,
makes the whole message UCS-2 with 70, or 67. Neither an escape with its sign nor a surrogate pair is cut in two: a
place stays empty where the next would have to be (23.038, 6.2.1.1: the escape and what follows are one sign).
National shift tables are not used: old phones do not show them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Behind an escape, so each takes two places."""


class Alphabet(Enum):
    """The room of an alphabet: (places in a single part, places in each of several)."""

    GSM_7 = (160, 153)
    UCS_2 = (70, 67)


@dataclass(frozen=True, slots=True)
class Message:
    """A text message and what it takes."""

    text: str
    alphabet: Alphabet
    places: int
    segments: int


def measure(text: str) -> Message:
    """Measures what this text takes, composed as phones send it. Nothing is not sent, and takes nothing."""
    composed = unicodedata.normalize("NFC", text)
    is_gsm = all(letter in _BASIC or letter in _EXTENDED for letter in composed)
    alphabet = Alphabet.GSM_7 if is_gsm else Alphabet.UCS_2
    widths = [_width(letter, alphabet) for letter in composed]
    single, several = alphabet.value
    segments = min(len(widths), 1) if sum(widths) <= single else _filled(widths, several)
    return Message(composed, alphabet, sum(widths), segments)


def _width(letter: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM_7:
        return 2 if letter in _EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _filled(widths: Iterable[int], room: int) -> int:
    """Counts parts, where what takes two places is never cut."""
    segments, used = 1, 0
    for width in widths:
        if used + width > room:
            segments, used = segments + 1, 0
        used += width
    return segments
