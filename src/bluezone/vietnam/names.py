"""Names as they are kept, and the order in which a reader looks for them.

The alphabet a ă â b c d đ e ê … counts first, the tone only where two names are otherwise the same, as dictionaries
have it: ngang, huyền, hỏi, ngã, sắc, nặng. Lists of people go by the given name, which stands last.
"""

from __future__ import annotations

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: chr(ord("A") + at) for at, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_BETWEEN = " "
"""Sorts before every letter and every digit of a key."""


def normalised_name(text: str) -> str:
    """Normalises a name, or any one line, as it is kept: composed, no blanks at the ends or twice in a row.

    A control sign (Cc) is taken as a blank. What else nobody sees (the rest of category C: marks of direction, joiners,
    halves of surrogate pairs) goes: two names that look the same would be two, and one could turn the line around it.
    """
    # What Python calls printable has no such sign, and of names nearly all is.
    written = text if text.isprintable() else "".join(_seen(sign) for sign in text)
    return " ".join(unicodedata.normalize("NFC", written).split())


def hides_signs(text: str) -> bool:
    """Whether a text holds a sign that nobody sees: a control sign, a mark of direction, a joiner (category C)."""
    # A paper has thousands of lines and is read at each of its pages: of most Python knows at once that all shows.
    return not text.isprintable() and any(unicodedata.category(sign)[0] == "C" for sign in text)


def sort_key(text: str) -> str:
    """Makes a text whose bytes stand in the order in which a Vietnamese reader looks for the name."""
    letters, tones = [], []
    for word in text.lower().split():
        spelt, tone = _without_tone(word)
        letters.append("".join(_PLACE.get(letter, letter if letter.isdigit() else "") for letter in spelt))
        tones.append(tone)
    return _BETWEEN.join(letters) + _BETWEEN + _BETWEEN + "".join(tones)


def spelt(text: str) -> str:
    """Writes each word's tone behind it, in small letters: Hoà and Hòa are one word, Hoa and Hoá are others."""
    return " ".join("".join(_without_tone(word)) for word in text.lower().split())


def given_name_first(full_name: str) -> str:
    """Makes the sort key of a person's name. A name of no words has the key of none."""
    *others, given = full_name.split() or [""]
    return sort_key(" ".join([given, *others]))


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    return " " if category == "Cc" else "" if category[0] == "C" else sign


def _without_tone(word: str) -> tuple[str, str]:
    """Parts a word into itself without its tone, wherever the mark stood, and the tone; a syllable has one."""
    tone, kept = "0", []
    for sign in unicodedata.normalize("NFD", word):
        if sign in _TONES:
            tone = _TONES[sign]
        else:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept)), tone
