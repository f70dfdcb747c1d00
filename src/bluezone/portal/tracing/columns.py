"""Many rows as whole numbers, days by their ordinals: an outbreak's graph is hundreds of thousands of rows, and a date
made of each takes longer than all that is computed with them.

The database counts the days. All numbers of all rows come as one value, four bytes each, because to take a number from
a row costs more than all else that is done with it. SQLite, which makes no bytes of a number, says them in hexadecimal
digits, and keeps what it said of a row in an index (`KeptNumbers`): to say it anew takes three times as long.
PostgreSQL keeps the numbers in one, and leaves those rows alone that it has looked through since they were written.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import Func, Index, IntegerField, Model, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from bluezone.trace.columns import widened

M = TypeVar("M", bound=Model)
Numbers = tuple[int, ...]
"""One row."""
_IN_FOUR_BYTES = "i"
_SMALL = bytes(range(0x80))
"""First bytes of a number that four signed bytes hold."""
_FIRST_SIGN = ord("0")
_OF_SIGNS = bytes(max(sign - _FIRST_SIGN, 0) for sign in range(0x100))
"""The number that a sign stands for."""
_TOO_MUCH = "a number of a row is negative, or needs more than four bytes"


class Otherwise(Func):
    """A column of numbers, and the number that stands where there is none. It is said in the statement itself: an index
    knows nothing of what is handed over beside it."""

    output_field = IntegerField()
    template = "COALESCE(%(expressions)s, %(otherwise)s)"

    def __init__(self, column: str | Combinable, otherwise: int) -> None:
        super().__init__(column, otherwise=int(otherwise))


class DayNumber(Otherwise):
    """The ordinal of a day, as `datetime.date.toordinal` has it: 1/1/0001 is the first."""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it in SQLite's Julian days, which begin earlier."""
        julian = "COALESCE(CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER), %(otherwise)s)"
        return self.as_sql(compiler, connection, template=julian, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says it as a difference of days."""
        difference = "COALESCE(%(expressions)s - DATE '0001-01-01' + 1, %(otherwise)s)"
        return self.as_sql(compiler, connection, template=difference, **more)


class Packed(Func):
    """The numbers of a row beside each other, from 0 up to 2,147,483,647, in four bytes, the highest first."""

    output_field = TextField()
    sums = MappingProxyType({"sqlite": "group_concat({}, '')", "postgresql": "string_agg({}, ''::bytea)"})
    """How a database says those of all rows."""

    @property
    def width(self) -> int:
        """How many numbers there are of a row."""
        return len(self.get_source_expressions())

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says eight digits a number; one that needs more makes the whole too long (`_columns_in`)."""
        digits = "%%%%08x" * self.width
        return self.as_sql(compiler, connection, template=f"printf('{digits}', %(expressions)s)", **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says eight bytes for two numbers beside each other, which takes it less than four for each; one that needs
        more is an error there, and a negative one shows in the first (`columns_in`)."""
        number, pair = "(%s)::int4", "int8send((%s)::int4::int8 << 32 | (%s)::int4)"
        said = [pair] * (self.width // 2) + [f"int4send({number})"] * (self.width % 2)
        told = [compiler.compile(one) for one in self.get_source_expressions()]
        return " || ".join(said) % tuple(sql for sql, _ in told), [value for _, values in told for value in values]

    def columns_in(self, said: str | bytes | None, rows: int) -> list[array[int]]:
        """Each number of so many rows by itself. Raises OverflowError."""
        raw = _bytes_of(said, 4 * self.width * rows)
        if raw[::4].translate(None, _SMALL):
            raise OverflowError(_TOO_MUCH)
        numbers = array(_IN_FOUR_BYTES, raw)
        if sys.byteorder == "little":
            numbers.byteswap()
        return [numbers[at :: self.width] for at in range(self.width)]


class Numbered(Func):
    """A column with one of few words as the number of the word; the next one after them all stands for any other. The
    database says a sign for each row: to look for words in what it says of all rows takes longer."""

    output_field = TextField()
    sums = MappingProxyType({"sqlite": "group_concat({}, '')", "postgresql": "string_agg({}, '')"})
    width = 1

    def __init__(self, column: str, words: Sequence[str]) -> None:
        super().__init__(column)
        self._words = tuple(words)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Says the sign of each word, as many as there are of ASCII's."""
        (column,) = self.get_source_expressions()
        said, values = compiler.compile(column)
        signs = [chr(_FIRST_SIGN + number) for number in range(len(self._words) + 1)]
        pairs = [value for pair in zip(self._words, signs, strict=False) for value in pair]
        return f"CASE {said} {'WHEN %s THEN %s ' * len(self._words)}ELSE %s END", [*values, *pairs, signs[-1]]

    as_postgresql = as_sqlite

    def columns_in(self, said: str | None, _rows: int) -> list[array[int]]:
        """The number of each row's word."""
        return [widened((said or "").encode("ascii").translate(_OF_SIGNS))]


class KeptNumbers(Index):
    """An index from which numbers of rows are read, and the rows are left alone: after what it is in order of, it holds
    them packed. SQLite finds it by its very words: who has numbers said otherwise writes a migration that makes it
    anew, or stores that are there are read from their rows. PostgreSQL reads no expression from an index, so there it
    holds the columns."""

    def create_sql(
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **more: Any
    ) -> Statement:
        if schema_editor.connection.vendor == "sqlite":
            return super().create_sql(model, schema_editor, using, **more)
        *order, packed = self.expressions
        ordered = [_column_of(one) for one in order]
        held = [_column_of(one) for one in packed.get_source_expressions()]  # type: ignore[union-attr] # as is said above
        held = [name for name in held if name not in ordered]
        covering = Index(fields=ordered, include=held, condition=self.condition, name=self.name)
        return covering.create_sql(model, schema_editor, using, **more)


def rows_of(rows: QuerySet[M], pack: Packed) -> list[Numbers]:
    """Reads the numbers of each row, in the order of the rows."""
    return list(zip(*columns_of(rows, pack), strict=True))


def columns_of(rows: QuerySet[M], *asked: Packed | Numbered) -> list[array[int]]:
    """Reads these numbers, each column by itself and in the order of the rows. Raises OverflowError, and on PostgreSQL
    an error of its own, for a number that is negative or needs more than four bytes."""
    try:
        count, *told = _whole(rows, asked)
    except EmptyResultSet:  # it shows without asking that there is none
        count, told = 0, [None for _ in asked]
    return [column for one, said in zip(asked, told, strict=True) for column in one.columns_in(said, count)]


@contextmanager
def numbers_from_indexes() -> Iterator[None]:
    """Has PostgreSQL read the numbers of a whole outbreak from their index. It takes an index for scattered over a disk
    and would rather read rows that lie in the order of their keys, though these are more than twice as much. Until the
    transaction ends: the caller's, or one of these reads alone."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1.1")
        yield


def _whole(rows: QuerySet[M], asked: Sequence[Packed | Numbered]) -> tuple[Any, ...]:
    """How many rows there are, and what all of them say, one behind the other. Neither database changes the order in
    which a question within hands them over to such a sum."""
    names = {f"said{at}": one for at, one in enumerate(asked)}
    sql, values = rows.annotate(**names).values_list(*names).query.sql_with_params()
    sums = ", ".join(one.sums[connection.vendor].format(name) for name, one in names.items())
    whole = f"SELECT COUNT(*), {sums} FROM ({sql}) AS told"  # noqa: S608 - values are bound
    if connection.vendor == "postgresql":
        return _said_in_bytes(whole, values)
    with connection.cursor() as cursor:
        cursor.execute(whole, values)
        return tuple(cursor.fetchone())


def _said_in_bytes(sql: str, values: Sequence[Any]) -> tuple[Any, ...]:
    """Asks PostgreSQL for bytes as they are: Django has it say each in two digits, and read again."""
    from psycopg import Cursor  # noqa: PLC0415 - a portal on SQLite loads none of it

    with connection.cursor() as django, connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return tuple(cursor.execute(django.mogrify(sql, values), binary=True, prepare=False).fetchone() or ())


def _bytes_of(said: str | bytes | None, length: int) -> bytes:
    """So many bytes; SQLite says each in two digits, and more of them where a number needs more."""
    if len(said or "") != length * (2 if isinstance(said, str) else 1):
        raise OverflowError(_TOO_MUCH)
    return bytes.fromhex(said) if isinstance(said, str) else said or b""


def _column_of(number: Any) -> str:
    """The column of which this is the number."""
    return str(number.name) if hasattr(number, "name") else _column_of(number.get_source_expressions()[0])
