"""Rows by the hundred: looked for, added and changed with one statement, in each database's own words.

What calls ask of the store is the same few statements with many values. Built from their parts anew for each group of
calls they were the larger part of what a call cost: the list of a question is rendered value by value, and PostgreSQL
is sent each row by itself. Here the words are made once. PostgreSQL gets a column of values as one array, past the
engine, which takes longer over a statement than the driver. SQLite gets as many places as the next power of two, filled
up with the last value, so that it prepares a dozen statements in all.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.sql.type_api import TypeEngine

from bluezone.exchange.errors import StoreError
from bluezone.exchange.store.at_once import Question, Row, committed_at_once, told_at_once

_FEWEST, _MOST = 16, 16_384
"""Places in a list for SQLite, which takes 32,766 values at most."""
_IN_POSTGRESQL: dict[type[TypeEngine[Any]], str] = {
    sa.BigInteger: "bigint",
    sa.Integer: "integer",
    sa.SmallInteger: "smallint",
    sa.LargeBinary: "bytea",
}


@dataclass(frozen=True, eq=False, slots=True)
class Among:
    """The question which rows have one of many values in a column that an index leads to."""

    column: sa.Column[Any]
    asked: tuple[sa.Column[Any], ...]

    def rows(self, connection: sa.Connection, values: Sequence[object]) -> list[Row]:
        """What is asked of each row that has one of these values; of a value that stands twice perhaps twice."""
        parts = (values[at : at + _MOST] for at in range(0, len(values), _MOST))
        some = [self.for_values(connection.dialect, part) for part in parts]
        return [row for answer in told_at_once(connection, some) for row in answer.rows]

    def for_values(self, dialect: sa.Dialect, values: Sequence[object]) -> Question:
        """Asks about 1 to 16,384 values."""
        if dialect.name == "postgresql":
            return Question(_among_array(self), (_array(values),))
        places = max(_FEWEST, 1 << (len(values) - 1).bit_length())
        return Question(_among_places(self, places), (*values, *[values[-1]] * (places - len(values))))


@dataclass(frozen=True, eq=False, slots=True)
class Added:
    """Rows put into a table, by these columns."""

    columns: tuple[sa.Column[Any], ...]

    def add(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Adds these rows. Raises the driver's or the engine's IntegrityError where one of a key is there already."""
        write_at_once(connection, [(self, rows)])

    def of(self, rows: Sequence[Row]) -> Question:
        """The statement that adds these rows on PostgreSQL."""
        return Question(_added_arrays(self), _columns(rows))

    def by_engine(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Adds them on SQLite."""
        connection.exec_driver_sql(_added_places(self), list(rows))


@dataclass(frozen=True, eq=False, slots=True)
class Changed:
    """Rows that are found by the first of these columns and get values in the others. Each has to be there, and one
    column to stand so: whoever writes has seen that in the same turn."""

    columns: tuple[sa.Column[Any], ...]
    where: sa.Column[Any]
    stands: int

    def of(self, rows: Sequence[Row]) -> Question:
        """The statement that changes these rows on PostgreSQL, or fails."""
        return Question(_changed_arrays(self), _columns(rows))

    def by_engine(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Changes them on SQLite, or raises StoreError."""
        changed = connection.exec_driver_sql(_changed_places(self), [(*row[1:], row[0]) for row in rows]).rowcount
        if changed != len(rows):
            raise _changed_by_others()


Write = tuple[Added | Changed, Sequence[Row]]
"""What is to be written, and how."""


def write_at_once(connection: sa.Connection, writes: Sequence[Write], *, is_last: bool = False) -> None:
    """Writes into several tables. Raises as `Added.add`; and StoreError where a row to be changed stands otherwise.

    Of what `is_last` in a transaction PostgreSQL's answer is that all of it is on disk; SQLite's ends with its block.
    """
    some = [(how, rows) for how, rows in writes if rows]
    if connection.dialect.name != "postgresql":
        for how, rows in some:
            how.by_engine(connection, rows)
        return
    try:
        (committed_at_once if is_last else told_at_once)(connection, [how.of(rows) for how, rows in some])
    except psycopg.errors.DivisionByZero as error:
        raise _changed_by_others() from error


def _changed_by_others() -> StoreError:
    return StoreError("a row was changed by somebody else at the same moment")


@functools.cache
def _among_array(question: Among) -> str:
    """Asks for each value by itself, which of many rows the database finds by the index. To `= ANY` of a table that it
    has not counted yet it answers by reading all of it: each turn took longer than the one before."""
    one = " ".join([*_asked(question), f"{question.column.table.name}.{question.column.name} = asked.value OFFSET 0"])
    return f"SELECT found.* FROM unnest({_place(question.column)}) AS asked (value), LATERAL ({one}) AS found"  # noqa: S608 - names of ours


@functools.cache
def _among_places(question: Among, places: int) -> str:
    return " ".join([*_asked(question), question.column.name, "IN (", ", ".join("?" * places), ")"])


def _asked(question: Among) -> list[str]:
    return ["SELECT", _names(question.asked), "FROM", question.column.table.name, "WHERE"]


@functools.cache
def _added_places(added: Added) -> str:
    places = ", ".join("?" * len(added.columns))
    return " ".join([*_into(added), "VALUES (", places, ")"])


@functools.cache
def _added_arrays(added: Added) -> str:
    return " ".join([*_into(added), "SELECT * FROM", _arrays(added.columns)])


def _into(added: Added) -> list[str]:
    return ["INSERT INTO", added.columns[0].table.name, "(", _names(added.columns), ")"]


@functools.cache
def _changed_places(changed: Changed) -> str:
    key, *others = changed.columns
    values = ", ".join(f"{one.name} = ?" for one in others)
    found = [f"{key.name} = ?", "AND", f"{changed.where.name} = {changed.stands:d}"]
    return " ".join(["UPDATE", key.table.name, "SET", values, "WHERE", *found])


@functools.cache
def _changed_arrays(changed: Changed) -> str:
    """Divides by nothing where one was not changed: so it fails before the commit that is sent with it."""
    key, *others = changed.columns
    table = key.table.name
    values = ", ".join(f"{one.name} = news.{one.name}" for one in others)
    news = ["news (", _names(changed.columns), ") AS (SELECT * FROM", _arrays(changed.columns), ")"]
    found = [f"{table}.{key.name} = news.{key.name}", "AND", f"{table}.{changed.where.name} = {changed.stands:d}"]
    update = ["UPDATE", table, "SET", values, "FROM news WHERE", *found, "RETURNING 1"]
    have_all = "((SELECT count(*) FROM changed) = (SELECT count(*) FROM news))::integer"
    return " ".join(["WITH", *news, ", changed AS (", *update, ") SELECT 1 /", have_all])


def _arrays(columns: tuple[sa.Column[Any], ...]) -> str:
    return f"unnest({', '.join(map(_place, columns))})"


def _place(column: sa.Column[Any]) -> str:
    return f"%s::{_IN_POSTGRESQL[type(column.type)]}[]"


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(map(_array, zip(*rows, strict=True)))


def _array(values: Sequence[Any]) -> str:
    """An array as PostgreSQL writes it, of bytes, integers and nothings: over one of bytes the driver takes twenty
    times as long."""
    if None in values:
        return "{" + ",".join(["NULL" if one is None else _array([one])[1:-1] for one in values]) + "}"
    if isinstance(values[0], bytes):
        return '{"\\\\x' + '","\\\\x'.join(map(bytes.hex, values)) + '"}'
    return "{" + ",".join(map(int.__repr__, values)) + "}"


def _names(columns: tuple[sa.Column[Any], ...]) -> str:
    return ", ".join(one.name for one in columns)
