"""What a row says of a person beside their id: name, number, year of birth, commune. What cannot be read is told and
left empty; the row is taken all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bluezone.lists.cleaning.cleaned import Cleaned, Weight
from bluezone.lists.cleaning.dates import clean_birth
from bluezone.lists.cleaning.people import clean_name, join_name
from bluezone.lists.cleaning.phones import clean_phones, dialled_today
from bluezone.lists.outbreak.rows import Row, Told
from bluezone.vietnam.folding import fold_words

Value = TypeVar("Value")
_LONGEST_PLACE = 120


@dataclass(frozen=True, slots=True)
class Known:
    """A person as far as a row goes. Empty is not known."""

    name: str = ""
    phone: str = ""
    """The first of the cell, in its form of today."""
    birth_year: int | None = None
    commune: str = ""
    """As the list has it."""

    def joined_with(self, other: Known) -> Known:
        """What both rows say; where they differ, what this one says."""
        return Known(
            self.name or other.name,
            self.phone or other.phone,
            self.birth_year or other.birth_year,
            self.commune or other.commune,
        )

    def as_id(self) -> str:
        """Names somebody of whom a list has no id: the same words are the same person within it; "" without a name."""
        if not self.name:
            return ""
        return f"{fold_words(self.name)} {self.birth_year or '-'} {self.phone or fold_words(self.commune) or '-'}"


NOBODY = Known()


def known_at(row: Row, columns: Mapping[str, int], today: dt.date, told: list[Told]) -> Known:
    """Reads what a row says of its person."""
    if not columns:
        return NOBODY
    birth = _taken(row, clean_birth(row.at(columns.get("birth")), today), told)
    phones = _taken(row, clean_phones(row.at(columns.get("phone"))), told)
    number = phones.numbers[0] if phones else ""
    return Known(
        name=_taken(row, _name(row, columns), told) or "",
        phone=dialled_today(number),
        birth_year=birth.year if birth else None,
        commune=row.text(columns.get("commune"))[:_LONGEST_PLACE],
    )


def _name(row: Row, columns: Mapping[str, int]) -> Cleaned[str]:
    if "name" in columns:
        return clean_name(row.at(columns["name"]))
    return join_name(row.at(columns.get("family_name")), row.at(columns.get("given_name")))


def _taken(row: Row, cleaned: Cleaned[Value], told: list[Told]) -> Value | None:
    told += [Told(row.line, note.words) for note in cleaned.notes if note.weight is Weight.WRONG]
    return cleaned.value
