"""`bluezone upgrade` on portals that are not as they should be: it says what is wrong, and leaves them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.commands import Finished, bluezone, refused
from tests.support.forking import forked
from tests.support.portal.served_portal import BARE, demo_portal, empty_portal, portal_command

pytestmark = [pytest.mark.slow, pytest.mark.in_turn(of=3)]


def upgraded(data: Path, *more: str) -> Finished:
    """In a process of its own: Django serves the tests in this one."""
    ended = forked("upgrade", "--data", data, *more, environment=BARE, timeout=120)
    return Finished(ended.returncode, ended.stdout, ended.stderr)


def test_a_key_that_is_missing_is_told_also_where_no_table_changes(tmp_path: Path) -> None:
    data = demo_portal(tmp_path / "portal")
    with closing(sqlite3.connect(data / "portal.db")) as store, store:
        kept = "identity_hash = '12:of another key', identity_sealed = zeroblob(60)"
        store.execute(f"UPDATE cases_person SET {kept} WHERE id = (SELECT min(id) FROM cases_person)")
    (data / "identity-numbers.key").unlink()

    assert "the key file identity-numbers.key is missing" in refused(upgraded(data, "--check-only"))

    assert not (data / "identity-numbers.key").exists()


def test_a_key_that_nothing_needs_yet_is_drawn_and_by_a_try_it_is_not(tmp_path: Path) -> None:
    data = empty_portal(tmp_path / "portal")
    (data / "venue.key").unlink()

    tried, is_there = upgraded(data, "--check-only"), (data / "venue.key").exists()
    done = upgraded(data)

    assert (0, False, 0, True) == (tried.status, is_there, done.status, (data / "venue.key").exists())


def test_whoever_hears_of_no_step_any_more_ends_no_upgrade(tmp_path: Path) -> None:
    """As where the line to the machine breaks."""
    data = empty_portal(tmp_path / "portal")
    reading, writing = os.pipe()
    os.close(reading)
    words = [Path(sys.executable).with_name("bluezone"), "upgrade", "--data", data, "--json"]

    ended = subprocess.run(words, stdout=subprocess.PIPE, stderr=writing, env=BARE, check=False, timeout=120)
    os.close(writing)

    assert (0, 0) == (ended.returncode, json.loads(ended.stdout)["changes"])


def spoilt(store: Path) -> None:
    store.write_bytes(b"words " * 999)


def a_folder(store: Path) -> None:
    store.mkdir()


@pytest.mark.parametrize("alter", [spoilt, a_folder])
def test_a_store_that_is_none_is_no_fault_of_the_program(tmp_path: Path, alter) -> None:
    (tmp_path / "secret.key").touch()
    alter(tmp_path / "portal.db")

    assert "portal.db cannot be read" in refused(bluezone("upgrade", "--data", tmp_path))


def test_nor_for_whoever_makes_the_tables(tmp_path: Path) -> None:
    data = empty_portal(tmp_path / "portal")
    spoilt(data / "portal.db")

    ended = portal_command("migrate", data)

    assert "bring a copy back" in refused(Finished(ended.returncode, ended.stdout, ended.stderr))


def test_how_much_room_is_needed_is_said_of_a_small_store_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.key").touch()
    spoilt(tmp_path / "portal.db")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))

    assert "needs 1 MiB free" in refused(bluezone("upgrade", "--data", tmp_path))
