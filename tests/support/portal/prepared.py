"""The tables and units of the portal's own tests, made once in a run and copied into the memory of each worker; on a
server made in a database of their own."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from django.db import connection

from tests.support.portal.begun_tables import begin_with_tables, tables_on_disk


@contextlib.contextmanager
def prepared_database() -> Iterator[None]:
    """Leads the tests of this process to a database of their own and fills it, for as long as the block lasts."""
    name = connection.creation._get_test_db_name()
    if connection.vendor != "sqlite":
        _prepare_on_server(name)
        yield
        return
    made = tables_on_disk()
    connection.close()
    connection.settings_dict["NAME"] = name
    with contextlib.closing(sqlite3.connect(name, uri=True)) as in_memory:
        with contextlib.closing(sqlite3.connect(made)) as on_disk:
            on_disk.backup(in_memory)
        yield


def _prepare_on_server(name: str) -> None:
    """Makes the database of the tests from the one that they were given; the server is gone with them."""
    given = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{given}"')
    connection.settings_dict["NAME"] = name
    begin_with_tables()
