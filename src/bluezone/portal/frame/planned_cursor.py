"""A cursor of psycopg that has what it asks prepared at once. Only a portal on PostgreSQL loads this module."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor


class PlannedCursor(Cursor[Any]):
    """Asks with values beside the words, and has the server keep the plan."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """Asks as `Cursor` does, prepared from the first time on."""
        return super().execute(query, params, **{**more, "prepare": True})
