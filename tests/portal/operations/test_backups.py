"""Backups: sealed, whole or refused, and without the key that opens reports."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_secretstream_xchacha20poly1305_ABYTES as ABYTES

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.operations.backups import NOTE_FILE, note_backup, read_backup, write_backup
from bluezone.portal.operations.sealed_stream import OpeningReader, SealingWriter
from tests.support.amounts import examples

KEY = bytes(range(32))
PIECE = 1 << 20
"""As much is sealed at once."""


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    store = sqlite3.connect(folder / "portal.db")
    store.execute("CREATE TABLE t (x)")
    store.executemany("INSERT INTO t VALUES (?)", [(f"row {n}" * 100,) for n in range(5_000)])
    store.commit()
    store.close()
    (folder / "secret.key").write_text("abc")
    (folder / "identity-numbers.key").write_text("def")
    (folder / "venue.key").write_text("ghi")
    (folder / "report-wrapping.key").write_text("never")
    (folder / "monitor.key").write_text("drawn anew")
    return folder


def sealed(plain: bytes) -> bytes:
    target = io.BytesIO()
    writer = SealingWriter(target, KEY)
    writer.write(plain)
    writer.finish()
    return target.getvalue()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    return OpeningReader(io.BytesIO(data), key).read()


def test_what_goes_in_comes_out(data, tmp_path):
    write_backup(data, tmp_path / "copy", KEY)

    read_backup(tmp_path / "copy", tmp_path / "new", KEY)

    with contextlib.closing(sqlite3.connect(tmp_path / "new" / "portal.db")) as store:
        rows = store.execute("SELECT count(*) FROM t").fetchone()
    assert (5_000,) == rows
    assert "abc" == (tmp_path / "new" / "secret.key").read_text()
    assert "def" == (tmp_path / "new" / "identity-numbers.key").read_text()
    assert "ghi" == (tmp_path / "new" / "venue.key").read_text()
    assert {"portal.db", "secret.key", "identity-numbers.key", "venue.key"} == {
        path.name for path in (tmp_path / "new").iterdir()
    }
    assert {0o600} == {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}


def test_that_a_key_was_given_up_goes_along(data, tmp_path):
    (data / "identity-numbers.given-up").write_text("its digest")
    write_backup(data, tmp_path / "copy", KEY)

    read_backup(tmp_path / "copy", tmp_path / "new", KEY)

    assert "its digest" == (tmp_path / "new" / "identity-numbers.given-up").read_text()


def test_nothing_of_it_can_be_read_without_the_key(data, tmp_path):
    write_backup(data, tmp_path / "copy", KEY)

    assert b"row 1" not in (tmp_path / "copy").read_bytes()
    with pytest.raises(ConfigurationError, match="key is another"):
        read_backup(tmp_path / "copy", tmp_path / "new", bytes(32))


def test_a_folder_that_was_there_stays_there_and_empty(data, tmp_path):
    write_backup(data, tmp_path / "copy", KEY)
    (tmp_path / "new").mkdir()

    with pytest.raises(ConfigurationError, match="key is another"):
        read_backup(tmp_path / "copy", tmp_path / "new", bytes(32))

    assert [] == list((tmp_path / "new").iterdir())


@pytest.mark.parametrize("bend", ["cut", "flip", "add", "swap", "empty", "head"])
def test_of_a_damaged_backup_nothing_stays_and_no_folder(data, tmp_path, bend):
    write_backup(data, tmp_path / "copy", KEY)
    whole = bytearray((tmp_path / "copy").read_bytes())
    middle = len(whole) // 2
    bent = {
        "cut": bytes(whole[:middle]),
        "flip": bytes(whole[:middle]) + bytes([whole[middle] ^ 1]) + bytes(whole[middle + 1 :]),
        "add": bytes(whole) + b"x",
        "swap": b"BZX1" + bytes(whole[4:]),
        "empty": b"",
        "head": bytes(whole[:20]),
    }[bend]
    (tmp_path / "copy").write_bytes(bent)

    with pytest.raises(ConfigurationError):
        read_backup(tmp_path / "copy", tmp_path / "new", KEY)

    assert not (tmp_path / "new").exists()


def test_a_backup_without_its_last_piece_is_none_though_all_files_stand_before_it(data, tmp_path):
    """Only the end proves that nothing is missing."""
    write_backup(data, tmp_path / "copy", KEY)
    whole = opened((tmp_path / "copy").read_bytes())
    longer = sealed(whole + bytes(-len(whole) % PIECE + 1))
    (tmp_path / "cut").write_bytes(longer[: -(1 + ABYTES)])

    with pytest.raises(ConfigurationError, match="cut off"):
        read_backup(tmp_path / "cut", tmp_path / "new", KEY)

    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_in_it_is_left_alone(data, tmp_path):
    write_backup(data, tmp_path / "copy", KEY)

    with pytest.raises(ConfigurationError, match="empty directory"):
        read_backup(tmp_path / "copy", data, KEY)


def test_a_portal_without_a_store_of_its_own_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="PostgreSQL"):
        write_backup(tmp_path, tmp_path / "copy", KEY)


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_every_size_survives(size):
    plain = bytes(size)

    assert plain == opened(sealed(plain))


@settings(max_examples=examples(20))
@given(st.binary(max_size=300), st.data())
def test_no_byte_of_a_sealed_stream_can_be_changed(plain, data):
    stream = bytearray(sealed(plain))
    at = data.draw(st.integers(0, len(stream) - 1))
    stream[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(ConfigurationError):
        opened(bytes(stream))


@given(st.binary(max_size=200))
def test_strange_bytes_are_refused_in_one_line(junk):
    for start in (b"", b"BZP1"):
        with pytest.raises(ConfigurationError):
            opened(start + junk)


def test_while_a_backup_is_written_nothing_plain_lies_under_a_name(data, tmp_path, monkeypatch):
    """A backup that is killed has no chance to tidy up, so there must be nothing to tidy."""
    before, seen = {path.name for path in data.rglob("*")}, []
    write = SealingWriter.write

    def watched(self, plain):
        seen.append({path.name for path in data.rglob("*")} - before)
        return write(self, plain)

    monkeypatch.setattr(SealingWriter, "write", watched)
    write_backup(data, tmp_path / "copy", KEY)

    assert len(seen) > 10
    assert set() == set().union(*seen)


def test_a_backup_removes_the_plain_copy_that_a_killed_one_of_an_earlier_release_left(data, tmp_path):
    left = data / "tmpabcd1234"
    left.mkdir()
    (left / "portal.db").write_bytes(b"plain")

    write_backup(data, tmp_path / "copy", KEY)

    assert not left.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_a_note_that_root_makes_is_the_folders_accounts(data):
    os.chown(data, 4_242, 4_243)

    note_backup(data, dt.datetime(2026, 11, 30, tzinfo=dt.UTC))

    found = (data / NOTE_FILE).stat()
    assert (4_242, 4_243) == (found.st_uid, found.st_gid)
