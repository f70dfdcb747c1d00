"""Rows that are written whether or not there is one of their key already; each database has its own word for it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite


def add_or_replace(
    connection: sa.Connection, table: sa.Table, key: str, row: Mapping[str, object], instead: Mapping[str, object]
) -> None:
    """Adds the row; where one of its key stands already, sets there what is to stand instead."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - elsewhere a start does without: a twentieth of it

        added = postgresql.insert(table).values(row)
        connection.execute(added.on_conflict_do_update(index_elements=[key], set_=dict(instead)))
    else:
        kept = sqlite.insert(table).values(row)
        connection.execute(kept.on_conflict_do_update(index_elements=[key], set_=dict(instead)))
