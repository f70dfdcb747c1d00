"""Crockford's base 32, in which codes are printed and typed (crockford.com/base32.html), with a check sign of
our own: Crockford's needs five signs more than the alphabet has."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_NOTHING_BETWEEN = str.maketrans("", "", "-–.")
_FIELD = 0b100101
"""x^5 + x^2 + 1: the field of 32 elements in which the check sign is counted."""


def written(number: int, signs: int) -> str:
    """Writes a number in so many signs, the highest first; what is beyond them is left out."""
    return "".join(SIGNS[number >> shift & 31] for shift in range(5 * (signs - 1), -1, -5))


def meant(typed: str) -> str:
    """What a person meant: blanks, dashes and dots dropped, O read as 0, I and L as 1. Other signs stay."""
    return "".join(typed.split()).translate(_NOTHING_BETWEEN).upper().translate(_READ_AS)


def is_written(text: str, signs: int) -> bool:
    """Whether a text is so many signs, and no others."""
    return len(text) == signs and all(sign in SIGNS for sign in text)


def check_sign(secret: str) -> str:
    """The sign that makes a code of 31 signs at most a multiple of x - a in the field of 32: a changed sign, or two
    that changed places, does not."""
    total = 0
    for sign in secret:
        total = _times_a(total) ^ SIGNS.index(sign)
    return SIGNS[_times_a(total)]


def _times_a(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
