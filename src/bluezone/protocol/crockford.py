"""Crockford's base 32, in which codes are printed and typed (crockford.com/base32.html), without its check sign."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = "-–."


def written(number: int, signs: int) -> str:
    """Writes a number in so many signs, the highest first; what is beyond them is left out."""
    return "".join(SIGNS[number >> shift & 31] for shift in range(5 * (signs - 1), -1, -5))


def meant(typed: str) -> str:
    """What a person meant: blanks, dashes and dots dropped, O read as 0, I and L as 1. Other signs stay."""
    return "".join(sign for sign in typed if not sign.isspace() and sign not in _BETWEEN).upper().translate(_READ_AS)


def is_written(text: str, signs: int) -> bool:
    """Whether a text is so many signs, and no others."""
    return len(text) == signs and all(sign in SIGNS for sign in text)
