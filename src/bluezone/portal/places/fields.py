"""Columns that compare byte by byte on every database.

Paths, so that a prefix is a range; sort keys, so that names stand in Vietnamese order on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_BINARY_COLLATIONS = {"sqlite": "BINARY", "postgresql": "C"}


class BinaryTextField(models.CharField):  # type: ignore[type-arg] # generic in the stubs only
    """Text whose order is that of its bytes."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Adds the collation that compares bytes."""
        return {**super().db_parameters(connection), "collation": _BINARY_COLLATIONS[connection.vendor]}


class PathField(BinaryTextField):
    """The path of where a row belongs (`paths.py`); indexed, because every list is cut by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 120, "db_index": True, **kwargs})


class SortKeyField(BinaryTextField):
    """The sort key of a Vietnamese name (`bluezone.vietnam.names.sort_key`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 400, **kwargs})
