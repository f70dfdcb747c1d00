"""The codes that health staff hand out: their form, and nothing else (docs/protocol/5-calls.md, "Codes").

A code is a bearer secret of short life. This module checks typing errors on either side; whether a code exists, only
the exchange knows, and it stores no code in clear.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bluezone.protocol.calendar import Day
from bluezone.protocol.crockford import is_written, meant, written
from bluezone.protocol.errors import InvalidValueError, MalformedError

SHORT_DIGITS = 12
LONG_CHARACTERS = 16
SHORT_LIFETIME_S = 60 * 60
LONG_LIFETIME_S = 24 * 3600
MAX_TYPED = 64

_TWICE = str.maketrans("0123456789", "0246813579")
_BEFORE_ONSET = "/"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def short_code(entropy: bytes) -> str:
    """A 12-digit code from 16 random bytes; the last digit is Luhn's check. The bias of the modulus is below 2^-80."""
    if len(entropy) != 16:
        raise InvalidValueError("a short code is made from 16 random bytes")
    payload = f"{int.from_bytes(entropy, 'big') % 10 ** (SHORT_DIGITS - 1):0{SHORT_DIGITS - 1}d}"
    return payload + str(_luhn_digit(payload))


def long_code(entropy: bytes) -> str:
    """A 16-character code for links from 10 random bytes: 80 bits in Crockford's base 32."""
    if len(entropy) != LONG_CHARACTERS * 5 // 8:
        raise InvalidValueError("a long code is made from 10 random bytes")
    return written(int.from_bytes(entropy, "big"), LONG_CHARACTERS)


def normalise_code(typed: str) -> str:
    """The code a person meant: blanks and dashes dropped, O read as 0, I and L as 1.

    Raises MalformedError in words that can be shown at the field.
    """
    if len(typed) > MAX_TYPED:
        raise MalformedError("this is too long to be a code")
    text = meant(typed)
    if len(text) == SHORT_DIGITS and text.isascii() and text.isdigit():
        if _luhn_digit(text[:-1]) != int(text[-1]):
            raise MalformedError("a digit of this code was mistyped")
        return text
    if is_written(text, LONG_CHARACTERS):
        return text
    raise MalformedError("a code has 12 digits, or 16 letters and digits from a link")


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """A code as the desk sends and draws it, read: perhaps with the day on which the illness began."""

    code: str
    onset: Day | None = None
    """As the health staff entered it. It chooses which days a consent page ticks, and nothing else."""


def code_message(code: str, onset: dt.date) -> str:
    """What the desk sends and draws: the code, printed or not, and behind it the onset."""
    return f"{code}{_BEFORE_ONSET}{onset.isoformat()}"


def read_code_message(typed: str) -> CodeMessage:
    """The code a person meant, with the onset behind it if there is one. A code alone is a message too.

    Raises MalformedError in words that can be shown at the field.
    """
    if len(typed) > MAX_TYPED:
        raise MalformedError("this is too long to be a code")
    code, slash, onset = typed.partition(_BEFORE_ONSET)
    return CodeMessage(normalise_code(code), _onset(onset) if slash else None)


def _onset(typed: str) -> Day:
    text = typed.strip()
    if not _DATE.fullmatch(text):
        raise MalformedError("the day behind this code is not written like 2020-08-09")
    try:
        return Day.of(dt.date.fromisoformat(text))
    except ValueError as error:
        raise MalformedError("the day behind this code does not exist") from error


def is_short(code: str) -> bool:
    return len(code) == SHORT_DIGITS


def spaced(code: str) -> str:
    """Spaces a code as it is read aloud and printed: 4-4-4."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _luhn_digit(payload: str) -> int:
    """Every second digit counts twice, the last one among them, and of what has two digits their sum."""
    twice, once = payload[::-2].translate(_TWICE), payload[-2::-2]
    return -sum(map(int, twice + once)) % 10
