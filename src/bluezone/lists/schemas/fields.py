"""The shape of a schema: fields with their kind, their label and the headers under which offices write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Words


class Kind(Enum):
    """How a cell of the field is read."""

    ORDER = "running number"
    NAME = "full name"
    FAMILY_NAME = "family and middle names"
    GIVEN_NAME = "given name"
    SEX = "sex"
    MALE_MARK = "mark: male"
    FEMALE_MARK = "mark: female"
    BIRTH = "date or year of birth"
    MALE_BIRTH = "birth, written in the men's column"
    FEMALE_BIRTH = "birth, written in the women's column"
    DATE = "date"
    PHONE = "phone numbers"
    IDENTITY = "identity number"
    COMMUNE = "commune"
    YES_NO = "yes or no"
    COUNT = "count"
    TEXT = "text"


JOINED: dict[Kind, str] = {
    Kind.FAMILY_NAME: "full_name",
    Kind.GIVEN_NAME: "full_name",
    Kind.MALE_MARK: "sex",
    Kind.FEMALE_MARK: "sex",
    Kind.MALE_BIRTH: "birth",
    Kind.FEMALE_BIRTH: "birth",
}
"""Kinds that are only a part: what they say is kept under this field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a list says about each of its rows."""

    name: str
    kind: Kind
    label: Words
    headers: tuple[str, ...] = ()
    """As offices write them, best first; compared folded."""
    required: bool = False
    fill_down: bool = False
    """Written in the first row of a group only, and meant for all of it."""
    at_most: tuple[str, ...] = ()
    """Counts that this one cannot be above; the first of them that the row has is asked."""
    section: tuple[str, ...] = ()
    """How a heading between the rows begins, folded, when it says this for those below; "" for any heading."""

    @property
    def stored_as(self) -> str:
        return JOINED.get(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of list."""

    name: str
    label: Words
    fields: tuple[Field, ...]
    key: str
    """The field without which a row says nothing."""
    stand_in: str = ""
    """The field that says it instead, in lists that have no column of the key's own."""

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names) or not {self.key, self.stand_in or self.key} <= set(names):
            raise ValueError(f"the fields of {self.name} are not well named")

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def knows(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)

    def folded_headers(self) -> frozenset[str]:
        return frozenset(fold_words(header) for field in self.fields for header in field.headers)
