"""Telephone numbers of Viet Nam as people type them.

What a number is, and its national form, bluezone.vietnam.telephone says. Here is what lists have beside: several in one
cell, words around them, letters for digits, and numbers of old times, which are asked about and not refused. In
September 2018 mobile numbers of eleven digits lost one (016x became 03x, and so on): an old one is asked about, because
the number it became is known but whether it is still this person's is not. In 2017 the area codes changed, and to which
is not told by the number alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bluezone.lists.cleaning.cleaned import Cleaned, Note, asked, changed, wrong
from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.telephone import is_phone, national_form

NEW_PREFIXES: dict[str, str] = {
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0126": "076",
    "0128": "078",  # MobiFone
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0127": "081",
    "0129": "082",  # VinaPhone
    "0162": "032",
    "0163": "033",
    "0164": "034",
    "0165": "035",  # Viettel
    "0166": "036",
    "0167": "037",
    "0168": "038",
    "0169": "039",
    "0186": "056",
    "0188": "058",  # Vietnamobile
    "0199": "059",  # Gmobile
}
"""The change of 15 September to 14 November 2018."""

_OLD_LANDLINE = re.compile(r"0[2-7]\d{8}")
_SEPARATORS = re.compile(r"\s*(?:[/;,|&\n]|\bhoặc\b|\bvà\b|\s-\s)\s*")
_NOISE = re.compile(r"(?i)(?:đt|sđt|dđ|tel|phone|số|nr|cq)\s*[:.]?")
_MOST_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Phones:
    """The numbers of one cell, in the order they stand."""

    numbers: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.numbers or not all(number.isdecimal() and number[0] == "0" for number in self.numbers):
            raise ValueError("a number begins with 0 and has only digits")

    def __str__(self) -> str:
        return ", ".join(self.numbers)


def clean_phones(cell: Cell) -> Cleaned[Phones]:
    """Reads every number in a cell, each in its national form."""
    text = _as_text(cell)
    if not text:
        return Cleaned(None)
    numbers: list[str] = []
    notes: list[Note] = []
    for part in _parts(text):
        number, found = _one(part)
        notes += found
        if number and number not in numbers:
            numbers.append(number)
    whole = " / ".join(map(dialled_today, numbers))
    notes = [replace(note, suggestion=whole) if note.suggestion else note for note in notes]
    if len(numbers) > 1:
        notes.append(changed(f"Trong ô có {len(numbers)} số.", f"The cell holds {len(numbers)} numbers."))
    return Cleaned(Phones(tuple(numbers)) if numbers else None, tuple(notes))


def number_meant(text: str) -> str:
    """Reads the number that somebody wrote down, however it is written, as it is dialled today; it may be none. By it
    two who told a number are known for the same."""
    return dialled_today(national_form(_digits(text)))


def dialled_today(number: str) -> str:
    """The number that a mobile one of eleven digits became in 2018; every other as it is."""
    return current_number(number) or number


def current_number(number: str) -> str | None:
    """Finds what an old mobile number of eleven digits became, or None."""
    new = NEW_PREFIXES.get(number[:4])
    return new + number[4:] if new and len(number) == 11 else None


def _as_text(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        return f"{cell:.0f}"
    text = _NOISE.sub(" ", str(cell)).strip()
    return "" if text in {"-", "x", "0", "không", "Không", "không có", "Không có"} else text


def _parts(text: str) -> list[str]:
    """Cuts a cell into one text for each number. Digits in one run are cut where a second number can begin."""
    parts = [part for part in _SEPARATORS.split(text) if any(letter.isdigit() for letter in part)]
    if len(parts) > 1 and not all(9 <= len(_digits(part)) <= 13 for part in parts):
        whole = _digits(text)
        if _looks_right(whole):
            return [text]  # the sign was inside one number: 0912/345/678
    return [piece for part in parts or [text] for piece in _cut(part)]


def _cut(part: str) -> list[str]:
    digits = _digits(part)
    if len(digits) < 18 or len(digits) > _MOST_DIGITS:
        return [part]
    for at in (10, 11, 9):
        if _looks_right(digits[:at]) and len(digits[at:]) >= 9:
            return [digits[:at], *_cut(digits[at:])]
    return [part]


def _looks_right(digits: str) -> bool:
    number, _ = _national(digits)
    return is_phone(number) or current_number(number) is not None


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal() and letter.isascii())


def _one(text: str) -> tuple[str | None, list[Note]]:
    spelt = re.sub(r"(?<=[\d\s.])[oO](?=[\d\s.])|^[oO](?=\d)", "0", text)
    number, notes = _national(_digits(spelt))
    if spelt != text:
        notes.append(changed("Chữ O đã đổi thành số 0.", "A letter O was read as a zero."))
    if re.search(r"[^\W\d_]", spelt):
        notes.append(changed(f"Phần chữ trong “{text}” bị bỏ.", f"The words in “{text}” were left out."))
    if is_phone(number):
        return number, notes
    if new := current_number(number):
        was = asked(
            f"{number} là số 11 chữ số cũ (đổi năm 2018); nay là {new}.",
            f"{number} is an old number of eleven digits (changed in 2018); it is now {new}.",
            new,
        )
        return number, [*notes, was]
    if _OLD_LANDLINE.fullmatch(number):
        return number, [
            *notes,
            asked(
                f"{number} có vẻ là số cố định với mã vùng cũ.",
                f"{number} seems to be a landline with an old area code.",
            ),
        ]
    return None, [wrong(f"“{text}” không phải số điện thoại.", f"“{text}” is no telephone number.")]


def _national(digits: str) -> tuple[str, list[Note]]:
    """Writes a number with its leading 0; where a spreadsheet had dropped it, that is said."""
    number = national_form(digits)
    is_changed = number == "0" + digits
    return number, [changed("Đã thêm số 0 ở đầu.", "The leading 0 was put back.")] if is_changed else []
