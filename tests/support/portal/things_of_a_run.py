"""One of each thing, made by the first worker that asks: its rows are laid into the transactions of all, and what is
known of them is read."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tests.support.made_once import made_once
from tests.support.portal.offices import Office
from tests.support.portal.things import Things, one_of_each
from tests.support.sources import PACKAGE

_COUNTERS = "sqlite_sequence"
"""What numbers the tables gave away; each new row changes it."""
Rows = Mapping[str, list[tuple[Any, ...]]]
"""By table."""


def things_of_the_run() -> Things:
    """As `one_of_each` of an office makes them; on a server they are made by whoever asks."""
    if connection.vendor != "sqlite":
        return one_of_each(Office())
    things, rows = made_in_the_run()
    _lay_in(rows)
    return things


def made_in_the_run() -> tuple[Things, Rows]:
    """The things, and of each table that they changed all rows."""
    things, rows = pickle.loads((made_once("one-of-each", _make, of=PACKAGE) / "made").read_bytes())
    return things, rows


def _make(folder: Path) -> None:
    """And takes the rows back: whoever made them reads them as the others do."""
    before = rows_here()
    with transaction.atomic():
        things, after = one_of_each(Office()), rows_here()
        transaction.set_rollback(True)
    changed = {table: rows for table, rows in after.items() if rows != before[table]}
    (folder / "made").write_bytes(pickle.dumps((things, changed)))


def rows_here() -> Rows:
    """Of every table, as the store holds them."""
    store = connection.connection
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: store.execute(f'SELECT {", ".join(_as_stored(name))} FROM "{name}"').fetchall() for name in tables}


def _as_stored(table: str) -> list[str]:
    """Its columns, each as an expression: of those Django reads no moment and no truth."""
    return [f'+"{column}"' for _, column, *_ in connection.connection.execute(f'PRAGMA table_info("{table}")')]


def _lay_in(rows: Rows) -> None:
    store = connection.connection
    for table in sorted(rows, key=lambda name: name == _COUNTERS):
        store.execute(f'DELETE FROM "{table}"')
        places = ", ".join("?" for _ in _as_stored(table))
        store.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows[table])
