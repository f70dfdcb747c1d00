"""What was erased is gone from the file and from its journal, and nobody waits for whoever reads."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from bluezone.portal.operations.journal import TOLD_AFTER_S, Patience, empty_journal, journal_of

NAME = "Lò Thị Xóa".encode()


@pytest.fixture
def store(tmp_path) -> Path:
    return tmp_path / "portal.db"


def a_connection(store: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(store, isolation_level=None)
    for pragma in ("journal_mode=WAL", "secure_delete=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def erased(store: Path) -> sqlite3.Connection:
    """A store in which five hundred names were written and erased, held open as a served portal holds it."""
    connection = a_connection(store)
    connection.execute("CREATE TABLE people (number INTEGER PRIMARY KEY, name TEXT)")
    connection.execute("CREATE INDEX names ON people (name)")
    for number in range(500):
        connection.execute("INSERT INTO people VALUES (?, ?)", (number, f"{NAME.decode()} {number}"))
    connection.execute("UPDATE people SET name = 'CA-' || number")
    return connection


def found(store: Path) -> int:
    return sum(path.read_bytes().count(NAME) for path in (store, journal_of(store)) if path.exists())


def test_an_erased_name_stands_in_no_file_once_the_journal_is_empty(store):
    connection = erased(store)
    before = found(store)

    is_empty = empty_journal(store)

    assert before > 0
    assert (True, 0) == (is_empty, found(store))
    connection.close()


def test_beside_a_reader_it_is_said_that_nothing_was_done_and_nobody_waits(store):
    connection, reader = erased(store), a_connection(store)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM people").fetchone()
    connection.execute("INSERT INTO people VALUES (501, 'CA-501')")

    began = time.monotonic()
    beside = empty_journal(store)
    waited = time.monotonic() - began
    connection.execute("INSERT INTO people VALUES (502, 'CA-502')")
    reader.execute("COMMIT")

    assert (False, True) == (beside, empty_journal(store))
    assert waited < 10  # SQLite itself would wait for as long as it is told, which was twenty and thirty seconds
    assert 0 == found(store)
    connection.close()
    reader.close()


def test_beside_a_writer_nobody_waits_either(store):
    connection = erased(store)
    connection.execute("BEGIN IMMEDIATE")

    assert not empty_journal(store)
    connection.execute("COMMIT")
    assert empty_journal(store)
    connection.close()


def test_without_a_store_or_a_journal_there_is_nothing_to_empty(store):
    assert empty_journal(store)
    a_connection(store).close()
    assert empty_journal(store)


def test_the_operator_hears_once_of_what_goes_on_for_long():
    patience = Patience()

    told = [
        patience.should_tell(is_empty=is_empty, now_s=now_s)
        for is_empty, now_s in [
            (False, 0),
            (False, TOLD_AFTER_S - 1),
            (False, TOLD_AFTER_S),
            (False, 2 * TOLD_AFTER_S),
            (True, 2 * TOLD_AFTER_S + 1),
            (False, 2 * TOLD_AFTER_S + 2),
            (False, 3 * TOLD_AFTER_S + 2),
        ]
    ]

    assert [False, False, True, False, False, False, True] == told
