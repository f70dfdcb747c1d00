"""The number on a tube: eight digits in the order of printing, and one that shows when another was mistyped.

The last digit is Damm's: of all slips of a hand, one wrong digit and two neighbours in each other's place never pass.
Pure: texts in, texts out.
"""

from __future__ import annotations

from bluezone.portal.errors import RefusedError

DIGITS = 9
LAST = 10 ** (DIGITS - 1) - 1
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""H. M. Damm, Total anti-symmetrische Quasigruppen (2004): a row for what came before, a column for the digit."""


def barcode_of(number: int) -> str:
    """The barcode of the label with this number. Raises ValueError beyond the last."""
    if not 1 <= number <= LAST:
        raise ValueError("labels are numbered from 1, in eight digits")
    digits = f"{number:0{DIGITS - 1}}"
    return digits + _checked(digits)


def barcode_typed(text: str) -> str:
    """Reads a barcode as it was scanned or typed, with spaces or points between. Raises RefusedError."""
    digits = _digits_of(text)
    if not is_barcode(digits):
        raise RefusedError("this is no barcode of a sample; compare the nine digits below the bars")
    return digits


def is_barcode(text: str) -> bool:
    """Whether this is a barcode as somebody may scan or type it."""
    digits = _digits_of(text)
    return len(digits) == DIGITS and digits.isascii() and digits.isdigit() and _checked(digits) == "0"


def number_of(barcode: str) -> int:
    """The number of the label with this barcode."""
    return int(barcode[:-1])


def spaced(barcode: str) -> str:
    """A barcode as people read it: 000 012 345."""
    return " ".join(barcode[at : at + 3] for at in range(0, len(barcode), 3))


def _digits_of(text: str) -> str:
    return "".join(sign for sign in text if sign not in " .-\u00a0\t")


def _checked(digits: str) -> str:
    """What is left of these digits; "0" where the last one is their check."""
    left = "0"
    for digit in digits:
        left = _DAMM[int(left)][int(digit)]
    return left
