"""Databases in which a portal's tables and the units of its tests stand already. On PostgreSQL they are made once in a
run, read into each worker's server once, and copied there for whoever asks."""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bluezone.lab.throwaway_postgresql import postgresql_binaries
from tests.support.exchange.databases import new_database, server, store_address
from tests.support.forking import forked
from tests.support.made_once import made_once

_BEGUN = "portal_that_begins"
"""The database from which the others are copied: nobody connects to it."""
_DUMP = "portal.sql"


@contextlib.contextmanager
def begun_store_address(kind: str, folder: Path) -> Iterator[str]:
    """As `store_address`; on SQLite the tables are still to be made or copied (`begun_tables`)."""
    if kind == "sqlite" or postgresql_binaries() is None:
        with store_address(kind, folder) as address:
            yield address
        return
    with new_database(server(), _begun()) as address:
        yield address


@functools.cache
def _begun() -> str:
    dump = made_once("portal-on-postgresql", _make) / _DUMP
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {_BEGUN} TEMPLATE template0")
    _program("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, server().rpartition("/")[0] + f"/{_BEGUN}")
    return _BEGUN


def _make(folder: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with new_database(server()) as address:
        own = {"BLUEZONE_TEST_PORTAL_DATABASE": address}
        made = forked(program="tests.support.portal.begun_tables", environment=bare | own, timeout=250)
        assert 0 == made.returncode, made.stderr
        _program("pg_dump", "-f", folder / _DUMP, address)


def _program(name: str, *words: str | Path) -> None:
    binaries = postgresql_binaries()
    assert binaries is not None, "asked of a server alone"
    subprocess.run([binaries / name, *words], check=True, stdout=subprocess.DEVNULL)
