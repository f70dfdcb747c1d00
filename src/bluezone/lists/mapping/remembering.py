"""A list with a header that was seen before is mapped as it was then."""

from __future__ import annotations

from bluezone.lists.errors import MappingError
from bluezone.lists.layout.table import Table
from bluezone.lists.mapping.mapping import Mapping, fingerprint_of, mapping_of
from bluezone.lists.mapping.proposing import propose
from bluezone.lists.ports import SavedMappings
from bluezone.lists.schemas.fields import Schema


def mapping_for(table: Table, schema: Schema, saved: SavedMappings) -> tuple[Mapping, bool]:
    """The mapping that was confirmed for this header, and True; else the proposed one. Raises MappingError when
    neither says what a row is about."""
    columns = saved.find(schema.name, fingerprint_of(table))
    if columns is not None:
        try:
            return Mapping(schema, columns), True
        except MappingError:
            pass  # the schema has changed since; it is proposed anew
    return mapping_of(schema, propose(table, schema)), False


def keep_mapping(table: Table, mapping: Mapping, saved: SavedMappings) -> None:
    """Keeps a mapping, once a person has confirmed it."""
    saved.keep(mapping.schema.name, fingerprint_of(table), mapping.columns)
