"""Telephone numbers of Viet Nam: what one is, and how it is written.

A number is kept in its national form, with the 0 that is dialled inside the country. The ministry's numbering plan
(Thông tư 22/2014/TT-BTTTT, "Quy hoạch kho số viễn thông") knows three kinds that a person answers:

- mobile: 03, 05, 07, 08 or 09 and eight digits, since the numbers of eleven digits (012, 016, 018, 019) became ten
  between 15 September and 14 November 2018
- fixed: an area code of two digits (24, 28) with eight digits, or of three with seven: 02 and nine digits either way
- private networks of the ministries of defence and public security: 069 and five to seven digits (Article 10.6)

Whether a number is in use is not known here. Services (1800, 1900, 113) are not numbers of anybody.
"""

from __future__ import annotations

import re

from bluezone.vietnam.errors import NoPhoneError
from bluezone.vietnam.words import Words

_PHONE = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{9}|69[0-9]{5,7})")
_GAPS = re.compile(r"[\s.\-()]+")
_TYPED = re.compile(r"(?:\+(?=84))?[0-9]+")
_LONGEST = 30
_COUNTRY = ("0084", "84")
_OF_ANY_COUNTRY = re.compile(r"[0-9 +().-]{8,20}")
_DIGITS_OF_ANY = range(8, 16)
_NO_PHONE = Words(
    "số điện thoại gồm 10 chữ số và bắt đầu bằng 0; số máy bàn gồm 11 chữ số và bắt đầu bằng 02",
    "a telephone number has 10 digits and begins with 0; a landline has 11 and begins with 02",
)


def is_phone(number: str) -> bool:
    """Whether digits in the national form are a number of the plan."""
    return _PHONE.fullmatch(number) is not None


def national_form(digits: str) -> str:
    """Puts the 0 in front that 84 stands for, and that spreadsheets eat. The digits may be no number even so."""
    for country in _COUNTRY:
        rest = digits.removeprefix(country)
        if rest != digits and 9 <= len(rest) <= 11 and len(digits) >= 11:
            return "0" + rest.removeprefix("0")
    is_short = len(digits) == 9 or (len(digits) == 10 and digits[0] in "12")
    return "0" + digits if is_short and digits[0] != "0" else digits


def normalised_phone(text: str) -> str:
    """Normalises one number, written with or without +84, blanks, dots, dashes and brackets.

    Raises NoPhoneError for everything else: a form asks again. Lists of others are read more kindly
    (lists/cleaning/phones.py), by the same `is_phone`.
    """
    typed = text.strip()
    digits = _GAPS.sub("", typed) if len(typed) <= _LONGEST else ""
    number = national_form(digits.removeprefix("+")) if _TYPED.fullmatch(digits) else ""
    if not is_phone(number):
        raise NoPhoneError(_NO_PHONE)
    return number


def spaced_phone(phone: str) -> str:
    """Spaces a number for reading: 0912 345 678."""
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}"


def however_typed(phone: str) -> str:
    """Gives a pattern of all ways in which somebody types a number in the national form: with +84 for its 0, with
    blanks, dots, dashes and brackets between the digits."""
    gap = r"[\s.\-()]*"
    return rf"(?<![\d+])(?:0|\+?84|0084){gap}{gap.join(phone.removeprefix('0'))}(?!\d)"


def is_phone_of_any_country(text: str) -> bool:
    """Whether somebody can be called back under what was typed: a guest's number is not one of Viet Nam.

    E.164 allows fifteen digits; below eight nothing reaches across a border.
    """
    return _OF_ANY_COUNTRY.fullmatch(text) is not None and sum(sign.isdigit() for sign in text) in _DIGITS_OF_ANY
