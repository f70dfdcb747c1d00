"""Telephone numbers of Viet Nam, as they are written on paper and in spreadsheets. Pure."""

from __future__ import annotations

import re

from bluezone.portal.errors import RefusedError

_SPACES = re.compile(r"[\s.\-()]+")
_NATIONAL = re.compile(r"0[1-9]\d{8,9}")
_LONGEST = 30


def normalised_phone(text: str) -> str:
    """0912345678, whether +84 stood before it or a spreadsheet ate the 0. Raises RefusedError."""
    digits = _SPACES.sub("", text[:_LONGEST])
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    elif digits.isdigit() and len(digits) == 9 and not digits.startswith("0"):
        digits = "0" + digits
    if not digits.isascii() or not _NATIONAL.fullmatch(digits):
        raise RefusedError("a telephone number has 10 digits and begins with 0")
    return digits


def spaced_phone(phone: str) -> str:
    """0912 345 678."""
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}"
