"""Every store that the exchange promises: SQLite always, PostgreSQL where the machine has it.

One PostgreSQL runs for all tests of a process, from the first that asks until the process ends; each is given an empty
database of its own in it.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from bluezone.exchange.store import Store, open_store
from bluezone.exchange.store.at_once import told_at_once
from bluezone.exchange.store.log import MARKS, marks_in
from bluezone.exchange.store.tables import metadata
from bluezone.lab.throwaway_postgresql import postgresql_binaries, running_postgresql

_numbers = itertools.count(1)


@contextlib.contextmanager
def store_address(name: str, folder: Path) -> Iterator[str]:
    """The address of an empty store; skips, with the reason, where there is no PostgreSQL."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'exchange.db'}"
        return
    if postgresql_binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    with new_database(server()) as address:
        yield address


@contextlib.contextmanager
def emptied_store(address: str) -> Iterator[Store]:
    """The store at an address, opened and with nothing in its tables."""
    opened = open_store(address)
    with opened.transaction() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())
    yield opened
    opened.close()


def all_marks(connection: sa.Connection) -> dict[str, int]:
    """Every mark, by name."""
    return marks_in(*told_at_once(connection, [MARKS]))


@contextlib.contextmanager
def new_database(server: str, template: str = "template0") -> Iterator[str]:
    """The address of a new database of this server, empty or a copy of another one; gone afterwards, whoever is still
    connected to it."""
    name = f"store_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@functools.cache
def server() -> str:
    """The address of the one that runs for all tests of this process."""
    running = contextlib.ExitStack()
    atexit.register(running.close)
    return running.enter_context(running_postgresql(durable=False))
