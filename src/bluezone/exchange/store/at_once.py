"""Several statements on their way to PostgreSQL at once, and their answers on the way back.

A statement is little work for the database and much for whoever sends it: the driver sleeps until the answer comes, and
to be woken costs more than to ask. Libpq's pipeline carries what needs no answer of what goes before it; the driver's
own way to it takes twice as long as one statement after the other, so this speaks to libpq as the driver does, and has
the driver read the answers. On SQLite, which answers in the same thread, one goes after the other.
"""

from __future__ import annotations

import errno
import functools
import os
import select
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import abc, pq
from psycopg.adapt import Transformer

Row = tuple[Any, ...]

DATABASE_ERRORS = (sa.exc.DBAPIError, psycopg.Error)
"""What a database's error comes as: by the engine, and past it."""

_PREPARED = "bluezone_prepared"
_SILENCE = tuple(os.strerror(number) for number in (errno.ETIMEDOUT, errno.EHOSTUNREACH))
"""As libpq repeats it of the system: nobody answered, or none on the same switch even said which machine it is."""
_DONE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_TAKEN_BACK = b"ROLLBACK"
"""So, and with no error, a commit is answered where something failed before it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A statement in a database's own words, with its values: on PostgreSQL text alone, of which the words say what it
    is; on SQLite whatever its driver takes."""

    words: str
    values: Row = ()


_BEGIN = Question("BEGIN ISOLATION LEVEL READ COMMITTED")
"""Whatever the database or its role has for a habit: what is asked behind a turn's lock must not be answered as things
stood when the waiting for it began."""
_COMMIT = Question("COMMIT")


@dataclass(frozen=True, slots=True)
class Told:
    """What came back: integers and bytes, without a row's names and types around them."""

    rows: list[Row]


def told_at_once(connection: sa.Connection, questions: Sequence[Question]) -> list[Told]:
    """The answers in order; each statement sees what those before it did. Raises the driver's error of the first that
    failed, in one line and without values; of those behind it none was done."""
    if connection.dialect.name != "postgresql":
        return [_told_by_engine(connection, question) for question in questions]
    if not questions:
        return []
    driver: Any = connection.connection.driver_connection
    line, prepared = driver.pgconn, connection.info.setdefault(_PREPARED, {})
    try:
        if driver.autocommit or line.transaction_status != pq.TransactionStatus.IDLE:
            return _ask(driver, prepared, questions)
        return _ask(driver, prepared, [_BEGIN, *questions])[1:]  # as the driver does before the first of its own
    except (psycopg.errors.InvalidSqlStatementName, psycopg.errors.DuplicatePreparedStatement):
        line.finish()  # what we think is prepared on it is not what is: the next line is a new one
        raise
    except psycopg.Error as error:  # past the engine, which would keep an error to its first line (opening.py)
        error.args = (str(error).partition("\n")[0],)
        raise


def committed_at_once(connection: sa.Connection, questions: Sequence[Question]) -> None:
    """Has PostgreSQL do these and end the transaction, which is on disk then. Raises as `told_at_once`; of what fails,
    and of what the transaction did before, nothing stays."""
    told_at_once(connection, [*questions, _COMMIT])


def is_out_of_reach(error: Exception) -> bool:
    """Whether nobody answered, as opposed to a database that says what is wrong."""
    found = _of_driver(error)
    return isinstance(found, psycopg.OperationalError) and found.sqlstate is None


def kind_of(error: Exception) -> str:
    """What the driver calls a database's error."""
    return type(_of_driver(error)).__name__


def was_silent(error: Exception) -> bool:
    """Whether that was waited for until the line counted as cut (opening.py), as opposed to one that was hung up on. To
    take a turn back on a line that is gone is an error of its own, behind which the first one stands."""
    found = _of_driver(error)
    if isinstance(found, psycopg.errors.ConnectionTimeout) or any(words in str(found) for words in _SILENCE):
        return True
    return isinstance(error.__context__, Exception) and was_silent(error.__context__)


def _of_driver(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, sa.exc.DBAPIError) else error


def _told_by_engine(connection: sa.Connection, question: Question) -> Told:
    found = connection.exec_driver_sql(question.words, question.values or None)
    return Told([tuple(row) for row in found] if found.returns_rows else [])


def _ask(driver: Any, prepared: dict[str, bytes], questions: Sequence[Question]) -> list[Told]:
    line = driver.pgconn
    line.enter_pipeline_mode()
    try:
        sent = _send(line, prepared, questions)
        results = _results(line)
    except BaseException:
        line.finish()  # nobody knows what is still on its way
        raise
    line.exit_pipeline_mode()
    reader, answers = Transformer(driver), []
    for news, result in zip(sent, results, strict=True):
        if result.status not in _DONE:
            raise psycopg.errors.error_from_result(result)
        if result.command_status == _TAKEN_BACK:
            raise psycopg.errors.InFailedSqlTransaction("what had failed before was not committed")
        if news:
            prepared |= news  # and stays so, whatever becomes of the transaction
        else:
            answers.append(_told(result, reader))
    return answers


def _send(line: Any, prepared: dict[str, bytes], questions: Sequence[Question]) -> list[dict[str, bytes]]:
    """Sends them all; what each of the answers to come prepares: the name of a statement that this line never had
    before, or nothing."""
    sent: list[dict[str, bytes]] = []
    named = dict(prepared)
    for words, values in ((question.words, question.values) for question in questions):
        if words not in named:
            named[words] = b"bluezone_%d" % len(named)
            line.send_prepare(named[words], _numbered(words))
            sent.append({words: named[words]})
        line.send_query_prepared(named[words], [value.encode() for value in values], result_format=pq.Format.BINARY)
        sent.append({})
    line.pipeline_sync()
    return sent


def _results(line: Any) -> list[Any]:
    """What came back, one result for each statement and each preparation."""
    socket = select.poll()
    socket.register(line.socket, select.POLLIN)
    while line.flush():  # more than the line takes at once
        socket.modify(line.socket, select.POLLIN | select.POLLOUT)
        if socket.poll()[0][1] & ~select.POLLOUT:
            line.consume_input()
    socket.modify(line.socket, select.POLLIN)
    results: list[Any] = []
    while True:
        while line.is_busy():
            socket.poll()
            line.consume_input()
        result = line.get_result()
        if result is None:  # between two statements
            continue
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            return results
        results.append(result)


def _told(result: Any, reader: abc.Transformer) -> Told:
    reader.set_pgresult(result)
    return Told(reader.load_rows(0, result.ntuples, tuple))


@functools.cache
def _numbered(words: str) -> bytes:
    """Writes a statement with its places as the database numbers them."""
    parts = words.split("%s")
    return "".join([parts[0], *(f"${number}{part}" for number, part in enumerate(parts[1:], 1))]).encode()
