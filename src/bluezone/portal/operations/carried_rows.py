"""Whether every row stands after an upgrade: each table counted before and after."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from bluezone.portal.errors import ConfigurationError

_GROWING = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "places_unit",
        "places_change",
        "places_succession",
    }
)
"""Tables in which a version notes what it consists of and what the country is called; they never shrink. All others
have as many rows afterwards as before: a change that makes rows says so here."""


def count_rows() -> dict[str, int]:
    """Counts the rows of each table."""
    with connection.cursor() as cursor:
        return {name: _count(cursor, name) for name in connection.introspection.table_names(cursor)}


def require_all_rows(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Raises ConfigurationError for the first table that has other rows than before."""
    for table, count in before.items():
        found = after.get(table, 0)
        if found < count or (found > count and table not in _GROWING):
            raise ConfigurationError(f"table {table} had {count} rows and would have {found}")


def _count(cursor: object, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # type: ignore[attr-defined] # noqa: S608 - the store's own name
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]
