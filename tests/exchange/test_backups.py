"""What a backup takes of memory, and backups that earlier versions wrote."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from nacl import bindings as sodium

from bluezone.exchange import ExchangeSettings
from bluezone.exchange.errors import StoreError
from bluezone.exchange.operations import read_backup, write_backup
from bluezone.exchange.store import open_store
from bluezone.exchange.store.tables import reports

KEY = bytes(32)
LIMITED = """
import resource, sys
from pathlib import Path
from bluezone.exchange import ExchangeSettings
from bluezone.exchange.operations import read_backup, write_backup
data, backup, new = map(Path, sys.argv[1:])
held = next(int(line.split()[1]) << 10 for line in open("/proc/self/status") if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (held + (32 << 20),) * 2)
write_backup(ExchangeSettings(data=data), backup, bytes(32))
read_backup(backup, bytes(32), new)
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An exchange's folder with keys in name only, and a store of 64 MB."""
    folder = tmp_path / "data"
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "batch.key").write_bytes(bytes(32))
    return folder


def fill(data: Path, count: int) -> None:
    """Lays so many reports there in one go: writing each by itself took longer than backing all of them up."""
    store, sealed = open_store(ExchangeSettings(data=data).store_address), bytes(3_200)
    with store.transaction() as connection:
        laid = [{"id": number.to_bytes(16, "big"), "sealed": sealed, "received_day": 20_000} for number in range(count)]
        connection.execute(reports.insert(), laid)
    store.close()


def rows(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return sorted(connection.iterdump())


@pytest.mark.in_turn(of=3)
def test_a_store_of_64_mb_is_backed_up_and_restored_in_half_of_that(data: Path, tmp_path: Path) -> None:
    fill(data, 20_000)

    new = tmp_path / "new"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, data, tmp_path / "backup", new], capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert 64_000_000 < (tmp_path / "backup").stat().st_size
    with closing(sqlite3.connect(new / "exchange.db")) as connection:
        assert (20_000, 64_000_000) == connection.execute(
            "SELECT count(*), sum(length(sealed)) FROM reports"
        ).fetchone()


def test_a_restored_store_has_the_same_rows_tables_and_indexes(data: Path, tmp_path: Path) -> None:
    fill(data, 2_500)  # more than go by at once

    write_backup(ExchangeSettings(data=data), tmp_path / "backup", KEY)
    read_backup(tmp_path / "backup", KEY, tmp_path / "new")

    assert rows(data / "exchange.db") == rows(tmp_path / "new" / "exchange.db")
    assert 0o600 == (tmp_path / "new" / "exchange.db").stat().st_mode & 0o777


def as_before(data: Path, key: bytes) -> bytes:
    """A backup as it was written by versions that put the store in as a file, and sealed the whole at once."""
    archive, piece = io.BytesIO(), 1 << 20
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(data / "exchange.db", "exchange.db")
        tar.add(data / "keys" / "batch.key", "keys/batch.key")
    plain, state = archive.getvalue(), sodium.crypto_secretstream_xchacha20poly1305_state()
    sealed = b"BZX1" + sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for start in range(0, len(plain), piece):
        tag = 3 if start + piece >= len(plain) else 0
        sealed += sodium.crypto_secretstream_xchacha20poly1305_push(state, plain[start : start + piece], tag=tag)
    return sealed


def test_a_backup_holds_the_keys_of_the_exchange_and_of_the_portal_and_none_of_the_monitor(
    data: Path, tmp_path: Path
) -> None:
    for name in ("internal.key", "monitor.key"):
        (data / name).write_text(name)

    write_backup(ExchangeSettings(data=data), tmp_path / "backup", KEY)
    read_backup(tmp_path / "backup", KEY, tmp_path / "new")

    assert {"keys", "internal.key"} == {path.name for path in (tmp_path / "new").iterdir()}


@pytest.mark.parametrize("count", [1, 2_500], ids=["small", "several pieces"])
def test_a_backup_of_an_earlier_version_is_restored(data: Path, tmp_path: Path, count: int) -> None:
    fill(data, count)
    (tmp_path / "backup").write_bytes(as_before(data, KEY))

    read_backup(tmp_path / "backup", KEY, tmp_path / "new")

    assert rows(data / "exchange.db") == rows(tmp_path / "new" / "exchange.db")
    assert bytes(32) == (tmp_path / "new" / "keys" / "batch.key").read_bytes()


def test_a_backup_that_an_earlier_version_cannot_read_says_so_by_its_first_bytes(data: Path, tmp_path: Path) -> None:
    write_backup(ExchangeSettings(data=data), tmp_path / "backup", KEY)

    assert b"BZX2" == (tmp_path / "backup").read_bytes()[:4]

    (tmp_path / "backup").write_bytes(b"BZX3" + (tmp_path / "backup").read_bytes()[4:])
    with pytest.raises(StoreError, match="later version"):
        read_backup(tmp_path / "backup", KEY, tmp_path / "new")


def test_a_backup_that_fails_leaves_the_one_before_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / "backup").write_bytes(b"of yesterday")
    (data / "exchange.db").write_bytes(b"no store at all" * 100)

    with pytest.raises(sqlite3.DatabaseError):
        write_backup(ExchangeSettings(data=data), tmp_path / "backup", KEY)

    assert b"of yesterday" == (tmp_path / "backup").read_bytes()
    assert ["backup", "data"] == sorted(path.name for path in tmp_path.iterdir())
