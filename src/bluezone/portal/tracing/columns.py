"""Many rows as whole numbers, days by their ordinals: an outbreak's graph is hundreds of thousands of rows, and a date
made of each takes longer than all that is computed with them.

The database counts the days. PostgreSQL sends all rows as one text, because taking them one by one costs more there
than reading the numbers out of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

_AT_ONCE = 10_000
M = TypeVar("M", bound=Model)
Numbers = tuple[int, ...]
"""One row."""


class _DayNumber(Func):
    """The ordinal of a day, as `datetime.date.toordinal` has it: 1/1/0001 is the first."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it in SQLite's Julian days, which begin earlier."""
        julian = "CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER)"
        return self.as_sql(compiler, connection, template=julian, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it as a difference of days."""
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '0001-01-01' + 1)", **more)


def day_number(column: str, otherwise: int) -> Coalesce:
    """Names a column of days; `otherwise` stands where none is known."""
    return Coalesce(_DayNumber(column), Value(otherwise))


def number(column: str, otherwise: int) -> Coalesce:
    """Names a column of numbers; `otherwise` stands where there is none."""
    return Coalesce(F(column), Value(otherwise))


def numbers_of(rows: QuerySet[M], *columns: str | Combinable) -> list[Numbers]:
    """Reads these columns of rows, in the order of the rows."""
    return list(zip(*columns_of(rows, *columns), strict=True))


def columns_of(rows: QuerySet[M], *columns: str | Combinable) -> list[array[int]]:
    """Reads these columns of rows, each by itself and in the order of the rows."""
    try:
        sql, values = rows.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:  # it shows without asking that there is none
        return [array("q") for _ in columns]
    flat = _read(sql, values, len(columns))
    return [flat[at :: len(columns)] for at in range(len(columns))]


def _read(sql: str, values: Sequence[Any], width: int) -> array[int]:
    """The numbers of one row behind those of the one before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(f"c{at}" for at in range(width))
            whole = f"SELECT string_agg(concat_ws(',', {names}), ',') FROM ({sql}) AS told ({names})"  # noqa: S608 - values are bound
            cursor.execute(whole, values)
            (text,) = cursor.fetchone()
            return array("q", map(int, text.split(","))) if text else array("q")
        cursor.execute(sql, values)
        parts = iter(lambda: cursor.fetchmany(_AT_ONCE), [])
        return array("q", chain.from_iterable(chain.from_iterable(parts)))
