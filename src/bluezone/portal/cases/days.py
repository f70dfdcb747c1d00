"""Days as numbers that the store counts by: their ordinals, as `datetime.date.toordinal` has them."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler


class DayOfMoment(Func):
    """The day in Viet Nam on which a moment lies: seven hours before Greenwich, all year, since 1975."""

    output_field = IntegerField()
    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it in SQLite's Julian days, which begin earlier; by whole seconds, for it rounds to milliseconds, and a
        day's last microsecond would be the next day's."""
        second = "substr(%(expressions)s, 1, 19)"
        julian = f"CAST(julianday({second}, '+7 hours', 'start of day') - 1721424.5 AS INTEGER)"
        return self.as_sql(compiler, connection, template=julian, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it as a difference of days."""
        difference = "((%(expressions)s AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - DATE '0001-01-01' + 1)"
        return self.as_sql(compiler, connection, template=difference, **more)


class DayOfDate(Func):
    """The number of a day that stands in a column."""

    output_field = IntegerField()
    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it in SQLite's Julian days."""
        julian = "CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER)"
        return self.as_sql(compiler, connection, template=julian, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it as a difference of days."""
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '0001-01-01' + 1)", **more)
