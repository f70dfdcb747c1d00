"""Two readings of the store at once, of one moment. A server gives each of its lines one processor, and SQLite, which
is read in our own process, lets go of the interpreter until a whole outbreak is read.

On PostgreSQL the second line sees the store as the first does, by the snapshot that this one hands on. SQLite hands
none on: there both begin to read, and where another has written between the two beginnings they begin once more. Within
a transaction of the caller a second line would not see what the caller wrote, and a store that lies in memory has one
line, so there one reading comes before the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
_TRIES = 5
"""How often SQLite's lines begin anew: one that writes without a pause is not waited for."""


class Beside(Protocol):
    """Has something read meanwhile, after what it was asked for before; what it hands over waits for that."""

    def __call__(self, reading: Callable[[], T], /) -> Callable[[], T]: ...


@contextmanager
def second_line() -> Iterator[Beside]:
    """Opens a second line to the store, which is closed behind the block. Whatever the block reads, on either, is of
    one moment."""
    if connection.in_atomic_block or _lies_in_memory():
        yield at_once
        return
    with ThreadPoolExecutor(1) as thread:
        try:
            with (_one_snapshot if connection.vendor == "postgresql" else _one_state)(thread) as beside:
                yield beside
        finally:
            thread.submit(_close).result()


def at_once(reading: Callable[[], T], /) -> Callable[[], T]:
    """Reads it over the one line that there is, where another may have written since what was read before it."""
    found = reading()
    return lambda: found


def _close() -> None:
    connection.close()  # that of the thread in which it is said


def _lies_in_memory() -> bool:
    return connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined] # SQLite's alone


def _on(thread: ThreadPoolExecutor) -> Beside:
    """The line of this thread."""

    def beside(reading: Callable[[], T], /) -> Callable[[], T]:
        return thread.submit(reading).result

    return beside


@contextmanager
def _one_snapshot(thread: ThreadPoolExecutor) -> Iterator[Beside]:
    """Holds both lines of PostgreSQL at the moment of the first."""
    with transaction.atomic():
        _execute(_ONE_MOMENT)
        moment = _execute("SELECT pg_export_snapshot()")
        thread.submit(_see_as_of, moment).result()
        yield _on(thread)


def _see_as_of(moment: str) -> None:
    """Begins a transaction that ends with the line."""
    connection.set_autocommit(False)
    _execute(_ONE_MOMENT)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [moment])


@contextmanager
def _one_state(thread: ThreadPoolExecutor) -> Iterator[Beside]:
    """Holds both lines of SQLite at one state of its file; where others write without a pause, there is one line."""
    for _ in range(_TRIES):
        before = thread.submit(_state).result()
        _begin()
        try:
            if thread.submit(_begin).result() == before:
                yield _on(thread)
                return
        finally:
            _end()
        thread.submit(_end).result()
    _begin()
    try:
        yield at_once
    finally:
        _end()


def _begin() -> object:
    """Begins to read, which keeps nobody from writing, and says of which state: Django would begin to write."""
    _execute("BEGIN DEFERRED")
    return _state()


def _end() -> None:
    if connection.connection.in_transaction:  # an error of the disk has ended it already
        _execute("ROLLBACK")


def _state() -> object:
    """A number of this line's own. It is another one as soon as the line sees what another one has written."""
    return _execute("PRAGMA data_version")


def _execute(sql: str) -> Any:
    """What it comes to, where it comes to something."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None
