"""The columns of an export, and values as both formats write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.lists.cleaning.communes import Unit
from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.cleaning.people import Sex
from bluezone.lists.cleaning.phones import Phones
from bluezone.vietnam.words import Language, Words

Exported = str | int | float | bool | dt.date | dt.datetime | Birth | Sex | Phones | Unit | None
Plain = str | int | float | dt.date | dt.datetime | None

_SEX = {Sex.MALE: Words("Nam", "Male"), Sex.FEMALE: Words("Nữ", "Female")}
_YES, _NO = Words("Có", "Yes"), Words("Không", "No")


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A heading in both languages, and how wide it stands."""

    label: Words
    width: int = 18
    """In letters."""

    def __post_init__(self) -> None:
        if not 1 <= self.width <= 255:
            raise ValueError("a column is 1 to 255 letters wide")


def plain(value: Exported, language: Language) -> Plain:
    """Writes a value of ours as text, number or date."""
    if isinstance(value, bool):
        return (_YES if value else _NO).said(language)
    if isinstance(value, Sex):
        return _SEX[value].said(language)
    if isinstance(value, Unit):
        return value.name
    if isinstance(value, Phones | Birth):
        return str(value)
    return value
