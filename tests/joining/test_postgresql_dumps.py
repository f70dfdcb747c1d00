"""PostgreSQL's own programs are called as the store itself is: over the same line, and with no password to be read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import psycopg
import pytest

from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading import postgresql_dumps
from bluezone.joining.upgrading.postgresql_dumps import dump, put_back, require_no_others
from tests.support.exchange.databases import store_address

TELLS_ITS_SURROUNDINGS = '#!/bin/sh\nenv | grep ^PG | LC_ALL=C sort\necho "asked: $*"\n'


def test_a_dump_is_asked_for_over_a_line_that_is_as_secure_as_the_address_says(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "pg_dump").write_text(TELLS_ITS_SURROUNDINGS)
    (folder / "pg_dump").chmod(0o700)
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    dump("postgresql://of%40fice:pa%2Fss@db.example:5433/portal?sslmode=verify-full", tmp_path / "before.sql")

    *around, asked = (tmp_path / "before.sql").read_text().splitlines()
    said = dict(line.split("=", 1) for line in around)
    assert {
        "PGSSLMODE": "verify-full",
        "PGUSER": "of@fice",
        "PGPASSWORD": "pa/ss",
        "PGPORT": "5433",
    }.items() <= said.items()
    assert "pa/ss" not in asked


def test_a_session_that_ends_keeps_nobody_out_and_one_that_stays_does(tmp_path: Path, monkeypatch) -> None:
    """The server lets go of one a moment after whoever had it has gone."""
    with store_address("postgresql", tmp_path) as address:
        other = psycopg.connect(address)
        ending = threading.Timer(0.5, other.close)
        ending.start()
        require_no_others(address)
        ending.join()

        monkeypatch.setattr(postgresql_dumps, "_WAITS_S", 0.2)
        with psycopg.connect(address), pytest.raises(RefusedError, match="1 other sessions"):
            require_no_others(address)


def test_a_store_that_was_put_back_holds_what_it_held_and_is_counted(tmp_path: Path) -> None:
    counted = "SELECT reltuples FROM pg_class WHERE relname = 'cases'"
    with store_address("postgresql", tmp_path) as address:
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE cases AS SELECT generate_series(1, 3000) AS number")
        dump(address, tmp_path / "before.sql")
        with psycopg.connect(address) as connection:
            connection.execute("DELETE FROM cases WHERE number > 10")

        put_back(address, tmp_path / "before.sql")

        with psycopg.connect(address) as connection:
            assert (3_000.0,) == connection.execute(counted).fetchone()
            assert (3_000,) == connection.execute("SELECT count(*) FROM cases").fetchone()


def test_a_store_with_an_extension_that_its_administrator_made_is_put_back_by_the_role_that_owns_the_tables(
    tmp_path: Path,
) -> None:
    with store_address("postgresql", tmp_path) as address:
        with psycopg.connect(address) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE ROLE desk_of_a_dump LOGIN")
            connection.execute("GRANT ALL ON SCHEMA public TO desk_of_a_dump")
        try:
            theirs = address.replace("//x@", "//desk_of_a_dump@")
            with psycopg.connect(theirs) as connection:
                connection.execute("CREATE TABLE cases AS SELECT 'Triệu Kim Sen' AS name")
                connection.execute("CREATE INDEX names ON cases USING gin (name gin_trgm_ops)")
            dump(theirs, tmp_path / "before.sql")

            put_back(theirs, tmp_path / "before.sql")

            with psycopg.connect(address) as connection:
                named = "SELECT count(*) FROM cases WHERE name LIKE '%Kim%'"
                assert (1,) == connection.execute(named).fetchone()
        finally:
            with psycopg.connect(address) as connection:
                connection.execute("DROP OWNED BY desk_of_a_dump")
                connection.execute("DROP ROLE desk_of_a_dump")
