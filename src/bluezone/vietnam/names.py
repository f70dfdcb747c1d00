"""Vietnamese text: folded for searching, keyed for sorting. Pure.

The alphabet a ă â b c d đ e ê … counts first, the tone only where two names are otherwise the same, as dictionaries
have it: ngang, huyền, hỏi, ngã, sắc, nặng. "Hoà" and "Hòa" are the same word written by two habits.
"""

from __future__ import annotations

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: chr(ord("A") + at) for at, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_BETWEEN = " "
"""Sorts before every letter and every digit of a key."""


def fold(text: str) -> str:
    """For comparing: small letters without marks, đ as d, blanks as one."""
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return " ".join(plain.split())


def sort_key(text: str) -> str:
    """A text whose bytes stand in the order in which a Vietnamese reader looks for the name."""
    letters, tones = [], []
    for word in text.lower().split():
        spelt, tone = _without_tone(word)
        letters.append("".join(_PLACE.get(letter, letter if letter.isdigit() else "") for letter in spelt))
        tones.append(tone)
    return _BETWEEN.join(letters) + _BETWEEN + _BETWEEN + "".join(tones)


def normalised_name(text: str) -> str:
    """A name as it is kept: composed, without control signs, without blanks at the ends or twice in a row."""
    written = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", written).split())


def _without_tone(word: str) -> tuple[str, str]:
    """The word without its tone, wherever the mark stood, and the tone; a syllable has one."""
    tone, kept = "0", []
    for sign in unicodedata.normalize("NFD", word):
        if sign in _TONES:
            tone = _TONES[sign]
        else:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept)), tone
