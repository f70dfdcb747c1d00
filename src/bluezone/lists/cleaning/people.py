"""Names and sexes."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from bluezone.lists.cleaning.cleaned import Cleaned, Note, asked, changed, wrong
from bluezone.lists.reading.sheet import Cell
from bluezone.vietnam.folding import fold, fold_words

LONGEST_NAME = 80
_NUMBERED = re.compile(r"^\(?\d{1,4}\s*[.)/\-]\s*")
_TITLES = re.compile(
    r"^(?:ông|bà|anh|chị|em|cháu|bs|ths|ts|bác sĩ|ông/bà|hộ ông|hộ bà)[.:]?\s+(?=\S+\s+\S)", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s*\([^)]*\)\s*$")
_PIECES = re.compile(r"([\s'’\-]+)")
_IN_NAMES = "'’ʼ-.,()/"
_NO_NAME = re.compile(r"[\d@#%=<>{}\[\]\\|_+*^~]")


class Sex(Enum):
    """A person's sex, as official lists of Viet Nam have it."""

    MALE = "male"
    FEMALE = "female"


def clean_name(cell: Cell) -> Cleaned[str]:
    """Writes somebody's full name in ordinary letters."""
    if cell is None:
        return Cleaned(None)
    text = " ".join(str(cell).split())
    notes: list[Note] = []
    plain = _BRACKETED.sub("", _NUMBERED.sub("", text)) or text
    if title := _TITLES.match(plain):
        notes.append(changed(f"Đã bỏ “{title.group().strip()}” trước tên.", f"“{title.group().strip()}” was left out."))
        plain = plain[title.end() :]
    elif plain != text:
        notes.append(changed(f"Đã bỏ phần thừa của “{text}”.", f"What “{text}” has beside the name was left out."))
    if _NO_NAME.search(plain) or len(plain) > LONGEST_NAME or not any(letter.isalpha() for letter in plain):
        return Cleaned(
            None, (wrong(f"“{text[:LONGEST_NAME]}” không phải họ tên.", f"“{text[:LONGEST_NAME]}” is no name."),)
        )
    if strange := _signs_of_no_name(plain):
        notes.append(asked(f"“{plain}” có dấu lạ {strange}: lỗi phông chữ?", f"“{plain}” has {strange}: lost letters?"))
    if " " not in plain:
        notes.append(asked(f"“{plain}” chỉ có một chữ.", f"“{plain}” is only one word."))
    return Cleaned(in_ordinary_letters(plain), tuple(notes))


def _signs_of_no_name(plain: str) -> str:
    """Finds signs such as those of Nguyá»…n: letters read in another encoding than they were written in."""
    return "".join(
        dict.fromkeys(sign for sign in plain if unicodedata.category(sign)[0] not in "LMZ" and sign not in _IN_NAMES)
    )


def join_name(family: Cell, given: Cell) -> Cleaned[str]:
    """Joins the name that stands in two columns."""
    parts = [" ".join(str(part).split()) for part in (family, given) if part is not None]
    return clean_name(" ".join(parts) if parts else None)


def in_ordinary_letters(name: str) -> str:
    """Gives each word one capital, where all of them were capitals or none was: `H'HEN NIÊ` is H'Hen Niê."""
    if not (name.isupper() or name.islower()):
        return name
    return "".join(piece[:1].upper() + piece[1:].lower() for piece in _PIECES.split(name))


def clean_sex(cell: Cell) -> Cleaned[Sex]:
    """Reads a sex: Nam, Nữ, or what else stands for them."""
    said = fold_words(str(cell)) if cell is not None else ""
    if not said:
        return Cleaned(None)
    if said in _MALE:
        return Cleaned(Sex.MALE)
    if said in _FEMALE:
        return Cleaned(Sex.FEMALE)
    return Cleaned(None, (wrong(f"“{cell}” không phải Nam hay Nữ.", f"“{cell}” is neither Nam nor Nữ."),))


def sex_of_marks(male: Cell, female: Cell) -> Cleaned[Sex]:
    """Reads a sex from two columns of which one has a mark."""
    marked = (is_marked(male), is_marked(female))
    if all(marked):
        return Cleaned(None, (wrong("Đánh dấu cả Nam và Nữ.", "Both Nam and Nữ are marked."),))
    if not any(marked):
        return Cleaned(None)
    return Cleaned(Sex.MALE if marked[0] else Sex.FEMALE)


def is_marked(cell: Cell) -> bool:
    return cell is not None and cell is not False and fold(str(cell)) not in {"", "0", "-", "khong", "no"}


_MALE = frozenset({"nam", "male", "m", "trai", "nam gioi", "ong", "1"})
_FEMALE = frozenset({"nu", "female", "f", "gai", "nu gioi", "ba", "0"})
