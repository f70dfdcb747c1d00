"""Numbers of identity cards: what one is, and what it tells of its holder.

Nine digits are a chứng minh nhân dân, as it was issued until 2015; twelve are the personal number of the Law on Citizen
Identification of 2014, as a căn cước carries it (Decree 137/2015/NĐ-CP, Article 13): three of the province of birth,
one of the century and the sex (0 and 1 the twentieth, 2 and 3 the twenty-first, and so on, men even), two of the year
of birth, and six that are drawn. Whether a number was ever issued is not known here.
"""

from __future__ import annotations

import re

from bluezone.vietnam.errors import NoIdentityNumberError
from bluezone.vietnam.words import Words

_GAPS = re.compile(r"[\s.\-]+")
_NUMBER = re.compile(r"0[0-9]{11}|[0-9]{9}")
_LONGEST = 30
_FIRST_CENTURY = 1900
_NO_NUMBER = Words(
    "số căn cước gồm 12 chữ số và bắt đầu bằng 0; số chứng minh nhân dân cũ gồm 9 chữ số",
    "an identity number has 12 digits and begins with 0; one of an old card has 9",
)


def normalised_identity(text: str) -> str:
    """Normalises the number of an identity card, written with or without blanks, dots and dashes. Raises
    NoIdentityNumberError for everything else."""
    digits = _GAPS.sub("", text.strip()) if len(text) <= _LONGEST else ""
    if not digits.isascii() or _NUMBER.fullmatch(digits) is None:
        raise NoIdentityNumberError(_NO_NUMBER)
    return digits


def birth_year_in(number: str) -> int | None:
    """Reads the year of birth in a number of twelve digits; one of nine tells none."""
    if len(number) != 12:
        return None
    return _FIRST_CENTURY + 100 * (int(number[3]) // 2) + int(number[4:6])


def spaced_identity(number: str) -> str:
    """Spaces a number for reading: 008 085 001 234."""
    return " ".join(number[at : at + 3] for at in range(0, len(number), 3))
