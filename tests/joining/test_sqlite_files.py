"""A store's file that changes places: nobody has it open, and nobody wrote into it since it was copied."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading.sqlite_files import copy_store, settle, unwritten


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "portal.db"
    write(path, "PRAGMA journal_mode = WAL", "CREATE TABLE row (name)", "INSERT INTO row VALUES ('first')")
    return path


def write(store: Path, *told: str) -> None:
    """Writes into the store as somebody who opens it, and closes it again."""
    with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as connection:
        for one in told:
            connection.execute(one)


def rows(store: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(store)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM row ORDER BY rowid")]


def test_a_store_into_which_nobody_writes_is_settled(store, tmp_path):
    with unwritten(store) as settle_unwritten:
        copy_store(store, tmp_path / "copy.db")
        rows(store)
        settle_unwritten()

    assert ["first"] == rows(store) == rows(tmp_path / "copy.db")
    assert ["copy.db", "portal.db"] == sorted(path.name for path in tmp_path.iterdir())


def test_what_somebody_wrote_after_the_copy_is_noticed_though_they_are_gone(store, tmp_path):
    with unwritten(store) as settle_unwritten:
        copy_store(store, tmp_path / "copy.db")
        write(store, "INSERT INTO row VALUES ('late')")

        with pytest.raises(RefusedError, match="meanwhile"):
            settle_unwritten()

    assert ["first", "late"] == rows(store)


def test_a_store_that_somebody_has_open_is_not_settled(store):
    with contextlib.closing(sqlite3.connect(store)) as service:
        service.execute("SELECT * FROM row").fetchall()
        with unwritten(store) as settle_unwritten, pytest.raises(RefusedError, match="somebody reads"):
            settle_unwritten()

    settle(store)
    assert ["first"] == rows(store)
