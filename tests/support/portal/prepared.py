"""The tables and units of the portal's own tests, made once in a run and copied into the memory of each worker; on a
server made in the database that the tests will find there."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from bluezone.portal.operations.tables import bring_tables_up_to_date
from bluezone.portal.places.services import load_units
from tests.support.made_once import made_once
from tests.support.portal.offices import PROVINCES


@contextlib.contextmanager
def prepared_database() -> Iterator[None]:
    """Fills the database that the tests of this process will find, for as long as the block lasts."""
    if connection.vendor != "sqlite":
        _prepare_on_server()
        yield
        return
    name = connection.creation._get_test_db_name()
    made = made_once("portal-of-tests", _make) / "portal.db"
    with contextlib.closing(sqlite3.connect(name, uri=True)) as in_memory:
        with contextlib.closing(sqlite3.connect(made)) as on_disk:
            on_disk.backup(in_memory)
        yield


def _prepare_on_server() -> None:
    """Makes the database of the tests; the server is gone with them."""
    own, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.settings_dict["NAME"] = name
    try:
        bring_tables_up_to_date()
        load_units(provinces=PROVINCES)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def _make(folder: Path) -> None:
    """Migrates into a file and lets go of it; the connection is again what it was."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(folder / "portal.db")
    try:
        bring_tables_up_to_date()
        load_units(provinces=PROVINCES)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
