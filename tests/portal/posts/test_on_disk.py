"""What a visitor said at a door stands in no file of a portal and in no backup of one, sealed or opened with its key,
whether or not two have opened the row; on either database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_plus

import psycopg
import pytest

from bluezone.lab.throwaway_postgresql import postgresql_binaries
from tests.support.clear_words import words_in
from tests.support.exchange.databases import store_address
from tests.support.portal.doors_on_disk import SAID
from tests.support.portal.served_portal import BARE, empty_portal, portal_command
from tests.support.sources import PROJECT

PLACE = "Nhà nghỉ Hoa Mai"
"""No secret: where it is not found, nothing would be."""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_word_of_a_visitor_is_in_any_file(tmp_path: Path) -> None:
    data = empty_portal(tmp_path / "portal")

    heard = _two_open_rows(data)

    copied = portal_command("backup", data, "--out", str(tmp_path / "backup"), "--key", str(tmp_path / "key"))
    assert 0 == copied.returncode, copied.stderr
    opened = portal_command(
        "restore", tmp_path / "opened", "--backup", str(tmp_path / "backup"), "--key", str(tmp_path / "key")
    )
    assert 0 == opened.returncode, opened.stderr
    files, restored = _files(data), _files(tmp_path / "opened")
    assert [PLACE] == words_in([PLACE], files) == words_in([PLACE], restored)
    assert [] == words_in(SAID, [*files, *restored, (tmp_path / "backup").read_bytes(), *heard])


@pytest.mark.slow
@pytest.mark.breadth
@pytest.mark.timeout(300)
def test_no_word_of_a_visitor_is_in_any_file_of_postgresql_or_in_a_copy_of_it(tmp_path: Path) -> None:
    with store_address("postgresql", tmp_path) as address:
        data = tmp_path / "portal"
        made = portal_command("migrate", data, "--database", address)
        assert 0 == made.returncode, made.stderr

        heard = _two_open_rows(data, address)

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            ((folder,),) = connection.execute("SHOW data_directory").fetchall()
        cluster, copy = _files(Path(folder)), _dumped(address)
    assert [PLACE] == words_in([PLACE], cluster) == words_in([PLACE], [copy])
    assert [] == words_in(SAID, [*_files(data), *cluster, copy, *heard])


@pytest.mark.parametrize("written", [
    "Lò Thị Kín".encode(), "Lò Thị Kín".encode("utf-16-le"), json.dumps({"name": "Lò Thị Kín"}).encode(),
    quote_plus("Lò Thị Kín").encode(),
])  # fmt: skip
def test_a_name_would_be_found_however_a_program_writes_it(written: bytes) -> None:
    assert ["Lò Thị Kín"] == words_in(["Lò Thị Kín", "Bùi Văn Dấu"], [b"before " + written + b" after"])


def _two_open_rows(data: Path, *database: str) -> tuple[bytes, bytes]:
    """Has visitors say their names at a door, and two open the rows; what the program said."""
    program = [sys.executable, "-m", "tests.support.portal.doors_on_disk", str(data), *database]
    done = subprocess.run(program, env=BARE, cwd=PROJECT, capture_output=True, check=True, timeout=280)
    return done.stdout, done.stderr


def _dumped(address: str) -> bytes:
    """A copy as an operator of PostgreSQL makes it."""
    binaries = postgresql_binaries()
    assert binaries is not None
    return subprocess.run([binaries / "pg_dump", address], capture_output=True, check=True).stdout


def _files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
