"""A mapping: columns given to the fields of one schema, and the fingerprint by which it is found again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from bluezone.lists.errors import MappingError
from bluezone.lists.layout.table import Column, Table
from bluezone.lists.schemas.fields import Field, Kind, Schema
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Words


@dataclass(frozen=True, slots=True)
class Proposal:
    """One column, the field it probably is, and why; or no field."""

    column: Column
    field: str | None
    confidence: float
    """0..1"""
    reasons: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A person's decision, made or to come: for each field that the list has, the index of its column."""

    schema: Schema
    columns: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        for name, _ in self.columns:
            if not self.schema.knows(name):
                raise MappingError(Words(f"Không có trường “{name}”.", f"There is no field “{name}”."))
        _refuse_twice([name for name, _ in self.columns])
        _refuse_twice([str(index) for _, index in self.columns])
        if not self.has_key:
            label = self.schema.field(self.schema.key).label
            raise MappingError(Words(f"Chưa chọn cột cho “{label.vi}”.", f"No column was chosen for “{label.en}”."))

    @property
    def has_key(self) -> bool:
        """Whether each row can say what it is about."""
        return says_its_key(self.schema, {name for name, _ in self.columns})

    @property
    def fields(self) -> tuple[tuple[Field, int], ...]:
        """The fields with their columns; where the key has none, what stands in for it is read as the key."""
        names = {name for name, _ in self.columns}
        stands_in = not _says_key_itself(self.schema, names)
        return tuple(
            (self.schema.field(self.schema.key if stands_in and name == self.schema.stand_in else name), index)
            for name, index in self.columns
        )

    def index_of(self, field: str) -> int | None:
        return next((index for name, index in self.columns if name == field), None)


def says_its_key(schema: Schema, fields: Collection[str]) -> bool:
    """Whether rows with these fields say what they are about, by the key or by what stands in for it."""
    return _says_key_itself(schema, fields) or schema.stand_in in fields


def _says_key_itself(schema: Schema, fields: Collection[str]) -> bool:
    given_apart = any(schema.field(name).kind is Kind.GIVEN_NAME for name in fields)
    return schema.key in fields or (schema.key == "full_name" and given_apart)


def fingerprint_of(table: Table) -> str:
    """Names a header: the same for every list with these headers in this order, however they are typed."""
    headers = [fold_words(column.header) for column in table.columns]
    return hashlib.sha256("\n".join(headers).encode()).hexdigest()


def mapping_of(schema: Schema, proposals: tuple[Proposal, ...]) -> Mapping:
    """Takes the proposals as they are. Raises MappingError when no column says what a row is about."""
    return Mapping(schema, tuple((p.field, p.column.index) for p in proposals if p.field is not None))


def _refuse_twice(values: list[str]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise MappingError(Words(f"“{value}” được chọn hai lần.", f"“{value}” was chosen twice."))
